import { mayUpdate } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent, ok } from './call.ts';
import type { PersonRecord } from './directory.ts';
import { badRequest, denied, notFound } from './errors.ts';
import { hasAny, readUsers, requireAny, writeSponsors } from './permissions.ts';
import { findReadable } from './readUser.ts';
import { type Reference, readReference } from './references.ts';
import { sampleGroups } from './sampleCompany.ts';
import { reaches } from './sensitiveActions.ts';
import { readSelect, userAnswer } from './userAnswer.ts';

/** "You can assign a maximum of five sponsors": https://learn.microsoft.com/entra/external-id/b2b-sponsors. */
const mostSponsors = 5;

/** `GET /users/{id}/sponsors`, people and groups: https://learn.microsoft.com/graph/api/user-list-sponsors. @throws GraphError */
export function listSponsors(call: GraphCall, key: string): GraphAnswer {
  const { user, sponsorIds } = findReadable(call, key);
  const isOwn = user.id.toLowerCase() === call.callerId.toLowerCase();
  if (!(isOwn && hasAny(call.token, ['User.Read', 'User.ReadWrite']))) requireAny(call.token, readUsers);
  const names = readSelect(call.query, true);
  const view = call.directory.view(call.settings.readLagMs);
  const value = sponsorIds.flatMap((id) => {
    const person = view.find(id)?.user;
    if (person) return [{ '@odata.type': '#microsoft.graph.user', ...userAnswer(call, person, names) }];
    return sampleGroups
      .filter((group) => group.id === id)
      .map(({ displayName }) => ({ '@odata.type': '#microsoft.graph.group', id, displayName }));
  });
  return ok({ '@odata.context': `${call.root}/$metadata#directoryObjects`, value });
}

/** `POST /users/{id}/sponsors/$ref`: https://learn.microsoft.com/graph/api/user-post-sponsors. @throws GraphError */
export function addSponsor(call: GraphCall, key: string): GraphAnswer {
  const { user, sponsorIds } = findWritable(call, key);
  const id = idOf(call, readReference(call.body, 'sponsors'));
  // Of all collections of references: microsoft-graph-docs-contrib, api-reference/v1.0/api/group-post-members.md
  if (sponsorIds.includes(id))
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'sponsors'.",
    );
  if (sponsorIds.length >= mostSponsors)
    throw badRequest(`The number of sponsors can't be greater than ${mostSponsors}.`);
  call.directory.setSponsors(user.id, [...sponsorIds, id], call.callerId);
  return noContent;
}

/** `DELETE /users/{id}/sponsors/{id}/$ref`: https://learn.microsoft.com/graph/api/user-delete-sponsors. @throws GraphError */
export function removeSponsor(call: GraphCall, key: string, sponsorId: string): GraphAnswer {
  const { user, sponsorIds } = findWritable(call, key);
  const id = sponsorId.toLowerCase();
  if (!sponsorIds.includes(id)) throw notFound(sponsorId);
  call.directory.setSponsors(
    user.id,
    sponsorIds.filter((one) => one !== id),
    call.callerId,
  );
  return noContent;
}

/**
 * `DELETE /users/{id}/sponsors/{id}` without `$ref` removes the sponsor from the directory: the same page, Caution.
 * @throws GraphError
 */
export function deleteSponsor(call: GraphCall, key: string, sponsorId: string): GraphAnswer {
  const { sponsorIds } = findWritable(call, key);
  const sponsor = call.directory.record(sponsorId);
  if (!sponsorIds.includes(sponsorId.toLowerCase())) throw notFound(sponsorId);
  // A group, which the app has no permission for, or somebody whom the caller can't delete.
  if (!sponsor || !reaches('sensitive', call.directory, call.callerId, sponsor.user)) throw denied();
  call.directory.remove(sponsorId);
  return noContent;
}

function findWritable(call: GraphCall, key: string): PersonRecord {
  requireAny(call.token, writeSponsors);
  const record = call.directory.view(0).find(key);
  if (!record) throw notFound(key);
  if (!mayUpdate(call.directory, call.callerId, record.user, 'sponsors')) throw denied();
  return record;
}

function idOf({ directory }: GraphCall, { collection, key }: Reference): string {
  const group = sampleGroups.find(({ id }) => collection !== 'users' && id === key.toLowerCase())?.id;
  const id =
    group ?? (collection === 'groups' ? undefined : directory.view(0).find(key)?.user.id.toLowerCase());
  if (id === undefined) throw notFound(key);
  return id;
}
