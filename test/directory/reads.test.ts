import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/directory/directory.ts';
import type { Answer } from '../../src/directory/graphAnswers.ts';
import {
  fieldItems,
  nameItems,
  profileItems,
  readFields,
  readNames,
  readProfile,
} from '../../src/directory/reads.ts';
import {
  fieldNames,
  firstSections,
  namesIn,
  type Section,
  sections,
  storeOf,
} from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';

const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: new Headers(headers),
  body,
});
const answers = (given: Record<string, Answer>) => new Map(Object.entries(given));
const list = (...value: object[]): Answer => answer({ value });
const user = { id: 'i', displayName: 'Anna', accountEnabled: true, city: 'Ede' };

describe('the requests that read a profile', () => {
  it('go out as one batch, each with an id of its own, also with names of others beside them', () => {
    const ids = ['1', '2', '3', '4', '5', '6'];
    const items = [...profileItems('i', sections), ...nameItems(ids)];
    expect(items.length).toBeLessThanOrEqual(19);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.every(({ method, body }) => method === undefined && body === undefined)).toBe(true);
  });

  it('ask of the sections that are wanted alone', () => {
    const idsFor = (chosen: readonly Section[]) => profileItems('i', chosen).map(({ id }) => id);
    const always = ['organization', 'roles', 'user'];
    expect(idsFor(firstSections).sort()).toEqual([...always, 'manager', 'photo', 'sponsors'].sort());
    expect(idsFor(['signIn']).sort()).toEqual([...always, 'emailMethods', 'phoneMethods'].sort());
    expect(idsFor(['about']).sort()).toEqual([...always, 'sharePoint'].sort());
  });

  it('name a person who has any sign in their name', () => {
    const urls = profileItems("anna_x#EXT#@a.nl/'", ['job']).map(({ url }) => url);
    for (const url of urls.filter((one) => one.startsWith('/users/')))
      expect(url).toMatch(/^\/users\/anna_x%23EXT%23%40a\.nl%2F'[/?]/);
  });

  it('select properties, not paths', () => {
    for (const { url } of fieldItems('/users/i', fieldNames)) {
      const select = new URL(url, 'https://graph.example').searchParams.get('$select') ?? '';
      expect(select).not.toContain('/');
      expect(new Set(select.split(',')).size).toBe(select.split(',').length);
    }
  });
});

