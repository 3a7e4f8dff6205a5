import { type FieldName, field, storeOf } from './fields.ts';

// What the bot asks for, on behalf of whoever uses it, and for what:
// https://learn.microsoft.com/graph/permissions-reference. Nothing is asked for before the step that needs it.

/** To look anybody up. */
export const readPermission = 'User.Read.All';
/** To read and change how people sign in. */
export const signInPermission = 'UserAuthenticationMethod.ReadWrite.All';
/** To know who is protected (`PROTECTED_GROUP_ID`). */
export const membershipPermission = 'GroupMember.Read.All';
/** To offer the verified domains, and to know the country of a phone number without its code. */
export const organizationPermission = 'Organization.Read.All';
/** To tell beforehand whose roles put some of their fields beyond one's own: the least that reads directory roles. */
export const rolesPermission = 'RoleManagement.Read.Directory';
/** To read Entra's audit log, both: https://learn.microsoft.com/graph/api/directoryaudit-list. */
export const auditLogPermissions = ['AuditLog.Read.All', 'Directory.Read.All'] as const;
/** Graph's usual permission to write a user; `GRAPH_WRITE_PERMISSIONS` may name finer ones. */
export const writePermission = 'User.ReadWrite.All';

/** What it takes to write a field; undefined where nobody can. */
export function permissionOf(name: FieldName): string | undefined {
  if (field(name).readOnly) return undefined;
  return isSignInMethod(name) ? signInPermission : writePermission;
}

/** Whether a field is a way to sign in, which is apart from the profile. */
export function isSignInMethod(name: FieldName): boolean {
  return storeOf(name) === 'phoneMethods' || storeOf(name) === 'emailMethods';
}

/** What each permission is for, for whoever has to consent to it. */
export const usedFor = [
  { permission: readPermission, use: 'to look people up' },
  { permission: writePermission, use: 'to save a profile, a manager, sponsors, a photo' },
  { permission: signInPermission, use: 'to see and change how people sign in; optional' },
  {
    permission: organizationPermission,
    use: 'to offer the verified domains, and to read phone numbers; optional',
  },
  {
    permission: rolesPermission,
    use: 'to tell before Save what an administrator’s roles keep from being changed; optional',
  },
  { permission: membershipPermission, use: 'to know who is protected by `PROTECTED_GROUP_ID`; optional' },
  ...auditLogPermissions.map((permission) => ({
    permission,
    use: 'to show what Entra’s audit log says in a history; optional, the two together',
  })),
] as const;
