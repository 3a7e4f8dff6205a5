import { mayActOn, mayUpdate } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { badRequest, denied, notFound, unreadable } from './errors.ts';
import { addressesWith, checkIdentity } from './identityRules.ts';
import { requirePropertyPermissions } from './permissions.ts';
import { checkSharePoint, checkSource } from './propertyStores.ts';
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
  const isAllowed = (name: string): boolean =>
    mayUpdate(call.directory, call.callerId, user, name) && mayActOn(call, user, name);
  if (!names.every(isAllowed)) throw denied();
  checkSharePoint(call, user, names);
  checkSource(user, names);
  for (const [name, value] of Object.entries(changes)) checkValue(name, value);
  checkIdentity(call.directory, user, changes);
  call.directory.update(user.id, valuesToStore(user, changes), call.callerId);
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
  if (typeof changes.mail === 'string') stored.proxyAddresses = addressesWith(user, changes.mail);
  // Never given back.
  delete stored.passwordProfile;
  return stored;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
