import { beforeEach, describe, expect, it } from 'vitest';
import { type KnownPerson, people, protectedGroupId } from '../../src/sandbox/people.ts';
import { type GraphUnderTest, startGraph, usualScopes } from './graphCaller.ts';

const { oid } = people.guest;
const path = `/users/${oid}/sponsors`;

let test: GraphUnderTest;
beforeEach(() => {
  test = startGraph();
});
const admin = () => test.as(people.userAdministrator);
const add = async (reference: string, caller = admin()) =>
  (await caller.call('POST', `${path}/$ref`, { body: { '@odata.id': reference } })).status;
const userUrl = (person: KnownPerson) => `https://graph.microsoft.com/v1.0/users/${person.oid}`;
const names = async () =>
  (await admin().get(`${path}?$select=displayName`)).body.value.map((one) => one.displayName);

describe('sponsors', () => {
  it('are people and groups', async () => {
    expect(await names()).toEqual(['Sofia Rossi']);
    expect(await add(userUrl(people.employee))).toBe(204);
    expect(await add(`https://graph.microsoft.com/v1.0/groups/${protectedGroupId}`)).toBe(204);
    expect(await names()).toEqual([
      'Sofia Rossi',
      people.employee.displayName,
      'Board and protected accounts',
    ]);
    const { body } = await admin().get(path);
    expect(body.value.map((one) => one['@odata.type'])).toEqual([
      '#microsoft.graph.user',
      '#microsoft.graph.user',
      '#microsoft.graph.group',
    ]);
    expect(body.value[0]).toHaveProperty('jobTitle');
  });

  it('are removed one by one', async () => {
    await add(userUrl(people.employee));
    expect((await admin().call('DELETE', `${path}/${people.employee.oid}/$ref`)).status).toBe(204);
    expect(await names()).toEqual(['Sofia Rossi']);
    expect((await admin().call('DELETE', `${path}/${people.employee.oid}/$ref`)).status).toBe(404);
  });

  it('are deleted altogether where $ref is forgotten', async () => {
    await add(userUrl(people.annaSmith));
    expect((await admin().call('DELETE', `${path}/${people.annaSmith.oid}`)).status).toBe(204);
    expect(test.graph.directory.person(people.annaSmith.oid)).toBeUndefined();
    await add(`https://graph.microsoft.com/v1.0/groups/${protectedGroupId}`);
    expect((await admin().call('DELETE', `${path}/${protectedGroupId}`)).status).toBe(403);
  });

  it('are five at most, each once, and there', async () => {
    for (const person of [people.employee, people.obrien, people.cjk, people.emoji])
      expect(await add(userUrl(person))).toBe(204);
    expect(await add(userUrl(people.annaSmith))).toBe(400);
    await admin().call('DELETE', `${path}/${people.cjk.oid}/$ref`);
    expect(await add(userUrl(people.employee))).toBe(400);
    expect(await add('https://graph.microsoft.com/v1.0/users/nobody')).toBe(404);
    expect(await add(people.cjk.oid)).toBe(400);
  });

  it('are read with any permission for people, and written with one', async () => {
    const withScope = (...scopes: string[]) => test.as(people.userAdministrator, scopes);
    expect((await withScope('User.Read.All').get(path)).status).toBe(200);
    expect((await withScope('User.ReadBasic.All').get(path)).status).toBe(403);
    expect(await add(userUrl(people.employee), withScope('Directory.ReadWrite.All'))).toBe(403);
    expect(await add(userUrl(people.employee), test.as(people.employee, usualScopes))).toBe(403);
    expect(await add(userUrl(people.employee), test.as(people.helpdeskAdministrator, usualScopes))).toBe(403);
  });

  it('are answered in a batch', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { '@odata.id': userUrl(people.employee) };
    const { items } = await admin().batch([
      { id: 'add', method: 'POST', url: `${path}/$ref`, headers, body },
      { id: 'list', method: 'GET', url: path, dependsOn: ['add'] },
    ]);
    expect(items.get('add')?.status).toBe(204);
    expect(items.get('list')?.body.value).toHaveLength(2);
  });
});
