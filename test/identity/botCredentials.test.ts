import { copyFileSync, writeFileSync } from 'node:fs';
import type { AppCredentials } from 'botframework-connector';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { CertificateError } from '../../src/identity/botCertificate.ts';
import { createBotCredentials } from '../../src/identity/botCredentials.ts';
import { createManagedIdentity } from '../../src/identity/managedIdentity.ts';
import { TokenError } from '../../src/identity/tokenError.ts';
import { createLog } from '../../src/log.ts';
import { type Sandbox, type SandboxCredential, sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { startServices } from '../sandbox/entraUnderTest.ts';
import { temporaryFolder } from '../support/botProcess.ts';

const sandboxes = new Map<SandboxCredential, Sandbox>();
const sandboxOf = (kind: SandboxCredential): Sandbox => sandboxes.get(kind) as Sandbox;
beforeAll(async () => {
  for (const kind of sandboxCredentials) sandboxes.set(kind, await startServices({ credential: kind }));
});
afterAll(async () => {
  for (const sandbox of sandboxes.values()) await sandbox.close();
});
afterEach(() => {
  sandboxOf('secret').entra.settings.secretExpired = false;
});

const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
const refusals = () => lines.splice(0).map((line) => JSON.parse(line));

/** The library reads the identity's endpoint from the process. */
function stubIdentity(environment: Readonly<Record<string, string>>): void {
  for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER']) vi.stubEnv(name, environment[name] ?? '');
}

/** Gets the bot's own token as the SDK does, with the sandbox's environment but for the changes. */
function tokenGetter(kind: SandboxCredential, changes: Record<string, string> = {}) {
  const environment = { ...sandboxOf(kind).environment(), STORAGE: 'memory:', ...changes };
  stubIdentity(environment);
  const config = readConfig(environment);
  const factory = createBotCredentials(config, log);
  return async (): Promise<string> => {
    const scope = 'https://api.botframework.com';
    const credentials = await factory.createCredentials(config.bot.id, scope, config.authorityHost, true);
    // The SDK keeps a token for the whole process.
    return await (credentials as unknown as AppCredentials).getToken(true);
  };
}

it.each(sandboxCredentials)('the bot gets its own token with a %s', async (kind) => {
  const claims = decodeJwt(await tokenGetter(kind)());
  expect(claims).toMatchObject({
    aud: 'https://api.botframework.com',
    appid: sandboxOf(kind).tenant.botId,
    appidacr: kind === 'secret' ? '1' : '2',
  });
  expect(refusals()).toEqual([]);
});

it('a secret that Entra refuses is the operator’s to mend, and told with its code', async () => {
  const getToken = tokenGetter('secret');
  sandboxOf('secret').entra.settings.secretExpired = true;
  const error = await getToken().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TokenError);
  expect(error).toMatchObject({ kind: 'misconfigured', code: 7000222 });
  expect(refusals()).toEqual([expect.objectContaining({ code: 'AADSTS7000222', credential: 'secret' })]);
});

it('a file that can’t be used any more is the operator’s to mend', async () => {
  const path = `${temporaryFolder()}/bot.pem`;
  copyFileSync(sandboxOf('certificate').environment().BOT_CERTIFICATE_PATH ?? '', path);
  const getToken = tokenGetter('certificate', { BOT_CERTIFICATE_PATH: path });
  writeFileSync(path, 'x');
  const error = await getToken().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'TokenError', kind: 'misconfigured', code: undefined });
  expect((error as Error).cause).toBeInstanceOf(CertificateError);
  expect(refusals()).toEqual([
    expect.objectContaining({ advice: expect.stringContaining('holds no certificate') }),
  ]);
  // Nor can the bot start with it.
  expect(() => tokenGetter('certificate', { BOT_CERTIFICATE_PATH: path })).toThrow(CertificateError);
});

it('an identity that is not the machine’s is the operator’s to mend', async () => {
  const BOT_MANAGED_IDENTITY_CLIENT_ID = crypto.randomUUID();
  const error = await tokenGetter('managedIdentity', { BOT_MANAGED_IDENTITY_CLIENT_ID })().catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'TokenError', kind: 'misconfigured', code: undefined });
  expect(refusals()).toEqual([
    expect.objectContaining({ advice: expect.stringContaining('The managed identity gives no token') }),
  ]);
});

it('an Entra that does not answer is nobody’s to mend', async () => {
  const AUTHORITY_HOST = 'https://localhost:1';
  const error = await tokenGetter('secret', { AUTHORITY_HOST })().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'TokenError', kind: 'unreachable', code: undefined });
  expect(refusals()).toEqual([]);
});

it('the store’s identity is the one that is named, or the system’s', async () => {
  const { environment, managedIdentity } = sandboxOf('managedIdentity');
  stubIdentity(environment());
  const resource = 'https://storage.azure.com';
  const { token } = await createManagedIdentity(managedIdentity.identity.clientId).getToken(resource);
  expect(decodeJwt(token)).toMatchObject({ sub: managedIdentity.identity.principalId, aud: resource });
  // The sandbox's machine has none of the system's.
  const failed = managedIdentity.requests.length;
  await expect(createManagedIdentity(undefined).getToken(resource)).rejects.toThrow();
  expect(managedIdentity.requests.slice(failed).every(({ status }) => status === 400)).toBe(true);
});
