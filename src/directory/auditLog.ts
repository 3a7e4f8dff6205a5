import type { DirectoryAudit } from '@microsoft/microsoft-graph-types';
import { type Activity, readActivity } from '../profile/auditLog.ts';
import { valueList } from './graphAnswers.ts';
import type { GraphClient } from './graphClient.ts';
import { withRetry } from './retry.ts';
import { quoteODataString } from './search.ts';

/** Most activities that are shown; there may be thousands. */
const mostActivities = 20;

/**
 * What Entra's audit log says of a person, newest first: https://learn.microsoft.com/graph/api/directoryaudit-list. The
 * filter is that of https://learn.microsoft.com/graph/api/resources/directoryaudit, targetResources.
 */
export async function readAuditLog(
  graph: GraphClient,
  personId: string,
  signal: AbortSignal,
): Promise<{ readonly activities: readonly Activity[]; readonly more: boolean }> {
  const filter = `targetResources/any(t: t/id eq ${quoteODataString(personId)})`;
  const query = `$filter=${encodeURIComponent(filter)}&$orderby=activityDateTime%20desc&$top=${mostActivities}`;
  const path = `/auditLogs/directoryAudits?${query}`;
  const { body } = await withRetry(
    (attempt) => graph.send({ use: 'auditLog', method: 'GET', path, attempt }, signal),
    signal,
  );
  const audits = valueList(body) as readonly DirectoryAudit[];
  const more = Boolean((body as { '@odata.nextLink'?: unknown } | undefined)?.['@odata.nextLink']);
  return { activities: audits.slice(0, mostActivities).map((audit) => readActivity(audit, personId)), more };
}
