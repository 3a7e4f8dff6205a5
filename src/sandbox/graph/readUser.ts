import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import type { PersonRecord } from './directory.ts';
import { notFound, unreadable } from './errors.ts';
import { pageOf } from './paging.ts';
import { hasAny, readUsers, requireAny } from './permissions.ts';
import { contextOf, readSelect, userAnswer } from './userAnswer.ts';

/**
 * The person of a path, as a reader sees them whose copy may be late.
 * @throws GraphError 404, also for somebody too new to be seen
 */
export function findReadable({ directory, settings }: GraphCall, key: string): PersonRecord {
  const record = directory.view(settings.readLagMs).find(key);
  if (!record) throw notFound(key);
  return record;
}

/** `GET /users/{id | userPrincipalName}`: https://learn.microsoft.com/graph/api/user-get. @throws GraphError */
export function getUser(call: GraphCall, key: string): GraphAnswer {
  if (call.query.has('$expand')) throw unreadable('The sandbox has no $expand on a user.');
  const names = readSelect(call.query, false);
  const { user } = findReadable(call, key);
  return ok({ '@odata.context': contextOf(call, names, '/$entity'), ...userAnswer(call, user, names) });
}

/** `GET /users/{id | userPrincipalName}/manager`: https://learn.microsoft.com/graph/api/user-list-manager. @throws GraphError */
export function getManager(call: GraphCall, key: string): GraphAnswer {
  const names = readSelect(call.query, false);
  const { managerId } = findReadable(call, key);
  // One of the "queried reference-property objects" that are not present.
  if (managerId === undefined) throw notFound('manager');
  const { user } = findReadable(call, managerId);
  return ok({
    '@odata.context': `${call.root}/$metadata#directoryObjects/$entity`,
    '@odata.type': '#microsoft.graph.user',
    ...userAnswer(call, user, names),
  });
}

/** `GET /users/{id | userPrincipalName}/directReports`: https://learn.microsoft.com/graph/api/user-list-directreports. @throws GraphError */
export function getDirectReports(call: GraphCall, key: string): GraphAnswer {
  const names = readSelect(call.query, true);
  const { user: manager } = findReadable(call, key);
  const isOwn = manager.id.toLowerCase() === call.callerId.toLowerCase();
  if (!(isOwn && hasAny(call.token, ['User.Read', 'User.ReadWrite']))) requireAny(call.token, readUsers);
  const reports = call.directory
    .view(call.settings.readLagMs)
    .all()
    .filter(({ managerId }) => managerId === manager.id.toLowerCase());
  const { items, next } = pageOf(call, `/users/${encodeURIComponent(key)}/directReports`, reports);
  return ok({
    '@odata.context': `${call.root}/$metadata#directoryObjects`,
    ...next,
    value: items.map(({ user }) => ({
      '@odata.type': '#microsoft.graph.user',
      ...userAnswer(call, user, names),
    })),
  });
}
