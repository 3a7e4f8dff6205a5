import type { DirectoryState, DirectoryUser } from './directory.ts';
import { type RoleName, roleNameOf } from './roles.ts';
import { sampleGroups } from './sampleCompany.ts';

// Who may act on whom is the matrices of https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions.

const readers: readonly RoleName[] = [
  'directoryReaders',
  'guestInviter',
  'messageCenterReader',
  'passwordAdministrator',
  'reportsReader',
  'usageSummaryReportsReader',
];

type Targets = ReadonlySet<RoleName> | 'all';
type Matrix = ReadonlyMap<RoleName, Targets>;

const authenticationTargets = new Set<RoleName>([...readers, 'authenticationAdministrator']);

/** The holder of a role, and of whom. Everybody of them also of who has no role. */
const matrices = {
  /** Who can perform sensitive actions. */
  sensitive: new Map<RoleName, Targets>([
    ['authenticationAdministrator', authenticationTargets],
    [
      'userAdministrator',
      new Set<RoleName>([...readers, 'helpdeskAdministrator', 'groupsAdministrator', 'userAdministrator']),
    ],
    ['privilegedAuthenticationAdministrator', 'all'],
    ['globalAdministrator', 'all'],
  ]),
  /** Who can reset passwords, where that is more than the above. */
  passwordReset: new Map<RoleName, Targets>([
    [
      'passwordAdministrator',
      new Set<RoleName>(['directoryReaders', 'guestInviter', 'passwordAdministrator']),
    ],
    ['helpdeskAdministrator', new Set<RoleName>([...readers, 'helpdeskAdministrator'])],
  ]),
  /** Who can manage sign-in methods: https://learn.microsoft.com/graph/api/authentication-post-phonemethods. */
  signInMethods: new Map<RoleName, Targets>([
    ['authenticationAdministrator', authenticationTargets],
    ['privilegedAuthenticationAdministrator', 'all'],
    ['globalAdministrator', 'all'],
  ]),
  /** Who sees them whole: https://learn.microsoft.com/graph/api/authentication-list-phonemethods. */
  wholeSignInMethods: new Map<RoleName, Targets>([
    ['globalReader', 'all'],
    ['privilegedAuthenticationAdministrator', 'all'],
    ['globalAdministrator', 'all'],
  ]),
} as const satisfies Readonly<Record<string, Matrix>>;

/** Whether one of the caller's roles reaches the target, by the matrix of that action. */
export function reaches(
  action: keyof typeof matrices,
  directory: DirectoryState,
  callerId: string,
  target: DirectoryUser,
): boolean {
  const matrix: Matrix = matrices[action];
  return effectiveRoles(directory, callerId, target).some((role) => {
    const targets = matrix.get(role);
    if (targets === undefined) return false;
    // "Scoped to an administrative unit": then they reach nobody who has a role. The page above.
    if (target.isManagementRestricted === true) return isOrdinary(directory, target.id);
    return targets === 'all' || covers(targets, directory, target.id);
  });
}

/**
 * The caller's roles that count for this target: only a role that is scoped to the restricted unit reaches its members.
 * The comment of isManagementRestricted in https://learn.microsoft.com/graph/api/resources/user.
 */
export function effectiveRoles(
  directory: DirectoryState,
  callerId: string,
  target: DirectoryUser,
): RoleName[] {
  const ids =
    target.isManagementRestricted === true ? directory.scopedRolesOf(callerId) : directory.rolesOf(callerId);
  return ids.flatMap((id) => roleNameOf(id) ?? []);
}

function isOrdinary(directory: DirectoryState, targetId: string): boolean {
  return covers(new Set(), directory, targetId);
}

/** Roles that the sandbox does not know reach nobody, and are reached by those only who reach all. */
function covers(targets: ReadonlySet<RoleName>, directory: DirectoryState, targetId: string): boolean {
  // "No admin role, but member or owner of a role-assignable group", and roles scoped to a restricted unit.
  const groups = directory.groupsOf(targetId, 'transitive');
  if (sampleGroups.some(({ id, isAssignableToRole }) => isAssignableToRole && groups.includes(id)))
    return false;
  if (directory.scopedRolesOf(targetId).length > 0) return false;
  return directory.rolesOf(targetId).every((id) => {
    const role = roleNameOf(id);
    return role !== undefined && targets.has(role);
  });
}
