import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** Sends something to the bot's door. What is left out is as Teams sends it. */
async function knock(
  changes: {
    token?: string | undefined;
    activity?: object;
    headers?: Record<string, string>;
    body?: BodyInit;
    method?: string;
  } = {},
) {
  const account = desk.sandbox.graph.directory.byObjectId(people.userAdministrator.oid);
  if (!account) throw new Error('no account');
  const activity = {
    ...desk.sandbox.teams.activityOf(account, { type: 'message', text: 'help' }),
    ...changes.activity,
  };
  const token =
    'token' in changes ? changes.token : await desk.sandbox.channelTokens.sign(desk.sandbox.serviceUrl);
  return await fetch(`${desk.url}/api/messages`, {
    method: changes.method ?? 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...changes.headers,
    },
    ...(changes.method === 'GET' ? {} : { body: changes.body ?? JSON.stringify(activity) }),
  });
}

const sign = (claims: object) => desk.sandbox.channelTokens.sign(desk.sandbox.serviceUrl, claims as never);

describe('the door', () => {
  it('answers a signed message', async () => {
    const client = await desk.as(people.userAdministrator);
    await client.send('Help');
    expect(textOf(client.last().card)).toContain('What you can type');
    expect(textOf(client.last().card)).toContain('find');
  });

  it('checks a token that it has seen before against what comes with it this time', async () => {
    const token = await sign({});
    expect((await knock({ token })).status).toBe(200);
    expect((await knock({ token })).status).toBe(200);
    const serviceUrl = `${desk.sandbox.serviceUrl}other/`;
    expect((await knock({ token, activity: { serviceUrl } })).status).toBe(401);
    expect((await knock({ token: `${token.slice(0, -4)}AAAA` })).status).toBe(401);
  });

  it('writes one line, and nothing beside it, for a token that is wrongly signed', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    desk.lines.length = 0;
    const token = (await sign({})).replace(/[^.]+$/, 'x'.repeat(342));
    expect((await knock({ token })).status).toBe(401);
    expect(desk.lines.filter((line) => line.includes('"event":"request refused"'))).toHaveLength(1);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it('is alive and ready', async () => {
    expect((await fetch(`${desk.url}/live`)).status).toBe(200);
    expect((await fetch(`${desk.url}/ready`)).status).toBe(200);
  });

  it('welcomes once, on installation', async () => {
    const client = await desk.as(people.helpdeskAdministrator);
    expect(client.views()).toHaveLength(1);
    expect(textOf(client.last().card)).toContain('Type a name to look somebody up');
    await client.open();
    expect(client.views()).toHaveLength(1);
  });

  const bodies: [string, () => Parameters<typeof knock>[0], number][] = [
    ['no service URL', () => ({ activity: { serviceUrl: undefined } }), 400],
    ['an empty service URL', () => ({ activity: { serviceUrl: '' } }), 403],
    ['a foreign service URL', () => ({ activity: { serviceUrl: 'https://evil.example/' } }), 403],
    ['another channel', () => ({ activity: { channelId: 'webchat' } }), 400],
    [
      'another tenant',
      () => ({
        activity: {
          conversation: { id: 'a:1', tenantId: 'other' },
          channelData: { tenant: { id: 'other' } },
        },
      }),
      403,
    ],
    ['no sender', () => ({ activity: { from: undefined } }), 400],
    ['no JSON', () => ({ body: '{"type":' }), 400],
    ['a prototype', () => ({ body: '{"type":"message","__proto__":{"admin":true}}' }), 400],
    [
      'great depth',
      () => ({ body: `{"type":"message","value":${'['.repeat(10_000)}${']'.repeat(10_000)}}` }),
      400,
    ],
    ['300 KB', () => ({ body: `{"type":"message","text":"${'x'.repeat(300_000)}"}` }), 413],
    ['plain text', () => ({ headers: { 'content-type': 'text/plain' } }), 415],
    ['gzip that is none', () => ({ headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }), 415],
    ['gzip', () => ({ headers: { 'content-encoding': 'gzip' }, body: new Uint8Array(gzipSync('{}')) }), 415],
    ['GET', () => ({ method: 'GET' }), 405],
  ];
  for (const [kind, changes, status] of bodies) {
    it(`refuses a body: ${kind}`, async () => {
      const response = await knock(changes());
      expect(response.status).toBe(status);
      expect(await response.text()).not.toContain('at ');
      expect((await knock()).status).toBe(200);
    });
  }

  it('says nothing of a path that is not there, or of a method', async () => {
    const missing = await fetch(`${desk.url}/no-such-path`);
    expect([missing.status, await missing.text()]).toEqual([404, '{"error":"refused"}']);
    const other = await fetch(`${desk.url}/api/messages`, { method: 'PURGE' });
    expect([other.status, await other.text()]).toEqual([405, '{"error":"refused"}']);
  });

  it('tells a caller from another tenant so, and does nothing else', async () => {
    desk.graphCalls();
    const client = await desk.as(people.employee);
    const before = client.views().length;
    const channelData = { tenant: { id: '00000000-0000-4000-8000-000000000001' } };
    const account = desk.sandbox.graph.directory.byObjectId(people.employee.oid);
    if (!account) throw new Error('no account');
    const activity = {
      ...desk.sandbox.teams.activityOf(account, { type: 'message', text: 'Anna' }),
      channelData,
    };
    expect((await desk.sandbox.teams.redeliver(account.oid, activity, false)).status).toBe(200);
    await client.reload();
    expect(
      client
        .views()
        .slice(before)
        .map(({ text }) => text),
    ).toEqual(['Profile Desk serves one organisation only, and you belong to another.']);
    expect(desk.graphCalls()).toEqual([]);
  });

  it('logs no token and no text', async () => {
    const client = await desk.as(people.userAdministrator);
    await client.send('Canary Name');
    const log = desk.lines.join('');
    // No digits: an id may have them by chance.
    expect(log).not.toContain('Canary');
    expect(log).not.toMatch(/eyJ[\w-]+\./);
  });
});
