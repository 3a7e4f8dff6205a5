import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { decodeJwt, errors, type JWTPayload } from 'jose';
import { type ClientProof, createAccessTokens, isToken, readClaims } from './accessTokens.ts';
import { checkClient, type FederatedCredential } from './clientProof.ts';
import { entraError } from './entraErrors.ts';
import { plainPage } from './plainPage.ts';
import type { Accounts, Tenant, VerifyToken } from './types.ts';

type Issued = { readonly status: 200 | 400 | 401; readonly body: object; readonly oid?: string };

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
  /** The code of that challenge: Entra answers with either, and with another `error` (entraErrors.ts). */
  challengeCode: 50076 | 50079;
  /** The next exchanges fail with this HTTP status, or wait so many milliseconds; of this person, or of anybody. */
  faults: { readonly status?: number; readonly delayMs?: number; readonly oid?: string }[];
  /** Permissions that stand in the app registration; consenting grants these. */
  registered: readonly string[];
  /** PEM texts of the certificates in the app registration. */
  certificates: Set<string>;
  /** The federated credentials in the app registration. */
  federatedCredentials: FederatedCredential[];
  /** Whether the client secret is past its end. */
  secretExpired: boolean;
  /** Whether the app registration puts the person's roles into tokens for the bot's own API. */
  roleClaims: boolean;
}

/** The audience of the bot's own token: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication. */
export const connectorAudience = 'https://api.botframework.com';
/** In the form of https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/5491. */
const challenge =
  '{"access_token":{"capolids":{"essential":true,"values":["5f2b36d2-2f4e-4c1e-9d1f-0f5a3c1d7e10"]}}}';

