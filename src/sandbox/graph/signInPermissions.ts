import type { VerifiedToken } from '../types.ts';
import { GraphError } from './errors.ts';
import { hasAny } from './permissions.ts';

/** What the finer permissions tell apart. */
export type MethodKind = 'Phone' | 'Email';

/** How sign-in methods say 403: msgraph-sdk-go issue 441, msgraph-sdk-powershell issue 2602. */
export const accessDenied = (): GraphError =>
  new GraphError(403, 'accessDenied', 'Request Authorization failed');

/**
 * https://learn.microsoft.com/graph/api/authentication-list-phonemethods, permissions.
 * @param kind all kinds at once if left out.
 * @throws GraphError 403
 */
export function requireReadMethods(token: VerifiedToken, isOwn: boolean, kind?: MethodKind): void {
  const words = ['.Read', '.ReadWrite'];
  const names = ['UserAuthenticationMethod', ...(kind === undefined ? [] : [`UserAuthMethod-${kind}`])];
  const ends = words.flatMap((word) => [`${word}.All`, ...(isOwn ? [word] : [])]);
  if (!hasAny(token, combine(names, ends))) throw accessDenied();
}

/** https://learn.microsoft.com/graph/api/authentication-post-phonemethods, permissions. @throws GraphError 403 */
export function requireWriteMethods(token: VerifiedToken, kind: MethodKind): void {
  const names = ['UserAuthenticationMethod', `UserAuthMethod-${kind}`];
  if (!hasAny(token, combine(names, ['.ReadWrite.All']))) throw accessDenied();
}

function combine(names: readonly string[], ends: readonly string[]): string[] {
  return names.flatMap((name) => ends.map((end) => name + end));
}
