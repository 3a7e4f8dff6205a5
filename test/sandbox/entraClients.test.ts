import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AuthenticationRequiredError, OnBehalfOfCredential } from '@azure/identity';
import {
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  type NodeAuthOptions,
  ServerError,
} from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createTokenExchange } from '../../src/identity/onBehalfOf.ts';
import type { TokenError } from '../../src/identity/tokenError.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type AppCertificate, makeAppCertificate } from './appCertificate.ts';
import { startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
let certificate: AppCertificate;
let host: string;
let graph: string;
beforeAll(async () => {
  sandbox = await startServices();
  certificate = await makeAppCertificate();
  sandbox.entra.settings.certificates.add(certificate.certificate);
  const { AUTHORITY_HOST = '', GRAPH_BASE_URL = '' } = sandbox.environment();
  host = AUTHORITY_HOST;
  graph = GRAPH_BASE_URL;
});
afterAll(async () => {
  certificate.remove();
  await sandbox.close();
});
afterEach(() => {
  vi.useRealTimers();
  const { settings } = sandbox.entra;
  for (const permission of settings.registered) settings.consents.add(permission);
  Object.assign(settings, { claimsChallenges: 0, challengeCode: 50076, faults: [] });
});

const { employee } = people;
const userToken = () => sandbox.entra.issueApiToken(employee.oid);
const exchanges = () => sandbox.entra.requests.filter(({ grant }) => grant.includes('jwt-bearer')).length;

describe('MSAL', () => {
  /** @param proof a secret or a certificate; the bot's own secret if left out */
  function application(proof: Partial<NodeAuthOptions> = { clientSecret: sandbox.tenant.botPassword }) {
    const { tenantId, botId } = sandbox.tenant;
    const authority = `${host}/${tenantId}`;
    return new ConfidentialClientApplication({
      auth: { clientId: botId, authority, knownAuthorities: [new URL(host).host], ...proof },
    });
  }
  const byCertificate = () => {
    const pem = readFileSync(certificate.path, 'utf8');
    const thumbprintSha256 = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
    return application({ clientCertificate: { thumbprintSha256, privateKey: pem } });
  };
  const ownToken = { scopes: ['https://api.botframework.com/.default'] };
  const forGraph = async () => ({ oboAssertion: await userToken(), scopes: [`${graph}/User.Read.All`] });
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => expect.unreachable('It did not fail'),
      (error: unknown) => error,
    );

  it('gets the bot’s own token once, and keeps it', async () => {
    const app = application();
    const before = sandbox.entra.requests.length;
    const first = await app.acquireTokenByClientCredential(ownToken);
    const again = await app.acquireTokenByClientCredential(ownToken);
    expect(decodeJwt(first?.accessToken ?? '')).toMatchObject({ appid: sandbox.tenant.botId, appidacr: '1' });
    expect(again?.accessToken).toBe(first?.accessToken);
    expect(sandbox.entra.requests.length - before).toBe(1);
    const lifetime = (first?.expiresOn?.getTime() ?? 0) - Date.now();
    expect(lifetime).toBeGreaterThan(3_590_000);
    expect(lifetime).toBeLessThan(3_600_000);
  });

  it('proves the bot by a certificate', async () => {
    const own = await byCertificate().acquireTokenByClientCredential(ownToken);
    expect(decodeJwt(own?.accessToken ?? '')).toMatchObject({ appidacr: '2' });
    const persons = await byCertificate().acquireTokenOnBehalfOf(await forGraph());
    expect(decodeJwt(persons?.accessToken ?? '')).toMatchObject({ oid: employee.oid, appidacr: '2' });
  });

  it('surfaces a wrong secret as a server’s error with its code', async () => {
    const error = await failure(
      application({ clientSecret: 'guess' }).acquireTokenByClientCredential(ownToken),
    );
    expect(error).toBeInstanceOf(ServerError);
    expect(error).not.toBeInstanceOf(InteractionRequiredAuthError);
    expect(error).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215, status: 401 });
  });

  it('gets a person’s token, with the permissions that were consented to', async () => {
    const answer = await application().acquireTokenOnBehalfOf(await forGraph());
    expect(decodeJwt(answer?.accessToken ?? '')).toMatchObject({ oid: employee.oid, aud: graph });
    expect(answer?.scopes).toContain(`${graph}/User.ReadWrite.All`);
  });

  it('surfaces missing consent as an interaction, with its suberror', async () => {
    sandbox.entra.settings.consents.clear();
    const error = await failure(application().acquireTokenOnBehalfOf(await forGraph()));
    expect(error).toBeInstanceOf(InteractionRequiredAuthError);
    expect(error).toMatchObject({
      errorCode: 'invalid_grant',
      subError: 'consent_required',
      errorNo: 65001,
    });
  });

  it.each([50076, 50079] as const)('surfaces a challenge with its claims: %i', async (challengeCode) => {
    Object.assign(sandbox.entra.settings, { claimsChallenges: 1, challengeCode });
    const error = await failure(application().acquireTokenOnBehalfOf(await forGraph()));
    expect(error).toBeInstanceOf(InteractionRequiredAuthError);
    expect(error).toMatchObject({ claims: expect.stringContaining('capolids') });
  });

  it('surfaces a token for another audience', async () => {
    const { accessToken = '' } = (await application().acquireTokenOnBehalfOf(await forGraph())) ?? {};
    const again = { oboAssertion: accessToken, scopes: [`${graph}/User.Read.All`] };
    const error = await failure(application().acquireTokenOnBehalfOf(again));
    expect(error).toMatchObject({ errorCode: 'invalid_grant' });
    expect(String(error)).toContain('AADSTS500131');
  });
});