describe('what the answers say', () => {
  it.each<[string, string, Answer, Record<string, FieldValue> | string]>([
    ['no manager', 'manager', answer({}, 404), { manager: null }],
    [
      'a manager',
      'manager',
      answer({ id: 'm', displayName: 'M' }),
      { manager: { id: 'm', displayName: 'M' } },
    ],
    [
      'a manager without a name',
      'manager',
      answer({ id: 'm', displayName: '' }),
      { manager: { id: 'm', displayName: 'm' } },
    ],
    ['a manager who can’t be seen', 'manager', answer({}, 403), 'forbidden'],
    ['no photo', 'photo', answer({}, 404), { photo: null }],
    ['a photo that fails', 'photo', answer({}, 500), 'unreachable'],
    ['sponsors', 'sponsors', list({ id: 's' }, { noId: 1 }), { sponsors: [{ id: 's', displayName: 's' }] }],
    ['no list of sponsors', 'sponsors', answer({}), { sponsors: [] }],
    [
      'licences',
      'licenseDetails',
      list({ skuPartNumber: 'E5' }, { skuId: 'x' }),
      { assignedLicenses: ['E5', 'x'] },
    ],
    ['an email', 'emailMethods', list({ emailAddress: 'a@b.nl' }), { emailMethods: 'a@b.nl' }],
    ['no email', 'emailMethods', list(), { emailMethods: null }],
    ['an email that can’t be seen', 'emailMethods', answer({}, 403), 'forbidden'],
    [
      'phones',
      'phoneMethods',
      list({ phoneType: 'mobile', phoneNumber: '+31 6' }, { phoneType: 'other', phoneNumber: '1' }),
      { 'phoneMethods/mobile': '+31 6', 'phoneMethods/alternateMobile': null, 'phoneMethods/office': null },
    ],
  ])('%s', (_name, store, given, expected) => {
    const names = fieldNames.filter((name) => storeOf(name) === store);
    const { values, unreadable } = readFields(answers({ [store]: given }), names);
    if (typeof expected === 'string') expect([values, unreadable]).toEqual([{}, { [store]: expected }]);
    else expect([values, unreadable]).toEqual([expected, {}]);
  });

  it('is that one picture is not another, and the same one is', () => {
    const markOf = (body: unknown) => readFields(answers({ photo: answer(body) }), ['photo']).values.photo;
    expect(markOf('AAAA')).toBe(markOf('AAAA'));
    expect(markOf('AAAA')).not.toBe(markOf('AAAB'));
    expect(markOf('AAAA')).toMatch(/^[\w-]{22}$/);
  });

  it('leaves out what could not be read, and shows the rest', () => {
    const profile = readProfile(
      answers({ user: answer(user), sharePoint: answer({}, 403) }),
      sections,
      false,
    );
    expect(profile.values).toMatchObject({ city: 'Ede', jobTitle: null });
    expect(profile.unreadable).toMatchObject({ sharePoint: 'forbidden', manager: 'unreachable' });
    for (const name of namesIn(['about'])) expect(profile.values).not.toHaveProperty([name]);
    expect(profile).toMatchObject({ photo: undefined, tenant: { verifiedDomains: [] }, isProtected: false });
  });

  it('has its values in the order of the card', () => {
    const given = answers({
      user: answer(user),
      manager: answer({}, 404),
      sponsors: list(),
      photo: answer({}, 404),
    });
    expect(Object.keys(readProfile(given, firstSections, false).values)).toEqual(namesIn(firstSections));
  });

  it.each([401, 403, 404, 500])('fails where the user was answered with %i', (status) => {
    expect(() => readProfile(answers({ user: answer({}, status) }), ['job'], false)).toThrow(DirectoryError);
    expect(() => readProfile(answers({}), ['job'], false)).toThrow(DirectoryError);
  });

  it('knows roles only where each can be told', () => {
    const rolesOf = (roles: Answer) =>
      readProfile(answers({ user: answer(user), roles }), ['job'], false).roleTemplateIds;
    expect(rolesOf(list({ roleTemplateId: 'a' }, { roleTemplateId: 'b' }))).toEqual(['a', 'b']);
    expect(rolesOf(list())).toEqual([]);
    expect(rolesOf(list({ roleTemplateId: 'a' }, { roleTemplateId: null }))).toBeUndefined();
    expect(rolesOf(answer({}, 403))).toBeUndefined();
  });

  it('tells once synced from synced, and the domains of the organization', () => {
    const organization = list({ verifiedDomains: [{ name: 'a.nl' }, { name: null }, {}] });
    const read = (more: object) =>
      readProfile(answers({ user: answer({ ...user, ...more }), organization }), ['job'], false);
    const lastSync = { onPremisesLastSyncDateTime: '2026-01-01T00:00:00Z' };
    expect(read({ onPremisesSyncEnabled: true, ...lastSync }).wasSynced).toBe(false);
    expect(read({ onPremisesSyncEnabled: null, ...lastSync }).wasSynced).toBe(true);
    expect(read({ onPremisesSyncEnabled: null })).toMatchObject({ wasSynced: false, isRestricted: false });
    expect(read({ isManagementRestricted: true }).isRestricted).toBe(true);
    expect(read({}).tenant.verifiedDomains).toEqual(['a.nl']);
  });

  it('names others by their ids in lower case, and leaves out who is not there', () => {
    const given = answers({
      'name-A': answer({ displayName: 'Anna', userPrincipalName: 'anna@x' }),
      'name-b': answer({}, 404),
    });
    expect([...readNames(given, ['A', 'b', 'c'])]).toEqual([
      ['a', { displayName: 'Anna', userPrincipalName: 'anna@x' }],
    ]);
  });

  it('is read without a fault, whatever a body is', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.jsonValue()).map((value) => ({ value })),
    );
    const anyAnswer = fc.tuple(body, fc.constantFrom(200, 403, 404, 500));
    const stores = [...new Set(fieldNames.map(storeOf))];
    fc.assert(
      fc.property(fc.constantFrom(...stores), anyAnswer, (store, [given, status]) => {
        const names = fieldNames.filter((name) => storeOf(name) === store);
        expect(() => readFields(answers({ [store]: answer(given, status) }), names)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
