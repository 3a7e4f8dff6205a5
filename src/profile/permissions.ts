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

/** What the bot asks for: by which step, for what, and what goes without it. For whoever has to consent to it. */
export const usedFor = [
  {
    permission: readPermission,
    step: 'Looking up',
    use: 'to find people and show their profile',
    without: 'Nothing works: a card says that consent is missing, with the link for an administrator.',
  },
  {
    permission: writePermission,
    step: 'Save',
    use: 'to write a profile, a manager, sponsors, a photo',
    without: 'Looking up works; a save is refused and says that consent is missing.',
  },
  {
    permission: signInPermission,
    step: 'Opening “Sign-in methods”, and Save in it',
    use: 'to see and change how people sign in',
    without: 'That section says that consent is missing; all others work.',
  },
  {
    permission: organizationPermission,
    step: 'Opening a profile; looking up a phone number',
    use: 'to offer the verified domains, and to know the country of a number without its code',
    without:
      'No domains are offered to choose from; a number without its code is looked for as it was typed.',
  },
  {
    permission: rolesPermission,
    step: 'Opening a profile',
    use: 'to tell before Save what an administrator’s roles keep from being changed',
    without: 'Such a field looks open; Microsoft Entra refuses it at Save, and that is told.',
  },
  {
    permission: membershipPermission,
    step: 'Opening a profile, where `PROTECTED_GROUP_ID` is set',
    use: 'to know who is protected',
    without: 'Everybody counts as protected, so nobody can be edited. Not needed where no group is set.',
  },
  ...auditLogPermissions.map((permission) => ({
    permission,
    step: '`history`',
    use: 'to show what Entra’s audit log says (it takes both)',
    without: 'A history lists the changes made through Profile Desk alone, and says why.',
  })),
] as const;
