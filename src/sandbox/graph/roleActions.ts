import type { RoleName } from './roles.ts';

// What a role that has not the right to all of a user's properties may write: the actions
// `microsoft.directory/users/<area>/update` of
// https://learn.microsoft.com/entra/identity/role-based-access-control/custom-user-permissions.

type UserArea =
  | 'basic'
  | 'contactInfo'
  | 'extensionProperties'
  | 'identities'
  | 'jobInfo'
  | 'manager'
  | 'parentalControls'
  | 'passwordPolicies'
  | 'sponsors'
  | 'usageLocation';

const propertiesOf: ReadonlyMap<UserArea, readonly string[]> = new Map([
  ['basic', ['displayName', 'givenName', 'surname', 'userType', 'preferredLanguage']],
  [
    'contactInfo',
    'streetAddress city state postalCode country officeLocation faxNumber mail mailNickname'.split(' '),
  ],
  ['extensionProperties', ['onPremisesExtensionAttributes']],
  ['identities', ['identities']],
  [
    'jobInfo',
    'jobTitle department companyName employeeId employeeType employeeHireDate employeeOrgData'.split(' '),
  ],
  ['manager', ['manager']],
  ['parentalControls', ['ageGroup', 'consentProvidedForMinor']],
  ['passwordPolicies', ['passwordPolicies']],
  ['sponsors', ['sponsors']],
  ['usageLocation', ['usageLocation']],
]);

/**
 * The roles with some areas; of built-in ones:
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
 */
const areasOfRole: ReadonlyMap<RoleName, readonly UserArea[]> = new Map<RoleName, readonly UserArea[]>([
  ['contactDataEditor', ['contactInfo']],
  ['jobDataEditor', ['jobInfo', 'manager']],
  ['licenseAdministrator', ['usageLocation']],
]);

/** Whether an area of the role has the property. */
export function mayWriteByArea(role: RoleName, property: string): boolean {
  return (areasOfRole.get(role) ?? []).some((area) => propertiesOf.get(area)?.includes(property));
}
