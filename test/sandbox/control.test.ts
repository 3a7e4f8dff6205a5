import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askForToken, exchangeForm, startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startServices();
});
afterAll(() => sandbox.close());

const usual = {
  latencyMs: 0,
  readLagMs: 0,
  indexLagMs: 0,
  auditLagMs: 0,
  ssoMode: 'silent',
  consented: true,
};

/** Asks the panel's API. A text is sent as it is. */
async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`${sandbox.url}/sandbox/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
/** A change of the employee's title, with a token of the admin. */
async function patch(jobTitle: string): Promise<Response> {
  const form = await exchangeForm(sandbox, people.globalAdministrator.oid, 'User.ReadWrite.All');
  const { body } = await askForToken(sandbox, form);
  return await fetch(`${sandbox.environment().GRAPH_BASE_URL}/v1.0/users/${people.employee.oid}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jobTitle }),
  });
}
const title = () => sandbox.graph.directory.person(people.employee.oid)?.jobTitle;

describe('the settings', () => {
  it('are told, and changed one by one', async () => {
    const { body: first } = await ask('GET', 'settings');
    const { latencyMs, indexLagMs } = sandbox.graph.settings;
    expect(first).toEqual({ ...usual, latencyMs, indexLagMs });
    const changed = { readLagMs: 1_500, ssoMode: 'consentNeeded' };
    expect(await ask('PUT', 'settings', changed)).toEqual({ status: 200, body: { ...first, ...changed } });
    expect(sandbox.graph.settings.readLagMs).toBe(1_500);
    expect(sandbox.teams.settings.ssoMode).toBe('consentNeeded');
    expect((await ask('PUT', 'settings', first)).body).toEqual(first);
  });

  it('take consent to changes back and give it, and leave it alone otherwise', async () => {
    const { consents, registered } = sandbox.entra.settings;
    await ask('PUT', 'settings', { consented: false });
    expect([...consents]).toEqual(['User.Read.All']);
    const form = await exchangeForm(sandbox, people.employee.oid, 'User.ReadWrite.All');
    expect((await askForToken(sandbox, form)).body.error_codes).toEqual([65001]);
    await ask('PUT', 'settings', { latencyMs: 0 });
    expect([...consents]).toEqual(['User.Read.All']);
    await ask('PUT', 'settings', { consented: true });
    expect([...consents]).toEqual(registered);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /expected object/u],
    ['nothing', 'null', /expected object/u],
    ['a list', [], /expected object/u],
    ['a number that is a text', { latencyMs: '5' }, /expected number.*latencyMs/su],
    ['a negative number', { readLagMs: -1 }, />=0.*readLagMs/su],
    ['a wait of days', { indexLagMs: 1e9 }, /<=600000.*indexLagMs/su],
    ['another way to sign in', { ssoMode: 'magic' }, /expected one of "silent"/u],
    ['a text for a yes', { consented: 'no' }, /expected boolean/u],
    ['a setting that there is not', { speed: 1 }, /speed/u],
    ['a prototype', '{"__proto__":{"latencyMs":5}}', /__proto__|latencyMs/u],
  ])('are not changed by %s, and the answer says why', async (_what, body, why) => {
    const { body: before } = await ask('GET', 'settings');
    const answer = await ask('PUT', 'settings', body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(why) } });
    expect((await ask('GET', 'settings')).body).toEqual(before);
  });
});

describe('a fault that is ordered', () => {
  it('meets the next change, once', async () => {
    expect(await ask('POST', 'faults', { next: 'throttled' })).toEqual({
      status: 200,
      body: { next: 'throttled' },
    });
    const throttled = await patch('Throttled');
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '60']);
    expect(title()).not.toBe('Throttled');
    await ask('POST', 'faults', { next: 'unavailable' });
    expect((await patch('Unavailable')).status).toBe(503);
    expect((await patch('Written')).status).toBe(204);
    expect(title()).toBe('Written');
  });

  it('may lose the answer of a change that was made', async () => {
    await ask('POST', 'faults', { next: 'lost' });
    await expect(patch('Lost')).rejects.toThrow('fetch failed');
    expect(title()).toBe('Lost');
  });

  it('may be a challenge of Entra’s', async () => {
    await ask('POST', 'faults', { next: 'challenge' });
    const form = await exchangeForm(sandbox, people.employee.oid, 'User.Read.All');
    expect((await askForToken(sandbox, form)).body.error_codes).toEqual([50076]);
    expect((await askForToken(sandbox, form)).status).toBe(200);
  });

  it.each([{ next: 'fire' }, {}, '{', { next: ['lost'] }])('is not taken as %j', async (body) => {
    const answer = await ask('POST', 'faults', body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining('nvalid') } });
    expect(sandbox.graph.faults.pending).toBe(0);
  });
});

