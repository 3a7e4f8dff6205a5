import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askForToken, startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
let authority: string;
let graph: string;
beforeAll(async () => {
  sandbox = await startServices();
  const { AUTHORITY_HOST, GRAPH_BASE_URL = '' } = sandbox.environment();
  authority = `${AUTHORITY_HOST}/${sandbox.tenant.tenantId}`;
  graph = GRAPH_BASE_URL;
});
afterAll(() => sandbox.close());
afterEach(() => {
  sandbox.entra.settings.roleClaims = true;
});

const { userAdministrator: admin } = people;
const connectorScope = 'https://api.botframework.com/.default';

/** The claims of a token, once the published keys proved it. */
async function claimsOf(token: string | undefined, audience: string): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(`${authority}/discovery/v2.0/keys`));
  return (await jwtVerify(token ?? '', keys, { audience, algorithms: ['RS256'] })).payload;
}

describe('metadata', () => {
  it('names the issuer and the addresses, all on Entra’s own host', async () => {
    const response = await fetch(`${authority}/v2.0/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: `${authority}/v2.0`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    });
  });

  it('does not know another tenant', async () => {
    const other = authority.replace(sandbox.tenant.tenantId, crypto.randomUUID());
    const response = await fetch(`${other}/v2.0/.well-known/openid-configuration`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
  });
});

describe('client credentials', () => {
  const own = { grant_type: 'client_credentials', scope: connectorScope };

  it('give the bot a version 1 token that acts for nobody', async () => {
    const { status, headers, body } = await askForToken(sandbox, own);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    const claims = await claimsOf(body.access_token, 'https://api.botframework.com');
    expect(claims).toMatchObject({
      iss: `https://sts.windows.net/${sandbox.tenant.tenantId}/`,
      ver: '1.0',
      tid: sandbox.tenant.tenantId,
      appid: sandbox.tenant.botId,
      appidacr: '1',
      idtyp: 'app',
    });
    expect(claims).not.toHaveProperty('scp');
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
    const verified = await sandbox.entra.verifyToken(body.access_token ?? '', 'https://api.botframework.com');
    expect(verified).not.toHaveProperty('oid');
  });

  it('give no token that Graph takes for a person’s', async () => {
    const { body } = await askForToken(sandbox, { ...own, scope: `${graph}/.default` });
    const response = await fetch(`${graph}/v1.0/users/${admin.oid}`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(response.status).toBe(403);
  });

  it.each([
    ['another tenant', {}, 400, 'invalid_tenant', 90002],
    ['another app', { client_id: crypto.randomUUID() }, 400, 'unauthorized_client', 700016],
    ['no app', { client_id: undefined }, 400, 'invalid_request', 900144],
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: undefined }, 401, 'invalid_client', 7000218],
    ['no grant', { grant_type: undefined }, 400, 'invalid_request', 900144],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no scope', { scope: undefined }, 400, 'invalid_request', 900144],
    ['a scope that names one permission', { scope: 'https://x/User.Read' }, 400, 'invalid_scope', 1002012],
    ['an unknown resource', { scope: 'https://vault.test/.default' }, 400, 'invalid_resource', 500011],
  ])('are refused with %s', async (what, changes, status, error, code) => {
    const tenantId = what === 'another tenant' ? crypto.randomUUID() : sandbox.tenant.tenantId;
    const answer = await askForToken(sandbox, { ...own, ...changes }, tenantId);
    expect(answer).toMatchObject({ status, body: { error, error_codes: [code] } });
    expect(answer.body).toMatchObject({
      error_description: expect.stringContaining(`AADSTS${code}: `),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/u),
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    });
    expect(answer.body).not.toHaveProperty('access_token');
  });
});

describe('a token for the bot’s own API', () => {
  it('is of version 2, for the bot’s id, and says the roles where the app registration asks for it', async () => {
    const token = await sandbox.entra.issueApiToken(admin.oid);
    const claims = await claimsOf(token, sandbox.tenant.botId);
    expect(claims).toMatchObject({
      iss: `${authority}/v2.0`,
      ver: '2.0',
      oid: admin.oid,
      tid: sandbox.tenant.tenantId,
      preferred_username: admin.userPrincipalName,
      scp: 'access_as_user',
      azp: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
      wids: [expect.any(String)],
    });
    expect(claims).not.toHaveProperty('appid');
    sandbox.entra.settings.roleClaims = false;
    expect(decodeJwt(await sandbox.entra.issueApiToken(admin.oid))).not.toHaveProperty('wids');
  });
});

describe('admin consent', () => {
  it('grants what is registered, to this app in this tenant only', async () => {
    const { consents } = sandbox.entra.settings;
    consents.clear();
    const open = (tenant: string, clientId: string) =>
      fetch(`${authority.replace(sandbox.tenant.tenantId, tenant)}/v2.0/adminconsent?client_id=${clientId}`);
    expect((await open(crypto.randomUUID(), sandbox.tenant.botId)).status).toBe(400);
    expect((await open(sandbox.tenant.tenantId, 'another')).status).toBe(400);
    expect(consents.size).toBe(0);
    const response = await open(sandbox.tenant.tenantId, sandbox.tenant.botId);
    expect(await response.text()).toContain('Consent granted');
    expect([...consents]).toEqual(sandbox.entra.settings.registered);
  });
});
