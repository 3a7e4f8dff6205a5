/** Template ids of built-in roles: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference. */
const builtInRoles = {
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  directoryWriters: '9360feb5-f418-4baa-8175-e2a00bac4301',
  exchangeAdministrator: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  groupsAdministrator: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  guestInviter: '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  licenseAdministrator: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  messageCenterReader: '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  passwordAdministrator: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  peopleAdministrator: '024906de-61e5-49c8-8572-40335f1e0e10',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  usageSummaryReportsReader: '75934031-6c7e-415a-99d7-48dbd49e875e',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;

/** Roles that a tenant makes itself: https://learn.microsoft.com/entra/identity/role-based-access-control/custom-create. */
const customRoles = {
  contactDataEditor: '7d0d3c1e-90f4-4d27-9a0e-5c7b1f1d2a02',
  jobDataEditor: '7d0d3c1e-90f4-4d27-9a0e-5c7b1f1d2a01',
} as const;

export const roles = { ...builtInRoles, ...customRoles } as const;
export type RoleName = keyof typeof roles;

// Those marked PRIVILEGED: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
const privileged: readonly RoleName[] = [
  'authenticationAdministrator',
  'directoryWriters',
  'globalAdministrator',
  'globalReader',
  'helpdeskAdministrator',
  'passwordAdministrator',
  'privilegedAuthenticationAdministrator',
  'privilegedRoleAdministrator',
  'userAdministrator',
];

export function isPrivileged(templateId: string): boolean {
  return privileged.some((name) => roles[name] === templateId);
}

/** The name of a role by its template id, or nothing for a role that the sandbox does not know. */
export function roleNameOf(templateId: string): RoleName | undefined {
  return (Object.keys(roles) as RoleName[]).find((name) => roles[name] === templateId);
}

/** The `wids` claim names built-in roles alone: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference. */
export function isInTokens(templateId: string): boolean {
  return !(Object.values(customRoles) as string[]).includes(templateId);
}
