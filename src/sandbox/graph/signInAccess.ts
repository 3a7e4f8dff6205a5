import type { GraphAnswer, GraphCall } from './call.ts';
import type { DirectoryUser, PersonRecord } from './directory.ts';
import { notFound } from './errors.ts';
import { findReadable } from './readUser.ts';
import { reaches } from './sensitiveActions.ts';
import type { SignInMethods } from './signInMethods.ts';
import {
  accessDenied,
  type MethodKind,
  requireReadMethods,
  requireWriteMethods,
} from './signInPermissions.ts';

// Who may see and who may write somebody's sign-in methods:
// https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview.

/**
 * What the caller may see of them.
 * @param kind all kinds at once if left out.
 * @throws GraphError
 */
export function findReadableMethods(call: GraphCall, key: string, kind?: MethodKind): SignInMethods {
  const { user, signInMethods } = findReadable(call, key);
  const isOwn = isSelf(call, user);
  requireReadMethods(call.token, isOwn, kind);
  if (isOwn) return signInMethods;
  // "Global Reader, Authentication Administrator, Privileged Authentication Administrator", the second of some only:
  // https://learn.microsoft.com/graph/api/authentication-list-phonemethods
  if (reaches('wholeSignInMethods', call.directory, call.callerId, user)) return signInMethods;
  if (!reaches('signInMethods', call.directory, call.callerId, user)) throw accessDenied();
  // "The authentication administrator only sees masked phone numbers": the same page.
  return call.settings.masksSignInPhones ? masked(signInMethods) : signInMethods;
}

/** @throws GraphError */
export function findWritableMethods(call: GraphCall, key: string, kind: MethodKind): PersonRecord {
  requireWriteMethods(call.token, kind);
  const record = call.directory.view(0).find(key);
  if (!record) throw notFound(key);
  // "Self-service operations aren't supported": https://learn.microsoft.com/graph/api/phoneauthenticationmethod-update
  if (isSelf(call, record.user)) throw accessDenied();
  if (!reaches('signInMethods', call.directory, call.callerId, record.user)) throw accessDenied();
  return record;
}

/** In the form of Entra's sign-in logs, `+XX XXXXXXX11`: Microsoft-Extractor-Suite issue 148. */
function masked(methods: SignInMethods): SignInMethods {
  const phones = Object.entries(methods.phones ?? {}).map(([type, number]) => {
    let left = number.match(/\d/gu)?.length ?? 0;
    return [type, number.replaceAll(/\d/gu, (digit) => (left-- > 2 ? 'X' : digit))];
  });
  return { ...methods, phones: Object.fromEntries(phones) };
}

export const created = (body: object): GraphAnswer => ({ status: 201, headers: {}, body });

export function contextOf({ root }: GraphCall, key: string, collection: string): string {
  return `${root}/$metadata#users('${encodeURIComponent(key)}')/authentication/${collection}`;
}

function isSelf({ callerId }: GraphCall, user: DirectoryUser): boolean {
  return callerId.toLowerCase() === user.id.toLowerCase();
}
