import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { entraError } from './entraErrors.ts';
import { createSigningKey, lifetime } from './signingKey.ts';
import type { Account, Accounts, Tenant, VerifyToken } from './types.ts';

export interface EntraOptions {
  readonly tenant: Tenant;
  readonly accounts: () => Accounts;
  /** Own address, such as `https://localhost:1234`. */
  readonly address: () => string;
  /** Address of Graph: the resource of its permissions, and the audience of its tokens. */
  readonly graphAddress: () => string;
}

/** What a request for a token was, for tests to look at. */
export interface TokenRequest {
  readonly grant: string;
  readonly scope: string;
  /** Whose token it was exchanged for. */
  readonly oid?: string | undefined;
  readonly status: number;
}

/** What the sandbox's user can turn. */
export interface EntraSettings {
  /** Graph permissions that an administrator consented to for everybody. */
  consents: Set<string>;
  /** A Conditional Access policy on Graph: the next so many exchanges are answered with a claims challenge. */
  claimsChallenges: number;
  /** The next exchanges fail with this HTTP status, or wait so many milliseconds. */
  faults: { readonly status?: number; readonly delayMs?: number }[];
  /** Permissions that stand in the app registration; consenting grants these. */
  registered: readonly string[];
}

/** The audience of the bot's own token: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication. */
export const connectorAudience = 'https://api.botframework.com';
const challenge =
  '{"access_token":{"polids":{"essential":true,"values":["5f2b36d2-2f4e-4c1e-9d1f-0f5a3c1d7e10"]}}}';

