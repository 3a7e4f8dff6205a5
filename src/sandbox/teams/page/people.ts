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
  if (person.isForeign) return 'Another organisation';
  const role = roles.find(([id]) => person.roleTemplateIds.includes(id));
  if (role) return role[1];
  return person.roleTemplateIds.length > 0 ? 'Another role' : 'No role';
}

/** Those whom one is likely to want to be, in the order of their roles; an employee without any comes last. */
export function chooseLikely(people: readonly Person[]): readonly Person[] {
  const rankOf = (person: Person) => {
    const rank = roles.findIndex(([id]) => person.roleTemplateIds.includes(id));
    return rank < 0 ? roles.length : rank;
  };
  const suggested = people.filter((person) => person.isSuggested && canSignIn(person));
  return suggested.toSorted((a, b) => rankOf(a) - rankOf(b));
}

export function canSignIn(person: Person): boolean {
  return person.accountEnabled !== false;
}
