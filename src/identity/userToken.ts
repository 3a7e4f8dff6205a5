import { decodeJwt } from 'jose';
import type { Caller } from './caller.ts';

/** A token of the caller for the bot's own API, from Bot Framework's Token Service. */
export interface UserToken {
  readonly value: string;
  /** Role template ids from the `wids` claim, where the tenant puts them into tokens. A hint only. */
  readonly roleTemplateIds: readonly string[];
}

/** The token belongs to another account than the one that speaks, or is not for this bot. */
export class WrongAccountError extends Error {
  constructor() {
    super('The signed-in account is not the account that speaks');
    this.name = 'WrongAccountError';
  }
}

/**
 * Takes a user token for the caller's own.
 *
 * It is decoded, not verified: it came from the Token Service over TLS, and Entra verifies it when it is exchanged.
 * The audience of a version 2 token is the application id, of a version 1 token the identifier URI:
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
 * @throws WrongAccountError
 */
export function userTokenOf(value: string, caller: Caller, botId: string): UserToken {
  const claims = decode(value);
  const sameText = (claim: unknown, expected: string): boolean =>
    typeof claim === 'string' && claim.toLowerCase() === expected;
  const forThisBot = sameText(claims?.aud, botId) || sameText(claims?.aud, `api://botid-${botId}`);
  if (!claims || !forThisBot || !sameText(claims.oid, caller.oid) || !sameText(claims.tid, caller.tenantId))
    throw new WrongAccountError();
  const wids = claims.wids;
  return { value, roleTemplateIds: Array.isArray(wids) ? wids.filter((id) => typeof id === 'string') : [] };
}

function decode(value: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(value);
  } catch {
    return undefined;
  }
}