/** Microsoft Entra ID: metadata, keys, the token endpoint, consent. */
export async function createEntra(options: EntraOptions) {
  const { tenant, accounts, address, graphAddress } = options;
  const key = await createSigningKey('sandbox-entra-1');
  const keySet = createLocalJWKSet({ keys: [key.publicJwk] });
  const issuer = () => `${address()}/${tenant.tenantId}/v2.0`;
  const registered = ['User.Read.All', 'User.ReadWrite.All', 'GroupMember.Read.All'];
  const settings: EntraSettings = {
    consents: new Set(registered),
    claimsChallenges: 0,
    faults: [],
    registered,
  };
  const requests: TokenRequest[] = [];
  const routes = new Hono();

  // https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
  routes.get('/:tenant/v2.0/.well-known/openid-configuration', (c) => {
    const base = `${address()}/${c.req.param('tenant')}`;
    return c.json({
      issuer: issuer(),
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  routes.get('/:tenant/discovery/v2.0/keys', (c) => c.json({ keys: [key.publicJwk] }));

  routes.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const { grant_type: grant = '', scope = '' } = form;
    const fault = grant === onBehalfOf ? settings.faults.shift() : undefined;
    if (fault?.delayMs) await wait(fault.delayMs);
    if (fault?.status) return c.text('Service unavailable', fault.status as 503);
    const answer = await issueToken(c.req.param('tenant'), form);
    requests.push({ grant, scope, oid: answer.oid, status: answer.status });
    return c.json(answer.body, answer.status);
  });

  // https://learn.microsoft.com/entra/identity-platform/v2-admin-consent: here one click, and no sign-in.
  routes.get('/:tenant/v2.0/adminconsent', (c) => {
    for (const permission of settings.registered) settings.consents.add(permission);
    return c.html(
      '<!doctype html><html lang="en"><title>Consent granted</title><body style="font-family:system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem"><h1>Consent granted</h1><p>Profile Desk may now act for everybody in this sandbox. Close this page and try again.</p></body></html>',
    );
  });

  type Issued = { status: 200 | 400 | 401; body: object; oid?: string };

  async function issueToken(tenantId: string, form: Record<string, string>): Promise<Issued> {
    if (tenantId !== tenant.tenantId) return entraError(90002);
    if (form.client_id !== tenant.botId) return entraError(700016);
    if (form.client_secret !== tenant.botPassword) return entraError(7000215);
    const granted = (access_token: string, scope: string) => ({
      token_type: 'Bearer',
      scope,
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token,
    });
    if (form.grant_type === 'client_credentials') {
      const resource = form.scope?.match(/^(.+)\/\.default$/)?.[1];
      if (!resource) return entraError(70011);
      return {
        status: 200,
        body: granted(await sign({ aud: resource, appid: tenant.botId, idtyp: 'app' }), form.scope ?? ''),
      };
    }
    if (form.grant_type !== onBehalfOf || form.requested_token_use !== 'on_behalf_of')
      return entraError(70003);
    return await exchange(form, granted);
  }

  // https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
  async function exchange(
    form: Record<string, string>,
    granted: (token: string, scope: string) => object,
  ): Promise<Issued> {
    const oid = await verify(form.assertion ?? '').then(
      ({ payload }) => {
        const forBot = payload.aud === tenant.botId || payload.aud === `api://botid-${tenant.botId}`;
        return forBot ? String(payload.oid) : 500131;
      },
      (error: unknown) => (error instanceof errors.JWTExpired ? 500133 : 50013),
    );
    if (typeof oid === 'number') return entraError(oid);
    const account = accounts().byObjectId(oid);
    if (!account?.accountEnabled) return { ...entraError(50057), oid };
    const asked = (form.scope ?? '')
      .split(' ')
      .filter((scope) => !['openid', 'profile', 'offline_access', 'email'].includes(scope));
    const prefix = `${graphAddress()}/`;
    if (asked.length === 0 || asked.some((scope) => !scope.startsWith(prefix)))
      return { ...entraError(70011), oid };
    const permissions = asked.map((scope) => scope.slice(prefix.length));
    if (permissions.some((permission) => !settings.consents.has(permission)))
      return { ...entraError(65001), oid };
    if (settings.claimsChallenges > 0) {
      settings.claimsChallenges -= 1;
      return { ...entraError(50076, challenge), oid };
    }
    // A token carries all that was ever consented to for its resource, not only what was asked for.
    const scp = [...settings.consents].join(' ');
    const token = await sign({ ...claimsOf(account), aud: graphAddress(), appid: tenant.botId, scp });
    return { status: 200, body: granted(token, asked.join(' ')), oid };
  }

  function claimsOf(account: Account) {
    // `wids` is there where the app registration asks for it: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
    return {
      oid: account.oid,
      name: account.displayName,
      preferred_username: account.userPrincipalName,
      wids: account.roleTemplateIds,
    };
  }

  const sign = (claims: object) =>
    key.sign({
      iss: issuer(),
      tid: tenant.tenantId,
      ver: '2.0',
      uti: randomUUID(),
      ...lifetime(),
      ...claims,
    });
  const verify = (token: string) => jwtVerify(token, keySet, { issuer: issuer() });

  const verifyToken: VerifyToken = async (token, audience) => {
    const { payload } = await jwtVerify(token, keySet, { issuer: issuer(), audience });
    return {
      ...(typeof payload.oid === 'string' ? { oid: payload.oid } : {}),
      tid: String(payload.tid),
      appid: String(payload.appid),
      scopes: typeof payload.scp === 'string' ? payload.scp.split(' ') : [],
      wids: Array.isArray(payload.wids) ? payload.wids.map(String) : [],
    };
  };

  /** A token of a person for the bot's own API: what the Teams client, or the sign-in page, gets from Entra. */
  async function issueApiToken(oid: string): Promise<string> {
    const account = accounts().byObjectId(oid);
    if (!account) throw new Error('No such account');
    return await sign({ ...claimsOf(account), aud: tenant.botId, azp: teamsClientId, scp: 'access_as_user' });
  }

  return {
    routes,
    settings,
    requests,
    verifyToken,
    issueApiToken,
    verifyApiToken: (token: string) => verifyToken(token, tenant.botId),
  };
}

export type Entra = Awaited<ReturnType<typeof createEntra>>;

const onBehalfOf = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Teams on the web: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-register-aad. */
const teamsClientId = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';
