import { describe, expect, it } from 'vitest';
import { drawPortrait } from '../../src/sandbox/graph/portrait.ts';
import { people } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { graph, clock, as } = startGraph();
const admin = as(people.userAdministrator);
const withPhoto = `/users/${people.employee.oid}`;

const widthOf = (png: Buffer): number => png.readUInt32BE(16);
const image = new Uint8Array(drawPortrait('new', 64));

describe('a photo', () => {
  it('is a PNG of a few KB in the size asked for', async () => {
    const answer = await admin.get(`${withPhoto}/photos/96x96/$value`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(widthOf(answer.bytes)).toBe(96);
    expect(answer.bytes.length).toBeLessThan(5_000);
  });

  it('is smaller where there is none so large', async () => {
    expect(widthOf((await admin.get(`${withPhoto}/photos/648x648/$value`)).bytes)).toBe(240);
    expect(widthOf((await admin.get(`${withPhoto}/photo/$value`)).bytes)).toBe(240);
  });

  it('has a list of its sizes', async () => {
    const { body } = await admin.get(`${withPhoto}/photos`);
    expect(body.value.map(({ id }) => id)).toEqual(['48x48', '64x64', '96x96', '120x120', '240x240']);
    expect((await admin.get(`${withPhoto}/photo`)).body).toMatchObject({ id: '240x240', width: 240 });
    expect((await admin.get(`${withPhoto}/photos/97x97`)).status).toBe(400);
  });

  it('is not found where there is none', async () => {
    for (const path of ['photo/$value', 'photos/96x96/$value', 'photos/96x96', 'photos']) {
      const answer = await admin.get(`/users/${people.cjk.oid}/${path}`);
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('ImageNotFound');
    }
  });

  it('is described as one pixel where there is none', async () => {
    expect((await admin.get(`/users/${people.cjk.oid}/photo`)).body).toMatchObject({ id: '1x1', width: 1 });
  });

  it('is put and deleted, and seen after the lag', async () => {
    const path = `/users/${people.cjk.oid}/photo/$value`;
    const headers = { 'content-type': 'image/jpeg' };
    graph.settings.readLagMs = 1_000;
    const put = await admin.call('PUT', path, { headers, body: image });
    expect(put.status).toBe(200);
    expect(put.bytes).toHaveLength(0);
    expect((await admin.get(path)).status).toBe(404);
    clock.pass(1_000);
    expect((await admin.get(path)).bytes.equals(image)).toBe(true);
    graph.settings.readLagMs = 0;
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.call('DELETE', path)).status).toBe(404);
  });

  it.each([
    ['text', 400, 'image/jpeg', new TextEncoder().encode('no image')],
    ['another type', 400, 'application/octet-stream', image],
    ['4 MB', 413, 'image/jpeg', new Uint8Array(4 * 1024 * 1024)],
  ])('can’t be %s', async (_what, status, type, body) => {
    const answer = await admin.call('PUT', `${withPhoto}/photo/$value`, {
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(status);
  });

  it('is written by oneself, or by those whose role is for it', async () => {
    const put = async (person: { oid: string }, target: string, scopes?: readonly string[]) => {
      const options = { headers: { 'content-type': 'image/jpeg' }, body: image };
      return (await as(person, scopes).call('PUT', `/users/${target}/photo/$value`, options)).status;
    };
    expect(await put(people.employee, people.employee.oid, ['User.ReadWrite'])).toBe(200);
    expect(await put(people.employee, people.obrien.oid)).toBe(403);
    expect(await put(people.helpdeskAdministrator, people.obrien.oid)).toBe(403);
    expect(await put(people.userAdministrator, people.obrien.oid, ['User.Read.All'])).toBe(403);
    expect(await put(people.userAdministrator, people.obrien.oid, ['ProfilePhoto.ReadWrite.All'])).toBe(200);
  });

  // https://learn.microsoft.com/graph/api/profilephoto-update, permissions
  it.each([
    ['peopleAdministrator', 'x x -'],
    ['userAdministrator', 'x x -'],
    ['globalAdministrator', 'x x -'],
    ['restrictedUnitAdministrator', '- - x'],
    ['contactDataEditor', '- - -'],
    ['authenticationAdministrator', '- - -'],
    ['globalReader', '- - -'],
  ] as const)('is written and deleted by %s: %s', async (caller, expected) => {
    const seen: string[] = [];
    for (const target of [people.annaSmith, people.globalAdministrator, people.restricted]) {
      const path = `/users/${target.oid}/photo/$value`;
      const options = { headers: { 'content-type': 'image/png' }, body: image };
      const written = (await as(people[caller]).call('PUT', path, options)).status === 200;
      const deleted = (await as(people[caller]).call('DELETE', path)).status === 204;
      expect(deleted).toBe(written);
      seen.push(written ? 'x' : '-');
    }
    expect(seen.join(' ')).toBe(expected);
  });

  it('is not found where there is no mailbox, if it has more than 100 KB', async () => {
    const path = `/users/${people.withoutMailbox.oid}/photo/$value`;
    const large = new Uint8Array(101_000);
    large.set(image);
    const put = (body: Uint8Array) =>
      admin.call('PUT', path, { headers: { 'content-type': 'image/png' }, body });
    const refused = await put(large);
    expect(refused.status).toBe(404);
    expect(refused.body.error.code).toBe('ErrorItemNotFound');
    expect((await put(image)).status).toBe(200);
    expect((await admin.get(path)).bytes.equals(image)).toBe(true);
  });

  it('is put, read and deleted in a batch, as base64', async () => {
    const url = `/users/${people.emoji.oid}/photo/$value`;
    const body = Buffer.from(image).toString('base64');
    const { items } = await admin.batch([
      { id: 'put', method: 'PUT', url, headers: { 'Content-Type': 'image/png' }, body },
      { id: 'get', method: 'GET', url, dependsOn: ['put'] },
      { id: 'size', method: 'GET', url: url.replace('photo/', 'photos/48x48/'), dependsOn: ['put'] },
      { id: 'delete', method: 'DELETE', url, dependsOn: ['get', 'size'] },
      { id: 'gone', method: 'GET', url, dependsOn: ['delete'] },
    ]);
    expect(['put', 'get', 'size', 'delete', 'gone'].map((id) => items.get(id)?.status)).toEqual([
      200, 200, 200, 204, 404,
    ]);
    expect(items.get('get')).toMatchObject({ headers: { 'Content-Type': 'image/png' }, body });
    const text = { id: '1', method: 'PUT', url, headers: { 'Content-Type': 'application/json' }, body };
    expect((await admin.batch([text])).items.get('1')?.status).toBe(400);
  });
});
