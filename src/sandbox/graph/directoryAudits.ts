import type { DirectoryAudit } from './auditLog.ts';
import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { GraphError, unsupportedQuery } from './errors.ts';
import { type FilterNode, readFilter } from './filterGrammar.ts';
import { pageOf } from './paging.ts';
import { hasAny, readAuditLog } from './permissions.ts';
import { type RoleName, roleNameOf } from './roles.ts';

// "The signed-in user must be assigned a supported Microsoft Entra role": the page below names Reports Reader, Security
// Reader and Security Administrator as the least; of the others, those with auditLogs/allProperties/read:
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
const readers: readonly RoleName[] = ['globalAdministrator', 'globalReader', 'reportsReader'];

/**
 * `GET /auditLogs/directoryAudits`: https://learn.microsoft.com/graph/api/directoryaudit-list. The log is behind what
 * happened: https://docs.microsoft.com/azure/active-directory/reports-monitoring/reference-reports-latencies.
 * @throws GraphError
 */
export function listDirectoryAudits(call: GraphCall): GraphAnswer {
  const { query, directory, settings, token, callerId } = call;
  // The code and the message: microsoft-graph-explorer-v4 issue 3165.
  for (const permission of readAuditLog)
    if (!hasAny(token, [permission]))
      throw new GraphError(
        403,
        'Authentication_MSGraphPermissionMissing',
        `Calling principal does not have required MSGraph permissions ${permission}`,
      );
  const roles = directory.rolesOf(callerId).map(roleNameOf);
  // The code and the message: https://intercom.help/hyperproofio/en/articles/12987357, which names the roles too.
  if (!roles.some((role) => role !== undefined && readers.includes(role)))
    throw new GraphError(
      403,
      'Authentication_RequestFromUnsupportedUserRole',
      'User is not in the allowed roles',
    );
  const filter = query.get('$filter');
  const matches = filter === undefined ? () => true : testOf(readFilter(filter));
  const entries = directory.auditLog(settings.auditLagMs).filter(matches);
  const { items, next } = pageOf(call, '/auditLogs/directoryAudits', ordered(entries, query.get('$orderby')));
  return ok({ '@odata.context': `${call.root}/$metadata#auditLogs/directoryAudits`, ...next, value: items });
}

/** The newest first, where nothing else is asked for. */
function ordered(
  newestFirst: readonly DirectoryAudit[],
  orderBy: string | undefined,
): readonly DirectoryAudit[] {
  const [, direction = 'asc'] = /^\s*activityDateTime(?:\s+(asc|desc))?\s*$/iu.exec(orderBy ?? '') ?? [];
  if (orderBy === undefined) return newestFirst;
  if (!orderBy.trim().toLowerCase().startsWith('activitydatetime'))
    throw unsupportedQuery('Sorting not supported for current query.');
  return direction.toLowerCase() === 'desc' ? newestFirst : newestFirst.toReversed();
}

/** Of what can be filtered by: the activity, who began it, and whom it was about. */
function testOf(node: FilterNode): (audit: DirectoryAudit) => boolean {
  if (node.kind === 'and') {
    const [left, right] = [testOf(node.left), testOf(node.right)];
    return (audit) => left(audit) && right(audit);
  }
  if (node.kind === 'compare' && node.operator === 'eq') {
    const { property, value } = node;
    if (property === 'activityDisplayName') return (audit) => audit.activityDisplayName === value;
    if (property === 'initiatedBy/user/id') return ({ initiatedBy }) => initiatedBy.user?.id === value;
  }
  if (node.kind === 'any' && node.property === 'targetResources') {
    const { inner, variable } = node;
    if (inner.kind === 'compare' && inner.operator === 'eq' && inner.property === `${variable}/id`)
      return ({ targetResources }) => targetResources.some(({ id }) => id === inner.value);
  }
  throw unsupportedQuery('The query filter is not supported.');
}
