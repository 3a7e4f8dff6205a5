import type { RoleName } from './roles.ts';

// What a role may write that has not the right to all of a user's properties: the actions
// `microsoft.directory/users/<area>/update` of
// https://learn.microsoft.com/entra/identity/role-based-access-control/custom-user-permissions. No page lists the
// properties of an area; these are the admin center's:
// https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info.

type UserArea = 'contactInfo' | 'jobInfo' | 'manager' | 'usageLocation';

const propertiesOf: ReadonlyMap<UserArea, readonly string[]> = new Map([
  ['contactInfo', 'streetAddress city state postalCode country faxNumber mail mailNickname'.split(' ')],
  [
    'jobInfo',
    'jobTitle department companyName officeLocation employeeId employeeType employeeHireDate employeeOrgData'.split(
      ' ',
    ),
  ],
  ['manager', ['manager']],
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
