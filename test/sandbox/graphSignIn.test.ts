import { beforeEach, describe, expect, it } from 'vitest';
import { emailId, passwordId, phoneIds } from '../../src/sandbox/graph/signInRules.ts';
import { type KnownPerson, people } from '../../src/sandbox/people.ts';
import { type GraphUnderTest, startGraph } from './graphCaller.ts';

const scopes = ['User.Read.All', 'UserAuthenticationMethod.ReadWrite.All'];
const { oid } = people.withSignInMethods;
const of = (person: KnownPerson) => `/users/${person.oid}/authentication`;
const own = of(people.withSignInMethods);
const { mobile, alternateMobile, office } = phoneIds;
const newNumber = '+31 611111111';

let test: GraphUnderTest;
beforeEach(() => {
  test = startGraph();
});
const admin = () => test.as(people.authenticationAdministrator, scopes);
const global = () => test.as(people.globalAdministrator, scopes);
const stored = () => test.graph.directory.record(oid)?.signInMethods;
const send = async (method: string, path: string, body?: object) => {
  const answer = await admin().call(method, path, body === undefined ? {} : { body });
  return { status: answer.status, code: answer.body.error?.code };
};

describe('sign-in methods', () => {
  it('are listed by kind and together', async () => {
    const phones = await global().get(`${own}/phoneMethods`);
    expect(phones.status).toBe(200);
    expect(phones.body.value).toEqual([
      {
        id: alternateMobile,
        phoneType: 'alternateMobile',
        phoneNumber: '+31 687654321',
        smsSignInState: 'notSupported',
      },
      { id: office, phoneType: 'office', phoneNumber: '+31 105550109x12', smsSignInState: 'notSupported' },
      { id: mobile, phoneType: 'mobile', phoneNumber: '+31 612345678', smsSignInState: 'notAllowedByPolicy' },
    ]);
    const emails = await global().get(`${own}/emailMethods`);
    expect(emails.body.value).toEqual([{ id: emailId, emailAddress: 'lena@home.example' }]);
    const all = await global().get(`${own}/methods`);
    expect(all.body.value.map(({ id }) => id)).toEqual([
      passwordId,
      alternateMobile,
      office,
      mobile,
      emailId,
    ]);
    expect(all.body.value.at(-1)?.['@odata.type']).toBe('#microsoft.graph.emailAuthenticationMethod');
  });

  it('are read one by one, and not found where there is none', async () => {
    expect((await global().get(`${own}/phoneMethods/${mobile}`)).body.phoneNumber).toBe('+31 612345678');
    expect((await global().get(`${own}/emailMethods/${emailId}`)).body.emailAddress).toBe(
      'lena@home.example',
    );
    for (const id of [office, 'x', emailId])
      expect((await global().get(`${of(people.obrien)}/phoneMethods/${id}`)).status).toBe(404);
    expect((await global().get(`${of(people.obrien)}/emailMethods`)).body.value).toEqual([]);
  });

  it('are shown to an Authentication Administrator with their numbers in part', async () => {
    const phones = await admin().get(`${own}/phoneMethods`);
    expect(phones.body.value.map(({ phoneNumber }) => phoneNumber)).toEqual([
      '+XX XXXXXXX21',
      '+XX XXXXXXXXXx12',
      '+XX XXXXXXX78',
    ]);
    test.graph.settings.masksSignInPhones = false;
    expect((await admin().get(`${own}/phoneMethods/${mobile}`)).body.phoneNumber).toBe('+31 612345678');
  });

  it('are added, changed and removed', async () => {
    const other = of(people.annaSmith);
    const added = await admin().call('POST', `${other}/phoneMethods`, {
      body: { phoneType: 'mobile', phoneNumber: newNumber },
    });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({ id: mobile, phoneType: 'mobile', phoneNumber: newNumber });
    expect(await send('PATCH', `${other}/phoneMethods/${mobile}`, { phoneNumber: '+31 622222222' })).toEqual({
      status: 204,
    });
    expect(await send('DELETE', `${other}/phoneMethods/${mobile}`)).toEqual({ status: 204 });
    const email = await admin().call('POST', `${other}/emailMethods`, {
      body: { emailAddress: 'a@home.example' },
    });
    expect([email.status, email.body.id]).toEqual([201, emailId]);
    const changed = await admin().call('PATCH', `${other}/emailMethods/${emailId}`, {
      body: { emailAddress: 'b@home.example' },
    });
    expect([changed.status, changed.body.emailAddress]).toEqual([200, 'b@home.example']);
    expect(await send('DELETE', `${other}/emailMethods/${emailId}`)).toEqual({ status: 204 });
    expect((await global().get(`${other}/methods`)).body.value).toHaveLength(1);
  });

  it.each<[string, string, string, object?]>([
    ['a second phone of a kind', 'POST', 'phoneMethods', { phoneType: 'mobile', phoneNumber: newNumber }],
    ['no kind', 'POST', 'phoneMethods', { phoneNumber: newNumber }],
    ['an unknown kind', 'POST', 'phoneMethods', { phoneType: 'home', phoneNumber: newNumber }],
    ['a read-only property', 'POST', 'phoneMethods', { phoneType: 'mobile', smsSignInState: 'ready' }],
    ['another kind', 'PATCH', `phoneMethods/${mobile}`, { phoneType: 'office', phoneNumber: newNumber }],
    ['no number', 'PATCH', `phoneMethods/${mobile}`, {}],
    ...[
      '0612345678',
      '+31612345678',
      '+31 6 12345678',
      '+31 612345678 x1',
      '+0 612345678',
      '',
      null,
      'x',
    ].map((phoneNumber): [string, string, string, object] => [
      `the number ${phoneNumber}`,
      'PATCH',
      `phoneMethods/${mobile}`,
      { phoneNumber },
    ]),
    ['a mobile that an alternate one needs', 'DELETE', `phoneMethods/${mobile}`],
    ['a second address', 'POST', 'emailMethods', { emailAddress: 'x@home.example' }],
    ['an address that is none', 'PATCH', `emailMethods/${emailId}`, { emailAddress: 'x' }],
  ])('can’t be %s', async (_what, method, path, body) => {
    const before = stored();
    expect((await send(method, `${own}/${path}`, body)).status).toBe(400);
    expect(stored()).toBe(before);
  });

  it('can’t lose the default method, or have an alternate mobile alone', async () => {
    expect((await send('DELETE', `${of(people.obrien)}/phoneMethods/${mobile}`)).status).toBe(400);
    const alternate = { phoneType: 'alternateMobile', phoneNumber: newNumber };
    expect((await send('POST', `${of(people.annaSmith)}/phoneMethods`, alternate)).status).toBe(400);
  });

  it('take an extension', async () => {
    const withExtension = { phoneNumber: '+1 5555551234x123' };
    expect((await send('PATCH', `${own}/phoneMethods/${office}`, withExtension)).status).toBe(204);
  });

  it('are answered in a batch', async () => {
    const { items } = await admin().batch([
      { id: 'list', method: 'GET', url: `${own}/methods` },
      {
        id: 'add',
        method: 'POST',
        url: `${of(people.annaSmith)}/phoneMethods`,
        headers: { 'Content-Type': 'application/json' },
        body: { phoneType: 'mobile', phoneNumber: newNumber },
      },
      { id: 'remove', method: 'DELETE', url: `${own}/phoneMethods/${alternateMobile}` },
    ]);
    expect(['list', 'add', 'remove'].map((id) => items.get(id)?.status)).toEqual([200, 201, 204]);
  });
});

