import type { VerifiedToken } from '../types.ts';
import { denied } from './errors.ts';

// Which delegated permissions open which call, least first: the permission tables of each call's page, and
// https://learn.microsoft.com/graph/permissions-reference.

/** The full profile of everybody. */
export const readUsers = [
  'User.Read.All',
  'User.ReadUpdate.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Directory.AccessAsUser.All',
] as const;

const writeUsers = [
  'User.ReadUpdate.All',
  'User.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Directory.AccessAsUser.All',
];

/** Which write the permissions in addition to `writeUsers`, or instead of them, open: https://learn.microsoft.com/graph/api/user-update. */
const ownPermissions: ReadonlyMap<string, { readonly anyOf: readonly string[]; readonly alone?: true }> =
  new Map([
    ['businessPhones', { anyOf: ['User-Phone.ReadWrite.All'] }],
    ['mobilePhone', { anyOf: ['User-Phone.ReadWrite.All'] }],
    ['otherMails', { anyOf: ['User-Mail.ReadWrite.All'] }],
    ['accountEnabled', { anyOf: ['User.EnableDisableAccount.All'] }],
    ['identities', { anyOf: ['User.ManageIdentities.All'] }],
    [
      'passwordProfile',
      { anyOf: ['User-PasswordProfile.ReadWrite.All', 'Directory.AccessAsUser.All'], alone: true },
    ],
    ['employeeLeaveDateTime', { anyOf: ['User-LifeCycleInfo.ReadWrite.All'], alone: true }],
    ['customSecurityAttributes', { anyOf: ['CustomSecAttributeAssignment.ReadWrite.All'], alone: true }],
  ]);

export function hasAny(token: VerifiedToken, permissions: readonly string[]): boolean {
  return permissions.some((permission) => token.scopes.includes(permission));
}

/** @throws GraphError 403 where the token has none of them. */
export function requireAny(token: VerifiedToken, permissions: readonly string[]): void {
  if (!hasAny(token, permissions)) throw denied();
}

/** @throws GraphError 403 where a permission to write one of the properties is missing. */
export function requirePropertyPermissions(
  token: VerifiedToken,
  properties: readonly string[],
  isOwnProfile: boolean,
): void {
  const general = isOwnProfile ? [...writeUsers, 'User.ReadWrite'] : writeUsers;
  if (properties.length === 0) requireAny(token, general);
  for (const property of properties) {
    const own = ownPermissions.get(property);
    requireAny(token, own?.alone ? own.anyOf : [...general, ...(own?.anyOf ?? [])]);
  }
}

/** https://learn.microsoft.com/graph/api/user-post-manager, user-delete-manager */
export const writeManager = ['User.ReadWrite.All', 'Directory.ReadWrite.All', 'Directory.AccessAsUser.All'];

/** https://learn.microsoft.com/graph/api/profilephoto-get */
export const readPhoto = [
  'ProfilePhoto.Read.All',
  'ProfilePhoto.ReadWrite.All',
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
];

/** https://learn.microsoft.com/graph/api/profilephoto-update */
export const writePhoto = ['ProfilePhoto.ReadWrite.All', 'User.ReadWrite.All'];

const readGroups = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All'];

/**
 * Memberships want a permission for the user and one for groups: https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
 * @throws GraphError 403
 */
export function requireMembershipPermissions(token: VerifiedToken): void {
  if (hasAny(token, ['Directory.Read.All', 'Directory.ReadWrite.All'])) return;
  requireAny(token, ['User.ReadBasic.All', ...readUsers]);
  requireAny(token, readGroups);
}

/** https://learn.microsoft.com/graph/api/directoryrole-get */
export const readRoles = [
  'RoleManagement.Read.Directory',
  'Directory.Read.All',
  'RoleManagement.ReadWrite.Directory',
  'Directory.ReadWrite.All',
];

/** https://learn.microsoft.com/graph/api/user-list-licensedetails */
export const readLicences = [
  'LicenseAssignment.Read.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

/** No other: https://learn.microsoft.com/graph/api/user-post-sponsors, user-delete-sponsors */
export const writeSponsors = ['User.ReadWrite.All'];

/** https://learn.microsoft.com/graph/api/subscribedsku-list */
export const readSubscriptions = [
  'LicenseAssignment.Read.All',
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

/** All of it: https://learn.microsoft.com/graph/api/organization-get */
export const readOrganization = [
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

/** Both: https://learn.microsoft.com/graph/api/directoryaudit-list */
export const readAuditLog = ['AuditLog.Read.All', 'Directory.Read.All'];

/** https://learn.microsoft.com/graph/api/domain-list */
export const readDomains = [
  'Domain.Read.All',
  'Domain.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
