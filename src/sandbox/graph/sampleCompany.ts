import { createHash } from 'node:crypto';

/** The company's domains; the first is the default one. */
export const domains = ['northwind-harbor.example', 'oldport.example'] as const;
/** Registered, but not proved to be the company's yet: no sign-in name can have it. */
export const unverifiedDomain = 'harbor-next.example';

/** An object id: the same in every run. */
export function objectId(alias: string): string {
  const hex = createHash('sha256').update(`northwind harbor/${alias}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The group whose members nobody may edit through the bot (its `PROTECTED_GROUP_ID`). */
export const protectedGroupId = objectId('group board');
const roleGroupId = objectId('group role-assignable');
const nestedGroupId = objectId('group board office');

/** Groups, with the groups that they are in themselves. */
export const sampleGroups = [
  {
    id: protectedGroupId,
    displayName: 'Board and protected accounts',
    isAssignableToRole: false,
    memberOf: [],
  },
  { id: nestedGroupId, displayName: 'Board office', isAssignableToRole: false, memberOf: [protectedGroupId] },
  { id: roleGroupId, displayName: 'Tier 1 operators', isAssignableToRole: true, memberOf: [] },
] as const;

export const groupIdOf = { protected: protectedGroupId, nested: nestedGroupId, roleAssignable: roleGroupId };
