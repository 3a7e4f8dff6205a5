import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelKeys } from '../../src/http/channelKeys.ts';
import { createLog } from '../../src/log.ts';

const rsaKey = (modulusLength: number): JsonWebKey =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
const good = { ...rsaKey(2_048), kid: 'one' };

let published: readonly object[];
let keys: ChannelKeys;
const server = createServer(({ url, headers }, response) => {
  const body = url === '/keys' ? { keys: published } : { jwks_uri: `http://${headers.host}/keys` };
  response.end(JSON.stringify(body));
});
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  keys = new ChannelKeys({
    metadataUrl: `http://127.0.0.1:${port}/metadata`,
    clock: { now: () => 0 },
    log: createLog('silent'),
    timeoutMs: 5_000,
  });
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

describe('the keys of the channel', () => {
  it.each([
    ['of another kind', { kty: 'oct', k: 'AAAA' }],
    ['on a curve', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })],
    ['without numbers', { kty: 'RSA' }],
    ['with numbers that are none', { kty: 'RSA', n: '', e: '' }],
    ['that is too short', rsaKey(1_024)],
  ])('are no list with one %s, and are found as soon as there is a good one', async (_what, broken) => {
    published = [{ ...broken, kid: 'one' }];
    expect(await keys.getKey('one')).toBeNull();
    await expect(keys.check()).rejects.toThrow('The channel has no keys');
    published = [{ ...broken, kid: 'two' }, good];
    expect(await keys.getKey('one')).toMatchObject({ key: expect.stringContaining('BEGIN PUBLIC KEY') });
    expect(await keys.getKey('two')).toBeNull();
  });
});
