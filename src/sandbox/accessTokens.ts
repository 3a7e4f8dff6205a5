import { createHash, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import type { ManagedIdentity } from './managedIdentity.ts';
import { createSigningKey, lifetime } from './signingKey.ts';
import type { Account, Tenant, VerifiedToken } from './types.ts';

/** Most tokens that are kept as verified. */
const mostVerified = 1_000;

/** How the client proved itself: 0 not at all, 1 by a secret, 2 by a certificate or another signed assertion. */
export type ClientProof = '0' | '1' | '2';

/**
 * The access tokens of Entra. Which claims there are depends on the token's version, and that on the resource: Graph and
 * the Bot Framework take version 1, the bot's own API version 2 (`requestedAccessTokenVersion`):
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference and
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#success-response-example. All live an hour;
 * Entra's live 60 to 90 minutes: https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime.
 *
 * @param hasRoleClaims whether tokens for the bot's own API say the person's roles.
 */
export async function createAccessTokens(
  tenant: Tenant,
  address: () => string,
  hasRoleClaims: () => boolean,
) {
  const key = await createSigningKey('sandbox-entra-1');
  const keySet = createLocalJWKSet({ keys: [key.publicJwk] });
  const firstIssuer = `https://sts.windows.net/${tenant.tenantId}/`;
  const issuer = () => `${address()}/${tenant.tenantId}/v2.0`;
  const servicePrincipalId = randomUUID();

  const sign = (claims: JWTPayload) =>
    key.sign({ tid: tenant.tenantId, uti: randomUUID(), ...lifetime(), ...claims });
  /** Tokens that were verified, for each audience: the stand-ins take no time for what they know already. */
  const verified = new Map<string, JWTPayload>();
  const verify = async (token: string, audience?: string[]): Promise<JWTPayload> => {
    const place = `${audience?.join(' ')} ${token}`;
    const known = verified.get(place);
    if (known?.exp !== undefined && known.exp > Date.now() / 1_000) return known;
    const { payload } = await jwtVerify(token, keySet, {
      issuer: [firstIssuer, issuer()],
      requiredClaims: ['exp', 'aud'],
      ...(audience ? { audience } : {}),
    });
    if (verified.size >= mostVerified) verified.clear();
    verified.set(place, payload);
    return payload;
  };

  return {
    issuer,
    publicJwk: key.publicJwk,
    verify,

    /** The bot's own token for a resource: it acts for nobody. */
    ofApp: (resource: string, proof: ClientProof) =>
      sign({
        aud: resource,
        iss: firstIssuer,
        ver: '1.0',
        appid: tenant.botId,
        appidacr: proof,
        idp: firstIssuer,
        idtyp: 'app',
        oid: servicePrincipalId,
        sub: servicePrincipalId,
      }),

    /** A token of a managed identity, whose claims are told in https://github.com/AzureAD/microsoft-identity-web/issues/2551. */
    ofManagedIdentity: ({ clientId, principalId }: ManagedIdentity, resource: string, seconds: number) =>
      sign({
        aud: resource,
        iss: issuer(),
        ver: '2.0',
        azp: clientId,
        azpacr: '2',
        idtyp: 'app',
        oid: principalId,
        sub: principalId,
        ...lifetime(seconds),
      }),

    /** A person's token for Graph, which the bot got on their behalf. */
    forGraph: (account: Account, resource: string, permissions: readonly string[], proof: ClientProof) =>
      sign({
        aud: resource,
        iss: firstIssuer,
        ver: '1.0',
        appid: tenant.botId,
        appidacr: proof,
        idtyp: 'user',
        oid: account.oid,
        sub: pairwise(account, resource),
        name: account.displayName,
        unique_name: account.userPrincipalName,
        upn: account.userPrincipalName,
        scp: permissions.join(' '),
        wids: account.roleTemplateIds,
      }),

    /**
     * A person's token for the bot's own API, which a client of Microsoft's got.
     * @param claims instead of, or besides, its own; undefined leaves a claim out
     */
    forBot: (account: Account, clientId: string, claims: JWTPayload = {}) =>
      sign({
        aud: tenant.botId,
        iss: issuer(),
        ver: '2.0',
        azp: clientId,
        azpacr: '0',
        oid: account.oid,
        sub: pairwise(account, tenant.botId),
        name: account.displayName,
        preferred_username: account.userPrincipalName,
        scp: 'access_as_user',
        // There where the app registration asks for it, by `groupMembershipClaims`.
        ...(hasRoleClaims() ? { wids: account.roleTemplateIds } : {}),
        ...claims,
      }),
  };
}

/** The subject is another one for each application. */
function pairwise(account: Account, resource: string): string {
  return createHash('sha256').update(`${account.oid} ${resource}`).digest('base64url');
}

/** What the services of the sandbox look at. An app's own `oid` is its service principal's, and no person's. */
export function readClaims(payload: JWTPayload): VerifiedToken {
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
  return {
    ...(typeof payload.oid === 'string' && scopes.length > 0 ? { oid: payload.oid } : {}),
    tid: String(payload.tid),
    appid: String(payload.appid ?? payload.azp),
    scopes,
    wids: Array.isArray(payload.wids) ? payload.wids.map(String) : [],
  };
}

/** Whether a text could be a token at all. */
export function isToken(text: string): boolean {
  try {
    return Boolean(decodeJwt(text));
  } catch {
    return false;
  }
}
