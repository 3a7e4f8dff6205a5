import type { DirectoryState, DirectoryUser } from './directory.ts';
import { badRequest, type GraphError } from './errors.ts';
import { domains } from './sampleCompany.ts';

// "Only the following characters are allowed A - Z, a - z, 0 - 9, ' . - _ ! # ^ ~":
// https://learn.microsoft.com/graph/api/resources/user; at most 64 before the @ and 48 behind it:
// https://microsoft.github.io/idfix/Errors%20supported%20by%20the%20IdFix%20tool.
const upn = /^[A-Za-z0-9'.\-_!#^~]{1,64}@([A-Za-z0-9.-]{1,48})$/u;

/**
 * What has to be of a verified domain, and nobody else's.
 * @throws GraphError
 */
export function checkIdentity(
  directory: DirectoryState,
  user: DirectoryUser,
  { userPrincipalName, mail }: Readonly<Record<string, unknown>>,
): void {
  const isAnybodyElse = (test: (other: DirectoryUser) => boolean): boolean =>
    directory
      .view(0)
      .all()
      .some((record) => record.user.id !== user.id && test(record.user));
  if (typeof userPrincipalName === 'string') {
    const domain = upn.exec(userPrincipalName)?.[1]?.toLowerCase();
    if (domain === undefined) throw badRequest('Property userPrincipalName is invalid.');
    // https://learn.microsoft.com/graph/api/user-update: the domain must be among the tenant's verifiedDomains.
    if (!(domains as readonly string[]).includes(domain))
      throw badRequest(
        'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
      );
    if (isAnybodyElse((other) => isSame(other.userPrincipalName, userPrincipalName)))
      throw conflict('userPrincipalName');
  }
  if (typeof mail === 'string') {
    // msgraph-sdk-powershell issue 1640
    if (isAnybodyElse((other) => addressesOf(other).some((one) => isSame(withoutScheme(one), mail))))
      throw conflict('proxyAddresses');
  }
}

/**
 * "Changes to this property update the user's proxyAddresses collection to include the value as an SMTP address":
 * https://learn.microsoft.com/graph/api/resources/user, mail. The former primary address stays as another one.
 */
export function addressesWith(user: DirectoryUser, mail: string): string[] {
  const rest = addressesOf(user).filter((one) => !isSame(withoutScheme(one), mail));
  return [`SMTP:${mail}`, ...rest.map((one) => one.replace(/^SMTP:/u, 'smtp:'))];
}

function conflict(property: string): GraphError {
  return badRequest(`Another object with the same value for property ${property} already exists.`, [
    {
      code: 'ObjectConflict',
      target: property,
      message:
        'A conflicting object with one or more of the specified property values is present in the directory.',
    },
  ]);
}

function addressesOf(user: DirectoryUser): string[] {
  return Array.isArray(user.proxyAddresses) ? user.proxyAddresses.map(String) : [];
}

function withoutScheme(address: string): string {
  return address.replace(/^smtp:/iu, '');
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
