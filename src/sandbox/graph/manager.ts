import { mayUpdate } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent } from './call.ts';
import { badRequest, denied, notFound } from './errors.ts';
import { requireAny, writeManager } from './permissions.ts';
import { readReference } from './references.ts';

/**
 * `PUT /users/{id}/manager/$ref` and `DELETE /users/{id}/manager/$ref`: https://learn.microsoft.com/graph/api/user-post-manager
 * and https://learn.microsoft.com/graph/api/user-delete-manager. Neither page refuses somebody as their own manager, or a
 * circle, so the directory takes both.
 * @throws GraphError
 */
export function changeManager(call: GraphCall, key: string): GraphAnswer {
  requireAny(call.token, writeManager);
  const record = call.directory.view(0).find(key);
  if (!record) throw notFound(key);
  const { user } = record;
  if (!mayUpdate(call.directory, call.callerId, user, 'manager')) throw denied();
  // The on-premises directory owns the manager of those who are synced from it.
  if (user.onPremisesSyncEnabled === true)
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  if (call.method === 'DELETE') {
    if (record.managerId === undefined) throw notFound('manager');
    call.directory.setManager(user.id, undefined, call.callerId);
    return noContent;
  }
  const reference = readReference(call.body, 'manager');
  // A person, or a contact of the organization, of which the sandbox has none.
  const manager = reference.collection === 'groups' ? undefined : call.directory.view(0).find(reference.key);
  if (!manager) throw notFound(reference.key);
  call.directory.setManager(user.id, manager.user.id, call.callerId);
  return noContent;
}
