import type { VerifiedToken } from '../types.ts';
import type { DirectoryState } from './directoryState.ts';
import { denied } from './errors.ts';
import { roles } from './people.ts';

// https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions
const sensitive = new Set([
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
]);
// The Helpdesk Administrator resets passwords, which covers where they are sent.
const resetPassword = new Set(['businessPhones', 'mobilePhone', 'otherMails']);
const outranksUserAdministrator = new Set<string>([
  roles.globalAdministrator,
  roles.authenticationAdministrator,
]);

/** Refuses a token without one of these delegated permissions: https://learn.microsoft.com/graph/permissions-reference. */
export function requirePermission(token: VerifiedToken, ...permissions: readonly string[]): void {
  if (!token.oid || !permissions.some((permission) => token.scopes.includes(permission))) throw denied();
}

/** Refuses a change that the caller's role does not cover, or that the target's role keeps from them. */
export function requireRightToUpdate(
  directory: DirectoryState,
  callerId: string,
  targetId: string,
  properties: readonly string[],
): void {
  const callerRoles = directory.rolesOf(callerId);
  const targetRoles = directory.rolesOf(targetId);
  const isSensitive = properties.some((property) => sensitive.has(property));
  if (callerRoles.includes(roles.globalAdministrator)) return;
  if (callerRoles.includes(roles.userAdministrator)) {
    if (isSensitive && targetRoles.some((role) => outranksUserAdministrator.has(role))) throw denied();
    return;
  }
  const mayReset =
    callerRoles.includes(roles.helpdeskAdministrator) ||
    callerRoles.includes(roles.authenticationAdministrator);
  const isOrdinary = targetRoles.every(
    (role) => role === roles.helpdeskAdministrator && callerRoles.includes(role),
  );
  if (mayReset && isOrdinary && properties.every((property) => resetPassword.has(property))) return;
  throw denied();
}