// https://learn.microsoft.com/graph/api/authentication-list-phonemethods and authentication-post-phonemethods
describe('who may see and write sign-in methods', () => {
  const targets = [
    'employee',
    'passwordAdministrator',
    'helpdeskAdministrator',
    'globalAdministrator',
  ] as const;
  const write = { phoneType: 'office', phoneNumber: newNumber };

  it.each([
    ['authenticationAdministrator', 'r/w r/w -/- -/-'],
    ['globalAdministrator', 'r/w r/w r/w r/-'],
    ['userAdministrator', '-/- -/- -/- -/-'],
    ['helpdeskAdministrator', '-/- -/- r/- -/-'],
    ['employee', 'r/- -/- -/- -/-'],
  ] as const)('%s: %s', async (caller, expected) => {
    const seen: string[] = [];
    for (const target of targets) {
      test.graph.directory.setSignInMethods(people[target].oid, {});
      const path = `${of(people[target])}/phoneMethods`;
      const as = test.as(people[caller], scopes);
      const read = (await as.get(path)).status === 200 ? 'r' : '-';
      const written = (await as.call('POST', path, { body: write })).status === 201 ? 'w' : '-';
      seen.push(`${read}/${written}`);
    }
    expect(seen.join(' ')).toBe(expected);
  });

  it.each([
    ['User.ReadWrite.All', '- -'],
    ['UserAuthenticationMethod.Read.All', 'r -'],
    ['UserAuthenticationMethod.ReadWrite.All', 'r w'],
    ['UserAuthMethod-Phone.Read.All', 'r -'],
    ['UserAuthMethod-Phone.ReadWrite.All', 'r w'],
    ['UserAuthMethod-Email.ReadWrite.All', '- -'],
    ['UserAuthenticationMethod.ReadWrite', '- -'],
  ])('with %s: %s', async (scope, expected) => {
    const as = test.as(people.authenticationAdministrator, [scope]);
    const path = `${of(people.annaSmith)}/phoneMethods`;
    const read = (await as.get(path)).status === 200 ? 'r' : '-';
    const answer = await as.call('POST', path, { body: write });
    expect(`${read} ${answer.status === 201 ? 'w' : '-'}`).toBe(expected);
    if (answer.status !== 201) expect(answer.body.error.code).toBe('accessDenied');
  });
});
