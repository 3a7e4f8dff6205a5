import { sampleGroups } from '../people.ts';
import type { DirectoryState, DirectoryUser } from './directory.ts';
import { type RoleName, roleNameOf } from './roles.ts';
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

const readers: readonly RoleName[] = [
  'directoryReaders',
  'guestInviter',
  'messageCenterReader',
  'passwordAdministrator',
  'reportsReader',
  'usageSummaryReportsReader',
];

type Targets = ReadonlySet<RoleName> | 'all';

/** Who can update sensitive attributes: the holder of a role, of whom. Everybody of them also of who has no role. */
const sensitiveTargets: ReadonlyMap<RoleName, Targets> = new Map<RoleName, Targets>([
  ['authenticationAdministrator', new Set<RoleName>([...readers, 'authenticationAdministrator'])],
  [
    'userAdministrator',
    new Set<RoleName>([...readers, 'helpdeskAdministrator', 'groupsAdministrator', 'userAdministrator']),
  ],
  ['privilegedAuthenticationAdministrator', 'all'],
  ['globalAdministrator', 'all'],
]);

/** Who can reset passwords, where that is more than the above. */
const resetTargets: ReadonlyMap<RoleName, Targets> = new Map<RoleName, Targets>([
  ['passwordAdministrator', new Set<RoleName>(['directoryReaders', 'guestInviter', 'passwordAdministrator'])],
  ['helpdeskAdministrator', new Set<RoleName>([...readers, 'helpdeskAdministrator'])],
]);

// The roles whose actions hold users/basic/update or all of a user's properties:
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
const writersOfAll: readonly RoleName[] = ['globalAdministrator', 'userAdministrator'];

/** https://learn.microsoft.com/graph/api/profilephoto-update */
const writersOfPhotos: readonly RoleName[] = [...writersOfAll, 'peopleAdministrator'];

// What people may do with their own account: https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
const ownProperties = new Set(['mobilePhone']);

/** Whether the caller's roles let them change this property of the target. */
export function mayUpdate(
  directory: DirectoryState,
  callerId: string,
  target: DirectoryUser,
  property: string,
): boolean {
  const callerRoles = rolesOf(directory, callerId);
  if (callerId.toLowerCase() === target.id.toLowerCase()) {
    if (ownProperties.has(property) || userProperties.get(property)?.inSharePoint) return true;
  }
  // Only a role that is scoped to the restricted unit reaches its members, and the sandbox has none: the comment of
  // isManagementRestricted in https://learn.microsoft.com/graph/api/resources/user.
  if (target.isManagementRestricted === true) return false;
  // "To write this property in delegated scenarios, the admin needs the Global Administrator role": the same page.
  if (property === 'employeeLeaveDateTime') return callerRoles.includes('globalAdministrator');
  if (!sensitive.has(property)) return callerRoles.some((role) => writersOfAll.includes(role));
  const reaches = (targets: ReadonlyMap<RoleName, Targets>): boolean =>
    callerRoles.some((role) => covers(targets.get(role), directory, target.id));
  return reaches(sensitiveTargets) || (withPasswordReset.has(property) && reaches(resetTargets));
}

export function mayUpdateManager(
  directory: DirectoryState,
  callerId: string,
  target: DirectoryUser,
): boolean {
  return mayUpdate(directory, callerId, target, 'manager');
}

export function mayUpdatePhoto(directory: DirectoryState, callerId: string, target: DirectoryUser): boolean {
  if (callerId.toLowerCase() === target.id.toLowerCase()) return true;
  if (target.isManagementRestricted === true) return false;
  return rolesOf(directory, callerId).some((role) => writersOfPhotos.includes(role));
}

/** Roles that the sandbox does not know reach nobody, and are reached by those only who reach all. */
function covers(targets: Targets | undefined, directory: DirectoryState, targetId: string): boolean {
  if (targets === undefined || targets === 'all') return targets === 'all';
  // "No admin role, but member or owner of a role-assignable group": the matrices of the page above.
  const groups = directory.groupsOf(targetId, 'transitive');
  if (sampleGroups.some(({ id, isAssignableToRole }) => isAssignableToRole && groups.includes(id)))
    return false;
  return directory.rolesOf(targetId).every((id) => {
    const role = roleNameOf(id);
    return role !== undefined && targets.has(role);
  });
}

function rolesOf(directory: DirectoryState, oid: string): RoleName[] {
  return directory.rolesOf(oid).flatMap((id) => roleNameOf(id) ?? []);
}
