import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/graph/graph.ts';
import { people } from '../../src/sandbox/people.ts';
import { startGraph, tokenOf, usualScopes } from './graphCaller.ts';

const { graph, as } = startGraph();
const admin = as(people.userAdministrator);
const { oid } = people.employee;
const path = `/users/${oid}`;
const city = () => graph.directory.person(oid)?.city;

afterEach(() => {
  graph.faults.clear();
  graph.directory.update(oid, { city: 'Rotterdam' });
});

describe('a fault on order', () => {
  it('throttles, and says for how long', async () => {
    graph.faults.add({ kind: 'throttle', retryAfterSeconds: 7 });
    const answer = await admin.patch(oid, { city: 'Delft' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('request-id')).toBeTruthy();
    expect(answer.body.error.code).toBe('TooManyRequests');
    expect(city()).toBe('Rotterdam');
    expect(graph.requests.at(-1)).toMatchObject({ status: 429, fault: 'throttle' });
    expect((await admin.patch(oid, { city: 'Delft' })).status).toBe(204);
  });

  it('throttles without saying for how long', async () => {
    graph.faults.add({ kind: 'throttle', retryAfterSeconds: 'none' });
    expect((await admin.get(path)).headers.get('retry-after')).toBeNull();
  });

  it.each([403, 404, 409, 500, 503, 504])('answers %d in Graph’s form', async (status) => {
    graph.faults.add({ kind: 'status', status });
    const answer = await admin.get(path);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toMatch(/\w+/);
    expect(answer.body.error.innerError['request-id']).toBe(answer.headers.get('request-id'));
  });

  it('may fail after the request is done', async () => {
    graph.faults.add({ kind: 'status', status: 504, afterApply: true });
    expect((await admin.patch(oid, { city: 'Delft' })).status).toBe(504);
    expect(city()).toBe('Delft');
  });

  it('hides a refusal behind it', async () => {
    graph.faults.add({ kind: 'status', status: 504, afterApply: true });
    expect((await admin.patch(oid, { city: '' })).status).toBe(504);
  });

  it.each([401, 403])('challenges for claims with %d', async (status) => {
    graph.faults.add({ kind: 'claims', status, claims: '{"access_token":{"x":1}}' });
    const answer = await admin.get(path);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(
      status === 401 ? 'InvalidAuthenticationToken' : 'insufficient_claims',
    );
    const header = answer.headers.get('www-authenticate') ?? '';
    expect(header).toContain('error="insufficient_claims"');
    const claims = /claims="([^"]+)"/.exec(header)?.[1] ?? '';
    expect(Buffer.from(claims, 'base64').toString()).toBe('{"access_token":{"x":1}}');
  });

  it('breaks an answer off in the middle', async () => {
    graph.faults.add({ kind: 'truncate' });
    const { bytes } = await admin.get(path);
    expect(bytes.toString()).toMatch(/^\{"@odata/);
    expect(() => JSON.parse(bytes.toString())).toThrow(SyntaxError);
  });

  it('answers with a gateway’s page', async () => {
    graph.faults.add({ kind: 'html' });
    const answer = await admin.patch(oid, { city: 'Delft' });
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(city()).toBe('Rotterdam');
  });

  it('hits what it is for, as often as ordered', async () => {
    graph.faults.add({ kind: 'status', match: { method: 'patch', pathIncludes: oid }, times: 2 });
    graph.faults.add({ kind: 'status', status: 500, match: ({ path: own }) => own === '/organization' });
    expect(graph.faults.pending).toBe(3);
    expect((await admin.get(path)).status).toBe(200);
    expect((await admin.patch(people.obrien.oid, { city: 'x' })).status).toBe(204);
    expect((await admin.get('/organization')).status).toBe(500);
    for (const expected of [503, 503, 204])
      expect((await admin.patch(oid, { city: 'x' })).status).toBe(expected);
    expect(graph.faults.pending).toBe(0);
  });

  it('hits an item of a batch, the others do not notice', async () => {
    graph.faults.add({ kind: 'throttle', match: ({ inBatch, method }) => inBatch && method === 'PATCH' });
    const { answer, items } = await admin.batch([
      { id: 'read', method: 'GET', url: path },
      {
        id: 'write',
        method: 'PATCH',
        url: path,
        headers: { 'Content-Type': 'application/json' },
        body: { city: 'x' },
      },
      { id: 'after', method: 'GET', url: path, dependsOn: ['write'] },
    ]);
    expect(answer.status).toBe(200);
    expect(items.get('read')?.status).toBe(200);
    expect(items.get('write')).toMatchObject({ status: 429, headers: { 'Retry-After': '10' } });
    expect(items.get('after')?.status).toBe(424);
    expect(city()).toBe('Rotterdam');
  });

  it('hits a batch as a whole', async () => {
    graph.faults.add({ kind: 'status', match: { pathIncludes: '/$batch' } });
    expect((await admin.batch([{ id: '1', method: 'GET', url: path }])).answer.status).toBe(503);
  });

  it('delays by real time, before or after the request is done', async () => {
    graph.faults.add({ kind: 'delay', ms: 150 });
    const late = admin.patch(oid, { city: 'Delft' });
    const early = admin.patch(people.obrien.oid, { city: 'Delft' });
    expect((await early).status).toBe(204);
    expect(city()).toBe('Rotterdam');
    expect((await late).status).toBe(204);
    graph.faults.add({ kind: 'delay', ms: 5, afterApply: true });
    const refused = await admin.patch(oid, { city: '' });
    expect(refused.status).toBe(400);
  });

  it('takes latency once for a batch', async () => {
    graph.settings.latencyMs = 100;
    const begun = performance.now();
    await admin.batch(
      Array.from({ length: 10 }, (_, index) => ({ id: String(index), method: 'GET', url: path })),
    );
    const took = performance.now() - begun;
    graph.settings.latencyMs = 0;
    expect(took).toBeGreaterThan(95);
    expect(took).toBeLessThan(800);
  });
});

describe('a fault on the wire', () => {
  let server: Server;
  let address: string;
  const token = tokenOf({ oid: people.userAdministrator.oid, scopes: usualScopes });

  beforeAll(async () => {
    server = createServer(getRequestListener(graph.fetch));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const patch = (fault: Fault, signal?: AbortSignal): Promise<Response> => {
    graph.faults.add(fault);
    return fetch(`${address}${path}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ city: 'Delft' }),
      ...(signal ? { signal } : {}),
    });
  };

  it('resets the connection before the request is done', async () => {
    await expect(patch({ kind: 'reset' })).rejects.toThrow('fetch failed');
    expect(city()).toBe('Rotterdam');
    expect(graph.requests.at(-1)).toMatchObject({ status: 0, fault: 'reset' });
  });

  it('resets the connection after the request is done', async () => {
    await expect(patch({ kind: 'reset', afterApply: true })).rejects.toThrow('fetch failed');
    expect(city()).toBe('Delft');
  });

  it.each([false, true])(
    'breaks the connection in the middle of an answer (of a batch: %s)',
    async (inBatch) => {
      graph.faults.add({ kind: 'break', match: (request) => request.inBatch === inBatch });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const requests = [{ id: '1', method: 'GET', url: path }];
      const answer = await fetch(
        address + (inBatch ? '/$batch' : path),
        inBatch ? { method: 'POST', headers, body: JSON.stringify({ requests }) } : { headers },
      );
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow('terminated');
    },
  );

  it('breaks the connection of an answer without a body after the request is done', async () => {
    await expect(patch({ kind: 'break' })).rejects.toThrow('fetch failed');
    expect(city()).toBe('Delft');
  });

  it('resets the connection of a batch for one of its items', async () => {
    graph.faults.add({ kind: 'reset', afterApply: true, match: ({ inBatch }) => inBatch });
    const requests = [
      {
        id: '1',
        method: 'PATCH',
        url: path,
        headers: { 'Content-Type': 'application/json' },
        body: { city: 'Delft' },
      },
    ];
    const sent = fetch(`${address}/$batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requests }),
    });
    await expect(sent).rejects.toThrow('fetch failed');
    expect(city()).toBe('Delft');
  });

  it.each([
    [undefined, 'Rotterdam'],
    [true, 'Delft'],
  ] as const)('hangs until the client goes away (afterApply %s)', async (afterApply, expected) => {
    const client = new AbortController();
    const sent = patch({ kind: 'delay', ...(afterApply ? { afterApply } : {}) }, client.signal);
    const seen = graph.requests.length;
    while (graph.requests.length === seen || graph.faults.pending > 0) await new Promise(setImmediate);
    client.abort();
    await expect(sent).rejects.toThrow();
    expect(city()).toBe(expected);
  });

  it('does a delayed request even when its client is gone by then', async () => {
    const client = new AbortController();
    const sent = patch({ kind: 'delay', ms: 50 }, client.signal);
    while (graph.faults.pending > 0) await new Promise(setImmediate);
    client.abort();
    await expect(sent).rejects.toThrow();
    expect(city()).toBe('Rotterdam');
    while (city() === 'Rotterdam') await new Promise(setImmediate);
    expect(city()).toBe('Delft');
  });

  it('serves a photo as it is', async () => {
    const answer = await fetch(`${address}${path}/photos/96x96/$value`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
  });
});
