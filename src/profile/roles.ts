import { type FieldName, field, type Store, storeOf } from './fields.ts';

// Who may do what to whom, for hints on the card. Template ids:
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference; the matrices:
// https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions.

const templateIds = {
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  groupsAdministrator: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  guestInviter: '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  messageCenterReader: '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  passwordAdministrator: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  peopleAdministrator: '024906de-61e5-49c8-8572-40335f1e0e10',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  usageSummaryReportsReader: '75934031-6c7e-415a-99d7-48dbd49e875e',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;
type RoleName = keyof typeof templateIds;

const readers: readonly RoleName[] = [
  'directoryReaders',
  'guestInviter',
  'messageCenterReader',
  'reportsReader',
  'usageSummaryReportsReader',
];
const highest: readonly RoleName[] = ['globalAdministrator', 'privilegedAuthenticationAdministrator'];

type Reach = Partial<Record<RoleName, readonly RoleName[] | 'all'>>;

const authenticationReach = [...readers, 'passwordAdministrator', 'authenticationAdministrator'] as const;
/** Whose sensitive properties the holder of a role may change: of who has no role, and of these. */
const sensitiveReach: Reach = {
  authenticationAdministrator: authenticationReach,
  userAdministrator: [
    ...readers,
    'passwordAdministrator',
    'helpdeskAdministrator',
    'groupsAdministrator',
    'userAdministrator',
  ],
  // Whoever may reset a password may change phones and other addresses too.
  helpdeskAdministrator: [...readers, 'passwordAdministrator', 'helpdeskAdministrator'],
  passwordAdministrator: ['directoryReaders', 'guestInviter', 'passwordAdministrator'],
  globalAdministrator: 'all',
  privilegedAuthenticationAdministrator: 'all',
};
/** https://learn.microsoft.com/graph/api/authentication-post-phonemethods */
const signInReach: Reach = {
  authenticationAdministrator: authenticationReach,
  globalAdministrator: 'all',
  privilegedAuthenticationAdministrator: 'all',
};

/** The roles that are known here to change something, with what they may change. */
export function rolesThatChange(names: readonly FieldName[]): ReadonlyMap<string, readonly FieldName[]> {
  const roles = Object.keys(templateIds) as RoleName[];
  const covered = roles.map((role) => [role, names.filter((name) => coveredBy(role, name))] as const);
  return new Map(covered.filter(([, fields]) => fields.length > 0));
}

/** The mark that Entra puts into every member's token; it is no role. */
const everyMember = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** The roles by their names; undefined for one that is not known here. */
function namesOf(ids: readonly string[]): readonly (RoleName | undefined)[] {
  const entries = Object.entries(templateIds) as [RoleName, string][];
  return ids
    .map((id) => id.toLowerCase())
    .filter((id) => id !== everyMember)
    .map((id) => entries.find(([, known]) => known === id)?.[0]);
}

/** Those of the roles whose reach is known here. */
export function knownRoles(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => namesOf([id]).some((name) => name !== undefined));
}

/** Whether any of the roles is more than a reader's. One that is not known here counts. */
export function holdsAdminRole(ids: readonly string[]): boolean {
  return namesOf(ids).some((name) => name === undefined || !readers.includes(name));
}

/** Whether one of the roles may choose where requests for approval appear. */
export function holdsApproverRole(ids: readonly string[]): boolean {
  return namesOf(ids).some((name) => name === 'userAdministrator' || name === 'globalAdministrator');
}

/** Whether one of the roles covers the field at all. One that is not known here may. */
export function covers(own: readonly string[], name: FieldName): boolean {
  return namesOf(own).some((role) => role === undefined || coveredBy(role, name));
}

function coveredBy(role: RoleName, name: FieldName): boolean {
  const store = storeOf(name);
  if (store === 'phoneMethods' || store === 'emailMethods') return role in signInReach;
  if (role === 'globalAdministrator') return true;
  if (role === 'userAdministrator') return true;
  if (role === 'peopleAdministrator') return store === 'photo';
  if (!field(name).guarded || !(role in sensitiveReach)) return false;
  const byPasswordReset = ['businessPhones', 'mobilePhone', 'otherMails'].includes(name);
  return byPasswordReset || role === 'authenticationAdministrator' || highest.includes(role);
}

/** Whether the person's roles are beyond the reach of one's own, for what is sensitive. */
export function outranks(theirs: readonly string[], own: readonly string[], store: Store): boolean {
  const reach = store === 'phoneMethods' || store === 'emailMethods' ? signInReach : sensitiveReach;
  const held = namesOf(theirs);
  return !namesOf(own).some((role) => {
    const targets = role && reach[role];
    if (targets === undefined) return role === undefined;
    return targets === 'all' || held.every((one) => one !== undefined && targets.includes(one));
  });
}
