import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { closedUrl } from '../support/collector.ts';
import { type DeskOptions, type DeskUnderTest, startDesk } from '../support/desk.ts';

const channelKey = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' });
let desk: DeskUnderTest;
let keys: Server | undefined;
afterEach(async () => {
  await desk.close();
  keys?.closeAllConnections();
  await new Promise((resolve) => (keys ? keys.close(resolve) : resolve(undefined)));
  keys = undefined;
});

async function start(options: DeskOptions = {}): Promise<void> {
  desk = await startDesk(options);
}

const ask = async (): Promise<{ status: number; missing: string[] }> => {
  const answer = await fetch(`${desk.url}/ready`);
  const { missing } = (await answer.json()) as { missing: string[] };
  return { status: answer.status, missing };
};
const isLive = async () => (await fetch(`${desk.url}/live`)).status === 200;

describe('what /ready says is missing', () => {
  it('nothing, where all is there', async () => {
    await start();
    expect(await ask()).toEqual({ status: 200, missing: [] });
  });

  it('storage', async () => {
    const store = { ...createMemoryStore(), check: () => Promise.reject(new Error('The disk is full')) };
    await start({ store });
    expect(await ask()).toEqual({ status: 503, missing: ['storage'] });
  });

  it('the bot’s credential: Entra is not there', async () => {
    await start({ environment: { AUTHORITY_HOST: await closedUrl() } });
    expect(await ask()).toEqual({ status: 503, missing: ['botCredential'] });
  });

  it('the bot’s credential: Entra refuses it', async () => {
    await start({ environment: { BOT_PASSWORD: 'Sw0rdfish' } });
    expect(await ask()).toEqual({ status: 503, missing: ['botCredential'] });
    expect(desk.lines.join('')).not.toContain('Sw0rdfish');
  });

  it('the channel’s keys', async () => {
    await start({ environment: { BOT_OPENID_METADATA_URL: `${await closedUrl()}/metadata` } });
    expect(await ask()).toEqual({ status: 503, missing: ['channelKeys'] });
  });

  it('all of them, by name alone; it lives all the same', async () => {
    const url = await closedUrl();
    const store = { ...createMemoryStore(), check: () => Promise.reject(new Error(url)) };
    await start({ store, environment: { AUTHORITY_HOST: url, BOT_OPENID_METADATA_URL: url } });
    const answer = await fetch(`${desk.url}/ready`);
    expect(await answer.json()).toEqual({
      status: 'not ready',
      missing: ['storage', 'botCredential', 'channelKeys'],
    });
    expect(await isLive()).toBe(true);
    const logged = desk.lines.filter((line) => line.includes('not ready'));
    // The storage is looked at before the bot listens, too.
    expect(logged.map((line) => JSON.parse(line).missing).toSorted()).toEqual([
      'botCredential',
      'channelKeys',
      'storage',
      'storage',
    ]);
    for (const line of logged) expect(line).not.toContain(new URL(url).port);
  });
});

/** The channel's metadata and keys, from the sandbox, counted on their way. */
async function countKeys(): Promise<{
  readonly url: string;
  readonly asked: string[];
  readonly fault: { on: boolean };
}> {
  const asked: string[] = [];
  const fault = { on: false };
  keys = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(fault.on ? 500 : 200, { 'Content-Type': 'application/json' });
    response.end(
      request.url === '/keys'
        ? JSON.stringify({ keys: [{ ...channelKey, kid: 'one' }] })
        : JSON.stringify({ jwks_uri: `${url}/keys` }),
    );
  });
  await new Promise<void>((resolve) => keys?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  return { url, asked, fault };
}

describe('probes', () => {
  const tokens = () => desk.sandbox.entra.requests.filter(({ grant }) => grant === 'client_credentials');

  it('cost nothing: what was there a moment ago is there, and one look is everybody’s', async () => {
    let checks = 0;
    const memory = createMemoryStore();
    const store = {
      ...memory,
      check: async () => {
        checks += 1;
      },
    };
    const { url, asked } = await countKeys();
    await start({ store, environment: { BOT_OPENID_METADATA_URL: url } });
    checks = 0;
    await Promise.all(Array.from({ length: 30 }, ask));
    for (let i = 0; i < 30; i += 1) expect((await ask()).status).toBe(200);
    expect(asked).toEqual(['/', '/keys']);
    expect(tokens()).toHaveLength(1);
    expect(checks).toBe(1);
  });

  it('find out that a dependency is back', async () => {
    const { url, fault } = await countKeys();
    fault.on = true;
    await start({ environment: { BOT_OPENID_METADATA_URL: url } });
    expect((await ask()).missing).toEqual(['channelKeys']);
    fault.on = false;
    expect(await ask()).toEqual({ status: 200, missing: [] });
  });

  it('do not take a bot out of service for an outage that it gets over with what it has', async () => {
    let now = Date.now();
    const { url, fault } = await countKeys();
    await start({ clock: { now: () => now }, environment: { BOT_OPENID_METADATA_URL: url } });
    expect((await ask()).status).toBe(200);
    // Entra and the channel's keys are gone; the bot has a token, and keys.
    desk.sandbox.entra.settings.faults.push(...Array.from({ length: 50 }, () => ({ status: 503 })));
    fault.on = true;
    now += 25 * 60 * 60_000;
    expect(await ask()).toEqual({ status: 200, missing: [] });
    expect(await isLive()).toBe(true);
  });
});
