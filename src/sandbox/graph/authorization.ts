import type { GraphCall } from './call.ts';
import type { DirectoryState, DirectoryUser } from './directory.ts';
import { hasAny } from './permissions.ts';
import { mayWriteByArea } from './roleActions.ts';
import { isPrivileged, type RoleName } from './roles.ts';
import { effectiveRoles, reaches } from './sensitiveActions.ts';
import { userProperties } from './userProperties.ts';

// https://learn.microsoft.com/graph/api/resources/users#sensitive-actions
const sensitive = new Set([
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
]);

// "The ability to reset a password includes the ability to update" these: the page above, Who can reset passwords.
const withPasswordReset = new Set(['businessPhones', 'mobilePhone', 'otherMails', 'passwordProfile']);

// The roles whose actions hold users/basic/update or all of a user's properties:
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
const writersOfAll: readonly RoleName[] = ['globalAdministrator', 'userAdministrator', 'directoryWriters'];

/** https://learn.microsoft.com/graph/api/profilephoto-update */
const writersOfPhotos: readonly RoleName[] = [
  'globalAdministrator',
  'userAdministrator',
  'peopleAdministrator',
];

// What people may do with their own account: https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
const ownProperties = new Set(['mobilePhone']);

/** Whether the caller's roles let them change this property of the target; `manager` and `sponsors` as well. */
export function mayUpdate(
  directory: DirectoryState,
  callerId: string,
  target: DirectoryUser,
  property: string,
): boolean {
  if (isSelf(callerId, target)) {
    if (ownProperties.has(property) || userProperties.get(property)?.inSharePoint) return true;
  }
  const callerRoles = effectiveRoles(directory, callerId, target);
  // "To write this property in delegated scenarios, the admin needs the Global Administrator role":
  // https://learn.microsoft.com/graph/api/resources/user
  if (property === 'employeeLeaveDateTime') return callerRoles.includes('globalAdministrator');
  if (sensitive.has(property))
    return (
      reaches('sensitive', directory, callerId, target) ||
      (withPasswordReset.has(property) && reaches('passwordReset', directory, callerId, target))
    );
  return callerRoles.some((role) => writersOfAll.includes(role) || mayWriteByArea(role, property));
}

/**
 * Whether the app's permissions reach: "to update sensitive user properties … for users with privileged administrator roles,
 * in delegated scenarios, the app must be assigned the Directory.AccessAsUser.All delegated permission":
 * https://learn.microsoft.com/powershell/module/azuread/migrate/set-azureaduser, of PATCH /users/{id}.
 */
export function mayActOn(
  { directory, token, callerId }: GraphCall,
  target: DirectoryUser,
  property: string,
): boolean {
  if (!sensitive.has(property) || isSelf(callerId, target)) return true;
  if (hasAny(token, ['Directory.AccessAsUser.All'])) return true;
  const roles = [...directory.rolesOf(target.id), ...directory.scopedRolesOf(target.id)];
  return !roles.some(isPrivileged);
}

export function mayUpdatePhoto(directory: DirectoryState, callerId: string, target: DirectoryUser): boolean {
  if (isSelf(callerId, target)) return true;
  return effectiveRoles(directory, callerId, target).some((role) => writersOfPhotos.includes(role));
}

function isSelf(callerId: string, target: DirectoryUser): boolean {
  return callerId.toLowerCase() === target.id.toLowerCase();
}
