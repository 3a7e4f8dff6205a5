import type { VerifiedToken, VerifyToken } from '../types.ts';
import { denied, GraphError } from './errors.ts';

/** Who calls, or why that can't be told. */
export type Caller = VerifiedToken | GraphError;

/** Reads the bearer of a request, for an audience such as `https://localhost:1`. */
export async function authenticate(
  headers: Headers,
  verifyToken: VerifyToken,
  audience: string,
): Promise<Caller> {
  const token = /^Bearer (.+)$/iu.exec(headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return unauthenticated('Access token is empty.');
  return verifyToken(token, audience).catch((error: unknown) =>
    unauthenticated(`Access token validation failure. ${error instanceof Error ? error.message : ''}`.trim()),
  );
}

/** @throws GraphError 401 without a good token, 403 for an app that acts for nobody: it has no application permission */
export function authorized(caller: Caller): VerifiedToken & { readonly oid: string } {
  if (caller instanceof GraphError) throw caller;
  const { oid } = caller;
  if (oid === undefined) throw denied();
  return { ...caller, oid };
}

function unauthenticated(message: string): GraphError {
  const challenge =
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"';
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    headers: { 'WWW-Authenticate': challenge },
  });
}
