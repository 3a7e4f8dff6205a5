import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSigningKey, lifetime } from '../../src/sandbox/signingKey.ts';
import { askForToken, startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startServices({ credential: 'managedIdentity' });
});
afterAll(() => sandbox.close());

/** Asks the endpoint as the platform's libraries do, but for the changes; undefined leaves something out. */
async function ask(query: Record<string, string | undefined> = {}, headers: Record<string, string> = {}) {
  const { BOT_MANAGED_IDENTITY_CLIENT_ID, IDENTITY_ENDPOINT, IDENTITY_HEADER } = sandbox.environment();
  const all = {
    'api-version': '2019-08-01',
    resource: 'api://AzureADTokenExchange',
    client_id: BOT_MANAGED_IDENTITY_CLIENT_ID,
    ...query,
  };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const response = await fetch(`${IDENTITY_ENDPOINT}?${new URLSearchParams(given)}`, {
    headers: { 'X-IDENTITY-HEADER': IDENTITY_HEADER ?? '', ...headers },
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('the endpoint of the managed identity', () => {
  it('gives a token of its principal, and says when it ends', async () => {
    const { status, body } = await ask();
    const { clientId, principalId } = sandbox.managedIdentity.identity;
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      client_id: clientId,
      expires_on: expect.stringMatching(/^\d{10}$/),
      resource: 'api://AzureADTokenExchange',
      token_type: 'Bearer',
    });
    const claims = decodeJwt(body.access_token ?? '');
    expect(claims).toMatchObject({
      iss: `${sandbox.environment().AUTHORITY_HOST}/${sandbox.tenant.tenantId}/v2.0`,
      aud: 'api://AzureADTokenExchange',
      sub: principalId,
      oid: principalId,
    });
    expect(Math.abs(Number(body.expires_on) - Number(claims.exp))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['another header', {}, { 'X-IDENTITY-HEADER': 'guess' }, 401],
    ['another version', { 'api-version': '2017-09-01' }, {}, 400],
    ['no resource', { resource: undefined }, {}, 400],
    ['another identity', { client_id: people.employee.oid }, {}, 400],
    ['the system’s identity, which there is not', { client_id: undefined }, {}, 400],
  ])('refuses %s', async (_what, query, headers, status) => {
    expect(await ask(query, headers)).toMatchObject({ status, body: { message: expect.any(String) } });
  });
});

describe('an assertion of a federated identity', () => {
  const prove = async (assertion: string) =>
    await askForToken(sandbox, {
      grant_type: 'client_credentials',
      scope: 'https://api.botframework.com/.default',
      client_secret: undefined,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
  const token = async (): Promise<string> => (await ask()).body.access_token ?? '';

  it('proves the bot', async () => {
    const { status, body } = await prove(await token());
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token ?? '')).toMatchObject({ appid: sandbox.tenant.botId, appidacr: '2' });
  });

  it('is refused where it is for another resource', async () => {
    const { body } = await ask({ resource: 'https://graph.microsoft.com' });
    expect((await prove(body.access_token ?? '')).body.error_codes).toEqual([700212]);
  });

  it('is refused where it is a person’s', async () => {
    const persons = await sandbox.entra.issueApiToken(people.employee.oid);
    expect((await prove(persons)).body.error_codes).toEqual([700213]);
  });

  it('is refused where another key signed the same claims', async () => {
    const forger = await createSigningKey('sandbox-entra-1');
    const forged = await forger.sign({ ...decodeJwt(await token()), ...lifetime() });
    expect(await prove(forged)).toMatchObject({ status: 401, body: { error_codes: [700027] } });
  });

  it('is refused when it has ended', async () => {
    const old = await token();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_401_000 });
    const answer = await prove(old);
    vi.useRealTimers();
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client', error_codes: [700024] } });
  });
});