describe('what the panel shows', () => {
  it('signs everybody out', async () => {
    sandbox.tokenService.keep(sandbox.teams.userIdOf(people.employee.oid), 'token');
    expect((await ask('POST', 'sign-out')).status).toBe(200);
    const { body } = await askForToken(sandbox, {
      grant_type: 'client_credentials',
      scope: 'https://api.botframework.com/.default',
    });
    const query = new URLSearchParams({
      userId: sandbox.teams.userIdOf(people.employee.oid),
      connectionName: 'profile-desk',
      channelId: 'msteams',
    });
    const response = await fetch(`${sandbox.url}/token-service/api/usertoken/GetToken?${query}`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(response.status).toBe(404);
  });

  it('are the people, the directory as it is, and the last hundred requests', async () => {
    const accounts = (await ask('GET', 'people')).body as unknown as { oid: string }[];
    const directory = (await ask('GET', 'directory')).body as unknown as { id: string; jobTitle: string }[];
    expect(directory.map(({ id }) => id)).toEqual(accounts.map(({ oid }) => oid));
    expect(directory.find(({ id }) => id === people.employee.oid)?.jobTitle).toBe(title());
    for (let i = 0; i < 101; i += 1) await fetch(`${sandbox.environment().GRAPH_BASE_URL}/v1.0/users/${i}`);
    const requests = (await ask('GET', 'requests')).body as unknown as { url: string; status: number }[];
    expect(requests).toHaveLength(100);
    expect(requests.at(-1)).toMatchObject({ url: '/v1.0/users/100', status: 401 });
    expect(JSON.stringify(requests)).not.toContain('eyJ');
  });
});

describe('the sandbox', () => {
  const ports = () =>
    ['AUTHORITY_HOST', 'GRAPH_BASE_URL']
      .map((name) => sandbox.environment()[name] ?? '')
      .concat(sandbox.url)
      .map((url) => Number(new URL(url).port));

  it('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    // 127.0.0.2 is this machine too, and what listens on all addresses answers there.
    for (const port of ports()) {
      expect(await answers(port, '127.0.0.1')).toBe(true);
      for (const address of ['127.0.0.2', ...outside]) expect(await answers(port, address)).toBe(false);
    }
  });

  it.each([
    ['its own address', {}, 200],
    ['localhost', { host: 'localhost' }, 200],
    ['a name of elsewhere', { host: 'sandbox.example' }, 403],
    ['a name that only begins so', { host: 'localhost.example' }, 403],
    ['an address that only begins so', { host: '127.0.0.1.example:80' }, 403],
  ])('answers to %s with %s: %i', async (_what, headers, status) => {
    expect((await knock('GET', headers)).status).toBe(status);
  });

  it.each([
    ['a page of elsewhere', 'https://evil.example', 403],
    ['a page of another program of this machine', 'http://127.0.0.1:1', 403],
    ['a page without an origin', 'null', 403],
    ['no page', undefined, 200],
  ])('is driven by %s (%s): %i', async (_what, origin, status) => {
    const before = sandbox.graph.settings.latencyMs;
    const answer = await knock('PUT', origin ? { origin } : {}, '{"latencyMs":7}');
    expect(answer.status).toBe(status);
    expect(sandbox.graph.settings.latencyMs).toBe(status === 200 ? 7 : before);
    sandbox.graph.settings.latencyMs = before;
  });

  it('is driven by its own pages', async () => {
    expect((await knock('POST', { origin: sandbox.url }, undefined, '/sandbox/api/sign-out')).status).toBe(
      200,
    );
  });
});

async function answers(port: number, host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host }, () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A request with headers that fetch would not send. */
async function knock(
  method: string,
  headers: Record<string, string>,
  body?: string,
  path = '/sandbox/api/settings',
): Promise<{ readonly status: number | undefined }> {
  return await new Promise((resolve, reject) => {
    const outgoing = request(`${sandbox.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