/** Microsoft Entra ID: metadata, keys, the token endpoint, consent. */
export async function createEntra(options: EntraOptions) {
  const { tenant, accounts, address, graphAddress } = options;
  const usual = [
    'User.Read.All',
    'User.ReadWrite.All',
    'GroupMember.Read.All',
    'UserAuthenticationMethod.ReadWrite.All',
    'Organization.Read.All',
    'RoleManagement.Read.Directory',
  ];
  // The last two are for the audit log. Consented to, the second opens memberships as well, whoever asks for what.
  const registered = [...usual, 'AuditLog.Read.All', 'Directory.Read.All'];
  const settings: EntraSettings = {
    consents: new Set(usual),
    claimsChallenges: 0,
    challengeCode: 50076,
    faults: [],
    registered,
    certificates: new Set(),
    federatedCredentials: [],
    secretExpired: false,
    roleClaims: true,
  };
  const tokens = await createAccessTokens(tenant, address, () => settings.roleClaims);
  const requests: TokenRequest[] = [];
  const routes = new Hono();
  const base = () => `${address()}/${tenant.tenantId}`;
  const isTenant = (id: string) => id.toLowerCase() === tenant.tenantId;

  // https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
  routes.get('/:tenant/v2.0/.well-known/openid-configuration', (c) => {
    if (!isTenant(c.req.param('tenant'))) return c.json(entraError(90002).body, 400);
    return c.json({
      issuer: tokens.issuer(),
      authorization_endpoint: `${base()}/oauth2/v2.0/authorize`,
      token_endpoint: `${base()}/oauth2/v2.0/token`,
      end_session_endpoint: `${base()}/oauth2/v2.0/logout`,
      jwks_uri: `${base()}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      response_types_supported: ['code', 'id_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  routes.get('/:tenant/discovery/v2.0/keys', (c) => c.json({ keys: [tokens.publicJwk] }));

  routes.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const { grant_type: grant = '', scope = '' } = form;
    const fault = grant === onBehalfOf ? takeFault(form.assertion) : undefined;
    if (fault?.delayMs) await wait(fault.delayMs);
    if (fault?.status) return c.text('Service unavailable', fault.status as 503);
    const answer: Issued = isTenant(c.req.param('tenant')) ? await issueToken(form) : entraError(90002);
    requests.push({ grant, scope, oid: answer.oid, status: answer.status });
    // https://datatracker.ietf.org/doc/html/rfc6749#section-5.1
    return c.json(answer.body, answer.status, { 'Cache-Control': 'no-store', Pragma: 'no-cache' });
  });

  // https://learn.microsoft.com/entra/identity-platform/v2-admin-consent: here one click, no sign-in, and no way back.
  routes.get('/:tenant/v2.0/adminconsent', (c) => {
    const code = !isTenant(c.req.param('tenant'))
      ? 90002
      : c.req.query('client_id') !== tenant.botId
        ? 700016
        : undefined;
    if (code) {
      const text = entraError(code).body.error_description;
      return c.html(plainPage('Consent can’t be granted', html`<p>${text}</p>`), 400);
    }
    for (const permission of settings.registered) settings.consents.add(permission);
    const text = 'Profile Desk may now act for everybody in this sandbox. Close this page and try again.';
    return c.html(plainPage('Consent granted', html`<p>${text}</p>`));
  });

  function takeFault(assertion: string | undefined): EntraSettings['faults'][number] | undefined {
    const asking = assertion && isToken(assertion) ? decodeJwt(assertion).oid : undefined;
    const index = settings.faults.findIndex(({ oid = asking }) => oid === asking);
    return index < 0 ? undefined : settings.faults.splice(index, 1)[0];
  }

  async function issueToken(form: Record<string, string>): Promise<Issued> {
    if (!form.grant_type) return entraError(900144);
    if (form.grant_type !== 'client_credentials' && form.grant_type !== onBehalfOf) return entraError(70003);
    const proof = await checkClient(form, {
      clientId: tenant.botId,
      secret: tenant.botPassword,
      secretExpired: settings.secretExpired,
      certificates: settings.certificates,
      federatedCredentials: settings.federatedCredentials,
      verifyIssued: (token) => tokens.verify(token),
      tokenEndpoint: `${base()}/oauth2/v2.0/token`,
    });
    if (typeof proof === 'number') return entraError(proof);
    if (!form.scope) return entraError(900144);
    return form.grant_type === onBehalfOf
      ? await exchange(form, form.scope, proof)
      : await issueOwnToken(form.scope, proof);
  }

  // https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
  async function issueOwnToken(scope: string, proof: ClientProof): Promise<Issued> {
    const resource = scope.match(/^(\S+)\/\.default$/u)?.[1];
    if (!resource) return entraError(1002012);
    if (resource !== connectorAudience && resource !== graphAddress()) return entraError(500011);
    // The answer names no scope.
    return { status: 200, body: granted(await tokens.ofApp(resource, proof)) };
  }

  // https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
  async function exchange(form: Record<string, string>, scope: string, proof: ClientProof): Promise<Issued> {
    if (!form.assertion || form.requested_token_use !== 'on_behalf_of') return entraError(900144);
    const person = await readAssertion(form.assertion);
    if (typeof person === 'number') return entraError(person);
    const account = accounts().byObjectId(person.oid);
    const refused = (code: number, claims?: string) => ({ ...entraError(code, claims), oid: person.oid });
    if (!account) return refused(50034);
    if (!account.accountEnabled) return refused(50057);
    const permissions = readScope(scope);
    if (typeof permissions === 'number') return refused(permissions);
    const consents = [...settings.consents];
    const has = (permission: string) =>
      consents.some((consent) => consent.toLowerCase() === permission.toLowerCase());
    if (consents.length === 0 || !permissions.every(has)) return refused(65001);
    if (settings.claimsChallenges > 0) {
      settings.claimsChallenges -= 1;
      return refused(settings.challengeCode, challenge);
    }
    // A token carries all that was ever consented to for its resource, not only what was asked for, and the answer says so:
    // https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope.
    const token = await tokens.forGraph(account, graphAddress(), consents, proof);
    const given = consents.map((consent) => `${graphAddress()}/${consent}`).join(' ');
    return { status: 200, body: { ...granted(token), scope: given }, oid: person.oid };
  }

  /** The person of a token for the bot's own API, or Entra's error code. */
  async function readAssertion(assertion: string): Promise<{ oid: string } | number> {
    if (!isToken(assertion)) return 50027;
    try {
      const payload = await tokens.verify(assertion);
      // Version 1 tokens name the bot's API by its identifier URI.
      if (payload.aud !== tenant.botId && payload.aud !== `api://botid-${tenant.botId}`) return 500131;
      const { oid } = readClaims(payload);
      return oid ? { oid } : 7000114;
    } catch (error) {
      const isLate = error instanceof errors.JWTExpired;
      const isEarly = error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';
      return isLate || isEarly ? 500133 : 50013;
    }
  }

  /**
   * The permissions of Graph in a scope, none for `.default`, or Entra's error code. Without a resource before it, a
   * permission is Graph's: https://learn.microsoft.com/entra/identity-platform/scopes-oidc#admin-restricted-permissions.
   */
  function readScope(scope: string): string[] | number {
    const ofOpenId = new Set(['openid', 'profile', 'offline_access', 'email']);
    const asked = scope.split(' ').filter((one) => one !== '' && !ofOpenId.has(one));
    if (asked.length === 0) return 70011;
    const prefix = `${graphAddress()}/`;
    const permissions = asked.map((one) => (one.startsWith(prefix) ? one.slice(prefix.length) : one));
    if (permissions.some((one) => one.includes(':'))) return 500011;
    if (permissions.some((one) => !/^(\.default|[A-Za-z-]+(\.[A-Za-z-]+)+)$/u.test(one))) return 70011;
    return permissions.filter((one) => one !== '.default');
  }

  const verifyToken: VerifyToken = async (token, audience) =>
    readClaims(await tokens.verify(token, [audience]));

  /**
   * A token of a person for the bot's own API: what the Teams client, or the sign-in page, gets from Entra.
   * @param claims instead of, or besides, its own
   */
  async function issueApiToken(oid: string, claims?: JWTPayload): Promise<string> {
    const account = accounts().byObjectId(oid);
    if (!account) throw new Error('No such account');
    return await tokens.forBot(account, teamsClientId, claims);
  }

  return {
    routes,
    settings,
    requests,
    verifyToken,
    issueApiToken,
    /** The issuer of version 2 tokens: what a federated credential names. */
    issuer: tokens.issuer,
    issueManagedIdentityToken: tokens.ofManagedIdentity,
    verifyApiToken: (token: string) => verifyToken(token, tenant.botId),
  };
}

export type Entra = Awaited<ReturnType<typeof createEntra>>;

function granted(access_token: string) {
  return { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token };
}

const onBehalfOf = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Teams on the web: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-register-aad. */
const teamsClientId = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';
