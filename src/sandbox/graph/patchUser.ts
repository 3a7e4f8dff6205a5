import { domains } from '../people.ts';
import { mayUpdate } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent } from './call.ts';
import type { DirectoryState, DirectoryUser } from './directory.ts';
import { badRequest, denied, notFound, unreadable } from './errors.ts';
import { requirePropertyPermissions } from './permissions.ts';
import { userProperties } from './userProperties.ts';
import { checkValue } from './valueRules.ts';

/**
 * `PATCH /users/{id | userPrincipalName}`: https://learn.microsoft.com/graph/api/user-update. Either all of it is done or
 * nothing; the answer has no body. Written to the primary, whatever readers see.
 * @throws GraphError
 */
export function patchUser(call: GraphCall, key: string): GraphAnswer {
  const changes = readChanges(call.body);
  const names = Object.keys(changes);
  const user = call.directory.view(0).find(key)?.user;
  const isOwn = user?.id.toLowerCase() === call.callerId.toLowerCase();
  requirePropertyPermissions(call.token, names, isOwn);
  if (!user) throw notFound(key);
  for (const name of names) {
    const rules = userProperties.get(name);
    if (!rules) throw badRequest(`Invalid property '${name}'.`);
    // msgraph-beta-sdk-java issue 621
    if (rules.isReadOnly) throw badRequest(`Property '${name}' is read-only and cannot be set.`);
  }
  if (!names.every((name) => mayUpdate(call.directory, call.callerId, user, name))) throw denied();
  checkStores(names);
  checkSource(user, names);
  for (const [name, value] of Object.entries(changes)) checkValue(name, value);
  checkIdentity(call.directory, user, changes);
  call.directory.update(user.id, valuesToStore(user, changes));
  return noContent;
}

function readChanges(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || body instanceof Uint8Array)
    throw unreadable(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  // Annotations say something about the body and set nothing.
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.includes('@odata.')));
}

/** "Can't be updated together with other properties": https://learn.microsoft.com/graph/api/user-update, of those in SharePoint. */
function checkStores(names: readonly string[]): void {
  const inSharePoint = names.filter((name) => userProperties.get(name)?.inSharePoint).length;
  if (inSharePoint > 0 && inSharePoint < names.length)
    throw unreadable('The request is currently not supported on the targeted entity set');
}

/** Whose the properties are: the on-premises directory's, Exchange's, or Entra's. */
function checkSource(user: DirectoryUser, names: readonly string[]): void {
  const isCloudOwned = (name: string): boolean =>
    name === 'usageLocation' || userProperties.get(name)?.inSharePoint === true;
  // microsoft-graph-docs issues 5768 and 7301; job data as well: microsoft-graph-docs-contrib issue 1900
  if (user.onPremisesSyncEnabled === true && !names.every(isCloudOwned))
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  // Synced once, and no longer: https://learn.microsoft.com/graph/api/resources/user, onPremisesExtensionAttributes;
  // microsoft-graph-docs-contrib issue 3564
  if (user.onPremisesSyncEnabled === false && names.includes('onPremisesExtensionAttributes'))
    throw badRequest(
      'Unable to update the specified properties for objects that have originated within an external service.',
    );
}

// "Only the following characters are allowed A - Z, a - z, 0 - 9, ' . - _ ! # ^ ~": https://learn.microsoft.com/graph/api/resources/user
const upn = /^[A-Za-z0-9'.\-_!#^~]+@([A-Za-z0-9.-]+)$/u;

/** What has to be of a verified domain, and nobody else's. */
function checkIdentity(
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
    const isTaken = (other: DirectoryUser): boolean =>
      addressesOf(other).some((one) => isSame(one.replace(/^smtp:/iu, ''), mail));
    if (isAnybodyElse(isTaken)) throw conflict('proxyAddresses');
  }
}

function conflict(property: string) {
  return badRequest(`Another object with the same value for property ${property} already exists.`, [
    {
      code: 'ObjectConflict',
      target: property,
      message:
        'A conflicting object with one or more of the specified property values is present in the directory.',
    },
  ]);
}

function valuesToStore(
  user: DirectoryUser,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const stored: Record<string, unknown> = { ...changes };
  // A half that is left out becomes null: https://learn.microsoft.com/graph/api/resources/employeeorgdata.
  if (isRecord(changes.employeeOrgData))
    stored.employeeOrgData = { costCenter: null, division: null, ...changes.employeeOrgData };
  if (isRecord(changes.onPremisesExtensionAttributes)) {
    const before = isRecord(user.onPremisesExtensionAttributes) ? user.onPremisesExtensionAttributes : {};
    stored.onPremisesExtensionAttributes = { ...before, ...changes.onPremisesExtensionAttributes };
  }
  // "Changes to this property update the user's proxyAddresses": the former primary address stays as another one.
  if (typeof changes.mail === 'string') {
    const mail = changes.mail;
    const rest = addressesOf(user).filter((one) => !isSame(one.replace(/^smtp:/iu, ''), mail));
    stored.proxyAddresses = [`SMTP:${mail}`, ...rest.map((one) => one.replace(/^SMTP:/u, 'smtp:'))];
  }
  // Never given back.
  delete stored.passwordProfile;
  return stored;
}

function addressesOf(user: DirectoryUser): string[] {
  return Array.isArray(user.proxyAddresses) ? user.proxyAddresses.map(String) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
