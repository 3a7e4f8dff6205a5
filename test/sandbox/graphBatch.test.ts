import { describe, expect, it } from 'vitest';
import { drawPortrait } from '../../src/sandbox/graph/portrait.ts';
import { people, protectedGroupId } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { graph, as } = startGraph();
const admin = as(people.userAdministrator);
const user = `/users/${people.employee.oid}`;
const json = { 'Content-Type': 'application/json' };

const read = (id: string, url = `${user}?$select=id`, more: object = {}) => ({
  id,
  method: 'GET',
  url,
  ...more,
});

// https://learn.microsoft.com/graph/json-batching
describe('POST /$batch', () => {
  it('answers each by itself, 200 on the whole', async () => {
    const { answer, items } = await admin.batch([
      read('user'),
      read('photo', `${user}/photos/96x96/$value`),
      read('none', '/users/nobody'),
      read('manager', `users/${people.protectedPerson.oid}/manager`),
    ]);
    expect(answer.status).toBe(200);
    expect(items.get('user')).toMatchObject({ status: 200, body: { id: people.employee.oid } });
    expect(items.get('user')?.headers['Content-Type']).toMatch(/^application\/json/);
    expect(items.get('none')).toMatchObject({
      status: 404,
      body: { error: { code: 'Request_ResourceNotFound' } },
    });
    expect(items.get('none')?.headers['Content-Type']).toMatch(/^application\/json/);
    expect(items.get('manager')?.status).toBe(404);
    const photo = items.get('photo');
    expect(photo?.headers['Content-Type']).toBe('image/png');
    expect(Buffer.from(String(photo?.body), 'base64').readUInt32BE(16)).toBe(96);
  });

  it('answers in another order than asked', async () => {
    const { items } = await admin.batch([read('1'), read('2'), read('3')]);
    expect([...items.keys()].sort()).toEqual(['1', '2', '3']);
    expect([...items.keys()]).not.toEqual(['1', '2', '3']);
  });

  it('writes, with no body in the answer', async () => {
    const { items } = await admin.batch([
      { id: 'write', method: 'PATCH', url: user, headers: json, body: { city: 'Delft', department: null } },
      {
        id: 'check',
        method: 'POST',
        url: `${user}/checkMemberGroups`,
        headers: json,
        body: { groupIds: [protectedGroupId] },
      },
    ]);
    expect(items.get('write')).toMatchObject({ status: 204 });
    expect(items.get('write')).not.toHaveProperty('body');
    expect(items.get('check')?.body.value).toEqual([]);
    expect(graph.directory.person(people.employee.oid)).toMatchObject({ city: 'Delft', department: null });
  });

  it('takes an image as base64', async () => {
    const image = drawPortrait('batch', 48);
    const body = Buffer.from(image).toString('base64');
    const headers = { 'Content-Type': 'image/jpeg' };
    const { items } = await admin.batch([
      { id: 'p', method: 'PUT', url: `${user}/photo/$value`, headers, body },
    ]);
    expect(items.get('p')?.status).toBe(200);
    expect(graph.directory.record(people.employee.oid)?.photo?.bytes()).toEqual(new Uint8Array(image));
  });

  it('takes the headers of the item, not of the whole', async () => {
    const url = '/users?$search="displayName:declan"';
    const eventual = { ConsistencyLevel: 'eventual' };
    const { items } = await admin.batch([read('with', url, { headers: eventual }), read('without', url)]);
    expect(items.get('with')?.status).toBe(200);
    expect(items.get('without')?.status).toBe(400);
    const outer = await admin.call('POST', '/$batch', {
      headers: eventual,
      body: { requests: [read('x', url)] },
    });
    expect(outer.body.responses).toMatchObject([{ status: 400 }]);
  });

  it('authorizes each item', async () => {
    const helpdesk = as(people.helpdeskAdministrator);
    const { answer, items } = await helpdesk.batch([
      { id: 'title', method: 'PATCH', url: user, headers: json, body: { jobTitle: 'x' } },
      { id: 'phone', method: 'PATCH', url: user, headers: json, body: { mobilePhone: '1' } },
    ]);
    expect(answer.status).toBe(200);
    expect([items.get('title')?.status, items.get('phone')?.status]).toEqual([403, 204]);
    const unknown = await as(people.employee, []).batch([read('1')]);
    expect(unknown.items.get('1')?.status).toBe(403);
  });

  it('runs in order what depends on one another, and fails what depends on a failure', async () => {
    const write = (id: string, city: string, dependsOn: readonly string[] = []) => ({
      ...{ id, method: 'PATCH', url: user, headers: json, body: { city }, dependsOn },
    });
    await admin.batch([write('3', 'Third', ['2']), write('2', 'Second', ['1']), write('1', 'First')]);
    expect(graph.directory.person(people.employee.oid)?.city).toBe('Third');
    const { items } = await admin.batch([
      write('1', ''),
      write('2', 'Never', ['1']),
      write('3', 'Never', ['2']),
      read('4'),
    ]);
    expect(['1', '2', '3', '4'].map((id) => items.get(id)?.status)).toEqual([400, 424, 424, 200]);
    expect(graph.directory.person(people.employee.oid)?.city).toBe('Third');
  });

  it.each([
    ['nothing', {}],
    ['no requests', { requests: [] }],
    ['21 requests', { requests: Array.from({ length: 21 }, (_, index) => read(String(index))) }],
    ['the same id twice', { requests: [read('a'), read('A')] }],
    ['no id', { requests: [{ method: 'GET', url: user }] }],
    ['no url', { requests: [{ id: '1', method: 'GET' }] }],
    ['null', { requests: [null] }],
    ['a write without a body', { requests: [{ id: '1', method: 'PATCH', url: user, headers: json }] }],
    [
      'a body without Content-Type',
      { requests: [{ id: '1', method: 'PATCH', url: user, body: { city: 'x' } }] },
    ],
    ['a dependence on nothing', { requests: [read('1', user, { dependsOn: ['2'] })] }],
    [
      'a circle',
      { requests: [read('1', user, { dependsOn: ['2'] }), read('2', user, { dependsOn: ['1'] })] },
    ],
  ])('refuses %s as a whole', async (_what, body) => {
    const answer = await admin.call('POST', '/$batch', { body });
    expect(answer.status).toBe(400);
  });

  it('takes 20', async () => {
    const { items } = await admin.batch(Array.from({ length: 20 }, (_, index) => read(String(index))));
    expect(items.size).toBe(20);
  });

  it('is no part of a batch, and no GET', async () => {
    const { items } = await admin.batch([
      { id: '1', method: 'POST', url: '/$batch', headers: json, body: {} },
    ]);
    expect(items.get('1')?.status).toBe(400);
    expect((await admin.get('/$batch')).status).toBe(405);
  });

  it('leaves one record with its items', async () => {
    const seen = graph.requests.length;
    await admin.batch([
      read('1'),
      { id: '2', method: 'PATCH', url: user, headers: json, body: { city: '' } },
    ]);
    expect(graph.requests.slice(seen)).toMatchObject([
      {
        method: 'POST',
        url: '/v1.0/$batch',
        status: 200,
        batch: [
          { method: 'GET', url: `${user}?$select=id`, status: 200, callerOid: people.userAdministrator.oid },
          { method: 'PATCH', url: user, status: 400, body: { city: '' } },
        ],
      },
    ]);
  });
});
