import { mayUpdateManager } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent } from './call.ts';
import { badRequest, denied, notFound } from './errors.ts';
import { requireAny, writeManager } from './permissions.ts';

/**
 * `PUT /users/{id}/manager/$ref` and `DELETE /users/{id}/manager/$ref`: https://learn.microsoft.com/graph/api/user-post-manager
 * and https://learn.microsoft.com/graph/api/user-delete-manager.
 * @throws GraphError
 */
export function changeManager(call: GraphCall, key: string): GraphAnswer {
  requireAny(call.token, writeManager);
  const record = call.directory.view(0).find(key);
  if (!record) throw notFound(key);
  const { user } = record;
  if (!mayUpdateManager(call.directory, call.callerId, user)) throw denied();
  // The on-premises directory owns the manager of those who are synced from it.
  if (user.onPremisesSyncEnabled === true)
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  if (call.method === 'DELETE') {
    if (record.managerId === undefined) throw notFound('manager');
    call.directory.setManager(user.id, undefined);
    return noContent;
  }
  const managerKey = readReference(call.body);
  const manager = call.directory.view(0).find(managerKey);
  if (!manager) throw notFound(managerKey);
  call.directory.setManager(user.id, manager.user.id);
  return noContent;
}

/** The id in `{"@odata.id": "https://graph.microsoft.com/v1.0/users/{id}"}`; `directoryObjects` does as well. */
function readReference(body: unknown): string {
  const reference = (body as { readonly '@odata.id'?: unknown } | null | undefined)?.['@odata.id'];
  const id =
    typeof reference === 'string'
      ? /\/(?:users|directoryObjects)\/([^/?#]+)$/u.exec(reference)?.[1]
      : undefined;
  if (id === undefined)
    throw badRequest('Invalid URL format specified in @odata.id for the manager reference.');
  return decodeURIComponent(id);
}
