import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createTokenExchange } from '../../src/identity/onBehalfOf.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startServices } from '../sandbox/entraUnderTest.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startServices({ credential: 'managedIdentity' });
});
afterAll(() => sandbox.close());

it('is kept for its day, and replaced before it ends', async () => {
  const environment = sandbox.environment();
  // The library reads them from the process.
  vi.stubEnv('IDENTITY_ENDPOINT', environment.IDENTITY_ENDPOINT);
  vi.stubEnv('IDENTITY_HEADER', environment.IDENTITY_HEADER);
  const exchange = createTokenExchange(readConfig(environment), createLog('silent'));
  const { requests } = sandbox.managedIdentity;
  const begin = Date.now();
  const exchangeAfter = async (hours: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: begin + hours * 3_600_000 });
    const userToken = await sandbox.entra.issueApiToken(people.employee.oid);
    return decodeJwt(await exchange(userToken, ['User.Read.All'], new AbortController().signal)).oid;
  };
  for (const [hours, asked] of [
    [0, 1],
    [11, 1],
    [23.95, 2],
    [30, 2],
    [48, 3],
  ] as const) {
    expect(await exchangeAfter(hours)).toBe(people.employee.oid);
    expect([hours, requests.length]).toEqual([hours, asked]);
  }
  vi.useRealTimers();
});