describe('OnBehalfOfCredential', () => {
  const scopes = () => [`${graph}/User.Read.All`];
  async function common() {
    const { tenantId, botId: clientId } = sandbox.tenant;
    const userAssertionToken = await userToken();
    return { tenantId, clientId, authorityHost: host, userAssertionToken, disableInstanceDiscovery: true };
  }
  const bySecret = async () =>
    new OnBehalfOfCredential({ ...(await common()), clientSecret: sandbox.tenant.botPassword });

  it('gets a person’s token, and a second permission of it without asking again', async () => {
    const own = await bySecret();
    const before = exchanges();
    const { token } = await own.getToken(scopes());
    const { token: other } = await own.getToken([`${graph}/User.ReadWrite.All`]);
    expect(decodeJwt(token)).toMatchObject({ oid: employee.oid, scp: expect.stringContaining('User.Read') });
    expect(other).toBe(token);
    expect(exchanges() - before).toBe(1);
  });

  it('proves the bot by a certificate', async () => {
    const own = new OnBehalfOfCredential({ ...(await common()), certificatePath: certificate.path });
    const { token } = await own.getToken(scopes());
    expect(decodeJwt(token)).toMatchObject({ oid: employee.oid, appidacr: '2' });
  });

  it('surfaces missing consent and a challenge by their text alone', async () => {
    sandbox.entra.settings.consents.clear();
    const refused = (await bySecret()).getToken(scopes());
    await expect(refused).rejects.toThrow(AuthenticationRequiredError);
    await expect(refused).rejects.toThrow('AADSTS65001');
    sandbox.entra.settings.consents.add('User.Read.All');
    sandbox.entra.settings.claimsChallenges = 1;
    await expect((await bySecret()).getToken(scopes())).rejects.toThrow('AADSTS50076');
    const error: unknown = await refused.catch((cause: unknown) => cause);
    for (const lost of ['claims', 'subError', 'errorNo']) expect(error).not.toHaveProperty(lost);
  });
});

describe('the bot’s exchange', () => {
  const exchange = (changes: Record<string, string> = {}) =>
    createTokenExchange(
      readConfig({ ...sandbox.environment(), STORAGE: 'memory:', ...changes }),
      createLog('silent'),
    );
  const read = ['User.Read.All'];
  const never = new AbortController().signal;
  const problem = async (changes: Record<string, string> = {}): Promise<TokenError> =>
    await exchange(changes)(await userToken(), read, never).then(
      () => expect.unreachable('It did not fail'),
      (error: TokenError) => error,
    );

  it('shares what is in flight, and keeps it', async () => {
    const own = exchange({ BOT_PASSWORD: '', BOT_CERTIFICATE_PATH: certificate.path });
    const token = await userToken();
    const before = exchanges();
    const [first, second] = await Promise.all([own(token, read, never), own(token, read, never)]);
    expect(await own(token, read, never)).toBe(first);
    expect(second).toBe(first);
    expect(exchanges() - before).toBe(1);
  });

  it('tells missing consent', async () => {
    sandbox.entra.settings.consents.clear();
    expect(await problem()).toMatchObject({ kind: 'consentMissing', code: 65001 });
  });

  it.each([50076, 50079] as const)('tells a challenge with its claims: %i', async (challengeCode) => {
    Object.assign(sandbox.entra.settings, { claimsChallenges: 1, challengeCode });
    expect(await problem()).toMatchObject({
      kind: 'moreWanted',
      code: challengeCode,
      claims: expect.stringContaining('capolids'),
    });
  });

  it('asks to sign in again where the user token is too old', async () => {
    const token = await userToken();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    await expect(exchange()(token, read, never)).rejects.toMatchObject({
      kind: 'signInAgain',
      code: 500133,
    });
  });

  it.each([
    ['a wrong secret', () => ({ BOT_PASSWORD: 'guess' }), 7000215],
    ['another tenant', () => ({ BOT_TENANT_ID: crypto.randomUUID() }), 90002],
    ['another resource', () => ({ GRAPH_BASE_URL: 'https://graph.example' }), 500011],
  ])('leaves %s to the operator', async (_what, changes, code) => {
    expect(await problem(changes())).toMatchObject({ kind: 'misconfigured', code });
  });

  it('takes the refusal of something on the way for no answer of Entra’s', async () => {
    sandbox.entra.settings.faults.push({ status: 403 });
    expect(await problem()).toMatchObject({ kind: 'unreachable' });
  });

  it('leaves nothing behind on the signal of a turn', async () => {
    const listeners: string[] = [];
    const signal = new AbortController().signal;
    vi.spyOn(signal, 'addEventListener').mockImplementation((name) => void listeners.push(name));
    vi.spyOn(signal, 'removeEventListener').mockImplementation(
      (name) => void listeners.splice(listeners.indexOf(name), 1),
    );
    await exchange()(await userToken(), read, signal);
    expect(signal.addEventListener).toHaveBeenCalledOnce();
    expect(listeners).toEqual([]);
  });

  it('tells that Entra does not answer, and asks it twice', async () => {
    sandbox.entra.settings.faults.push({ status: 503 }, { status: 503 });
    expect(await problem()).toMatchObject({ kind: 'unreachable' });
    sandbox.entra.settings.faults.push({ status: 503 });
    expect(decodeJwt(await exchange()(await userToken(), read, never))).toMatchObject({ oid: employee.oid });
  });
});
