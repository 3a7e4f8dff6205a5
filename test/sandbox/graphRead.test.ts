import { describe, expect, it } from 'vitest';
import { people, protectedGroupId } from '../../src/sandbox/people.ts';
import { startGraph, tokenOf } from './graphCaller.ts';

const { graph, clock, as, send } = startGraph();
const admin = as(people.userAdministrator);
const { oid } = people.employee;

describe('who may call', () => {
  it.each([
    ['no token', undefined],
    ['rubbish', 'rubbish'],
    [
      'a token for somebody else',
      tokenOf({ oid, scopes: ['User.Read.All'], audience: 'https://other.example' }),
    ],
  ])('refuses %s', async (_what, token) => {
    const answer = await send('GET', '/me', token);
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('InvalidAuthenticationToken');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('refuses an app that acts for nobody', async () => {
    const answer = await send('GET', `/users/${oid}`, tokenOf({ scopes: [] }));
    expect(answer.status).toBe(403);
    expect(answer.body.error.code).toBe('Authorization_RequestDenied');
  });

  it('refuses a token without a permission for it', async () => {
    for (const path of [`/users/${oid}`, '/users', `/users/${oid}/manager`, `/users/${oid}/photo/$value`]) {
      const answer = await as(people.globalAdministrator, ['User.Read']).get(path);
      expect(answer.status).toBe(403);
      expect(answer.body.error.code).toBe('Authorization_RequestDenied');
    }
  });

  it('opens with User.ReadBasic.All the basic properties only', async () => {
    const reader = as(people.employee, ['User.ReadBasic.All']);
    const answer = await reader.get(
      `/users/${people.obrien.oid}?$select=displayName,jobTitle,businessPhones`,
    );
    expect(answer.body).toMatchObject({
      displayName: people.obrien.displayName,
      jobTitle: null,
      businessPhones: [],
    });
  });

  it('opens the own profile with User.Read', async () => {
    const answer = await as(people.employee, ['User.Read']).get('/me?$select=jobTitle');
    expect(answer.body.jobTitle).toBe('Harbor Planner');
  });
});

describe('GET /users/{id}', () => {
  it('gives the 11 default properties', async () => {
    const { body } = await admin.get(`/users/${oid}`);
    const names = Object.keys(body).filter((name) => !name.startsWith('@'));
    expect(names.sort()).toEqual(
      'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName'.split(
        ' ',
      ),
    );
  });

  it('gives what $select names, null where there is nothing', async () => {
    const { body } = await admin.get(
      `/users/${people.bare.oid}?$select=id,mail,skills,onpremisessyncenabled`,
    );
    const { '@odata.context': _, ...rest } = body;
    expect(rest).toEqual({ id: people.bare.oid, mail: null, skills: [], onPremisesSyncEnabled: null });
  });

  it.each(['nickname', 'constructor', '__proto__', 'id,x'])('refuses $select=%s', async (names) => {
    const answer = await admin.get(`/users/${oid}?$select=${names}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('Could not find a property named');
  });

  it.each([
    ['UPN', people.obrien.userPrincipalName],
    ['UPN in capitals', people.obrien.userPrincipalName.toUpperCase()],
    ['object id in capitals', people.obrien.oid.toUpperCase()],
  ])('finds by %s', async (_what, key) => {
    expect((await admin.get(`/users/${encodeURIComponent(key)}`)).body.id).toBe(people.obrien.oid);
  });

  it('finds a guest, whose # has to be encoded', async () => {
    const { userPrincipalName } = people.guest;
    expect((await admin.get(`/users/${encodeURIComponent(userPrincipalName)}`)).status).toBe(200);
    expect((await admin.get(`/users/${userPrincipalName}`)).status).toBe(404);
  });

  it('does not find by mail, nor by nothing', async () => {
    const mail = String(graph.directory.person(people.otherAddress.oid)?.mail);
    expect(mail).not.toBe(people.otherAddress.userPrincipalName);
    for (const key of [mail, 'nobody@northwind-harbor.example', '00000000-0000-0000-0000-000000000000']) {
      const answer = await admin.get(`/users/${key}`);
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('Request_ResourceNotFound');
      expect(answer.body.error.message).toContain(`Resource '${key}' does not exist`);
    }
  });

  it('refuses what is not there at all', async () => {
    expect((await admin.get('/groups')).status).toBe(400);
    expect((await admin.get(`/users/${oid}/messages`)).status).toBe(400);
    expect((await admin.get('/users/%E0%A4%A')).status).toBe(400);
    expect((await admin.call('PATCH', '/users')).status).toBe(405);
    const beta = await graph.fetch(new Request('https://graph.example/beta/me'));
    expect(beta.status).toBe(400);
  });

  it('names each request, and returns the client’s own name for it', async () => {
    const answer = await admin.get('/users/nobody', { 'client-request-id': 'mine' });
    expect(answer.headers.get('client-request-id')).toBe('mine');
    const requestId = answer.headers.get('request-id');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body.error.innerError).toEqual({
      date: '2026-11-24T09:00:00',
      'request-id': requestId,
      'client-request-id': 'mine',
    });
    expect(graph.requests.at(-1)).toMatchObject({
      method: 'GET',
      url: '/v1.0/users/nobody',
      status: 404,
      requestId,
      callerOid: people.userAdministrator.oid,
      headers: { clientRequestId: 'mine' },
    });
  });

  it('shows a person as they were before the lag', async () => {
    graph.settings.readLagMs = 10_000;
    graph.directory.update(oid, { jobTitle: 'One' });
    clock.pass(4_000);
    graph.directory.update(oid, { jobTitle: 'Two' });
    clock.pass(5_999);
    const title = async () => (await admin.get(`/users/${oid}`)).body.jobTitle;
    expect(await title()).toBe('Harbor Planner');
    clock.pass(1);
    expect(await title()).toBe('One');
    clock.pass(4_000);
    expect(await title()).toBe('Two');
    expect(graph.directory.person(oid)?.jobTitle).toBe('Two');
    graph.settings.readLagMs = 0;
  });

  it('does not show somebody who is too new, though a write finds them', async () => {
    graph.settings.readLagMs = 10_000;
    const id = '11111111-1111-4111-8111-111111111111';
    const user = {
      id,
      displayName: 'New',
      userPrincipalName: 'new@northwind-harbor.example',
      accountEnabled: true,
    };
    graph.directory.create({ user, managerId: undefined });
    expect((await admin.get(`/users/${id}`)).status).toBe(404);
    expect((await admin.patch(id, { jobTitle: 'Trainee' })).status).toBe(204);
    clock.pass(10_000);
    expect((await admin.get(`/users/${id}`)).body.jobTitle).toBe('Trainee');
    graph.directory.remove(id);
    expect((await admin.get(`/users/${id}`)).status).toBe(200);
    graph.settings.readLagMs = 0;
    expect((await admin.get(`/users/${id}`)).status).toBe(404);
  });
});

describe('managers', () => {
  it('stand above people, in a tree of four levels', async () => {
    const levels: unknown[] = [];
    let key: unknown = people.passwordAdministrator.oid;
    for (;;) {
      const answer = await admin.get(`/users/${key}/manager?$select=id,displayName`);
      if (answer.status !== 200) break;
      levels.push(answer.body.displayName);
      key = answer.body.id;
    }
    expect(levels).toEqual(['Samuel Adeyemi', 'Ingrid Vos', 'Tomasz Wójcik', 'Mara Lindqvist']);
  });

  it('have reports', async () => {
    const { body } = await admin.get(
      `/users/${people.helpdeskAdministrator.oid}/directReports?$select=displayName`,
    );
    expect(body.value.map(({ displayName }) => displayName)).toEqual([
      people.passwordAdministrator.displayName,
    ]);
  });

  it('are changed by reference', async () => {
    const path = `/users/${oid}/manager/$ref`;
    const reference = (key: string) => ({ body: { '@odata.id': `https://graph.example/v1.0/users/${key}` } });
    expect((await admin.call('PUT', path, reference(people.synced.oid))).status).toBe(204);
    expect((await admin.get(`/users/${oid}/manager`)).body.id).toBe(people.synced.oid);
    expect((await admin.call('PUT', path, reference('nobody'))).status).toBe(404);
    expect((await admin.call('PUT', path, { body: { '@odata.id': 'x' } })).status).toBe(400);
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await admin.call('DELETE', path)).status).toBe(404);
    expect((await admin.get(`/users/${oid}/manager`)).status).toBe(404);
    const helpdesk = as(people.helpdeskAdministrator);
    expect((await helpdesk.call('PUT', path, reference(people.synced.oid))).status).toBe(403);
    const ofSynced = `/users/${people.synced.oid}/manager/$ref`;
    expect((await admin.call('DELETE', ofSynced)).status).toBe(400);
  });
});

describe('groups and the organization', () => {
  const check = (target: { oid: string }, groupIds: readonly string[], scopes?: readonly string[]) =>
    as(people.helpdeskAdministrator, scopes).call('POST', `/users/${target.oid}/checkMemberGroups`, {
      body: { groupIds },
    });

  it('tell a protected person, also through a group in the group', async () => {
    expect((await check(people.protectedPerson, [protectedGroupId])).body.value).toEqual([protectedGroupId]);
    expect((await check(people.nestedProtectedPerson, [protectedGroupId])).body.value).toEqual([
      protectedGroupId,
    ]);
    expect((await check(people.employee, [protectedGroupId])).body.value).toEqual([]);
    const groupsOf = async (name: string) =>
      (await admin.get(`/users/${people.nestedProtectedPerson.oid}/${name}`)).body.value.map(({ id }) => id);
    expect(await groupsOf('memberOf')).not.toContain(protectedGroupId);
    expect(await groupsOf('transitiveMemberOf')).toContain(protectedGroupId);
  });

  it('want a permission for groups, and at most 20 of them', async () => {
    expect((await check(people.employee, [protectedGroupId], ['User.Read.All'])).status).toBe(403);
    expect((await check(people.employee, [protectedGroupId], ['GroupMember.Read.All'])).status).toBe(403);
    expect((await check(people.employee, Array(21).fill(protectedGroupId))).status).toBe(400);
    expect((await check(people.employee, [])).status).toBe(400);
  });

  it('have verified domains, and a country for whom may see it', async () => {
    const full = (await admin.get('/organization')).body.value[0];
    expect(full).toMatchObject({ countryLetterCode: 'NL' });
    const little = (await as(people.employee, ['User.Read']).get('/organization')).body.value[0];
    expect(little).toMatchObject({ countryLetterCode: null, verifiedDomains: full?.verifiedDomains });
    expect((await as(people.employee, ['User.Read.All']).get('/organization')).status).toBe(403);
  });
});
