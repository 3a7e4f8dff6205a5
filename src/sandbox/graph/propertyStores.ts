import type { GraphCall } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { badRequest, GraphError, unreadable } from './errors.ts';
import { hasSharePoint } from './licences.ts';
import { hasAny } from './permissions.ts';
import { userProperties } from './userProperties.ts';

const isInSharePoint = (name: string): boolean => userProperties.get(name)?.inSharePoint === true;

/**
 * What SharePoint keeps and lets be written.
 * @throws GraphError
 */
export function checkSharePoint(call: GraphCall, user: DirectoryUser, names: readonly string[]): void {
  const inSharePoint = names.filter(isInSharePoint).length;
  if (inSharePoint === 0) return;
  // "Can't be updated together with other properties": https://learn.microsoft.com/graph/api/user-update
  if (inSharePoint < names.length)
    throw unreadable('The request is currently not supported on the targeted entity set');
  // microsoft-graph-docs issue 4233
  if (!hasSharePoint(user)) throw unreadable('Tenant does not have a SPO license.');
  // As some met it, with 500: msgraph-sdk-powershell issue 3234; with the permission of SharePoint's own it is done:
  // microsoft-graph-docs issue 22189.
  const isOwn = user.id.toLowerCase() === call.callerId.toLowerCase();
  if (isOwn || call.settings.sharePointTakesOthers || hasAny(call.token, ['Sites.ReadWrite.All'])) return;
  throw new GraphError(
    500,
    '-1, Microsoft.Office.Server.Directory.DirectoryObjectUnauthorizedAccessException',
    'Attempted to perform an unauthorized operation.',
  );
}

/**
 * Whose the properties are: the on-premises directory's, Exchange's, or Entra's.
 * @throws GraphError
 */
export function checkSource(user: DirectoryUser, names: readonly string[]): void {
  const isCloudOwned = (name: string): boolean => name === 'usageLocation' || isInSharePoint(name);
  // microsoft-graph-docs issues 5768 and 7301; job data as well: microsoft-graph-docs-contrib issue 1900;
  // preferredDataLocation as well: OfficeDocs-Enterprise issue 72
  if (user.onPremisesSyncEnabled === true && !names.every(isCloudOwned))
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  // Synced once, and no longer: https://learn.microsoft.com/graph/api/resources/onpremisesextensionattributes;
  // microsoft-graph-docs issue 14210, microsoft-graph-docs-contrib issue 3564
  if (user.onPremisesSyncEnabled === false && names.includes('onPremisesExtensionAttributes'))
    throw badRequest(
      'Unable to update the specified properties for objects that have originated within an external service.',
    );
}
