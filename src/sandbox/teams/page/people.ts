import type { Person } from './sandboxApi.ts';

/** Role template ids: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference. */
const roles: readonly (readonly [id: string, name: string])[] = [
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', 'User Administrator'],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator'],
  ['c4e39bd9-1100-46d3-8c65-fb160da0071f', 'Authentication Administrator'],
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator'],
];

/** The role that is shown under a name. */
export function roleOf(person: Person): string {
  const role = roles.find(([id]) => person.roleTemplateIds.includes(id));
  if (role) return role[1];
  return person.roleTemplateIds.length > 0 ? 'Another role' : 'No role';
}

/** Those whom one is likely to want to be: somebody with each role, and an employee. */
export function chooseLikely(people: readonly Person[]): readonly Person[] {
  const able = people.filter(canSignIn);
  const withRoles = roles.map(([, name]) => able.find((person) => roleOf(person) === name));
  const employee = able.find((person) => person.roleTemplateIds.length === 0 && !isGuest(person));
  return [...withRoles, employee].filter((person) => person !== undefined);
}

export function canSignIn(person: Person): boolean {
  return person.accountEnabled !== false;
}

/** A guest's UPN holds this: https://learn.microsoft.com/entra/external-id/user-properties#user-principal-name. */
function isGuest(person: Person): boolean {
  return person.userPrincipalName.includes('#EXT#');
}
