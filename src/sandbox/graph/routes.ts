import type { GraphAnswer, GraphCall } from './call.ts';
import { methodNotAllowed, unreadable } from './errors.ts';
import { countUsers, listUsers } from './listUsers.ts';
import { changeManager } from './manager.ts';
import { checkMemberGroups, listMemberships } from './memberships.ts';
import { listOrganizations } from './organization.ts';
import { patchUser } from './patchUser.ts';
import { deletePhoto, getPhoto, getPhotoBytes, listPhotos, putPhoto } from './photos.ts';
import { getDirectReports, getManager, getUser } from './readUser.ts';

type Answerer = (call: GraphCall, key: string) => GraphAnswer;

/** What stands behind a user's key, by method. */
const userRoutes: ReadonlyMap<string, Readonly<Record<string, Answerer>>> = new Map([
  ['', { GET: getUser, PATCH: patchUser }],
  ['manager', { GET: getManager }],
  ['manager/$ref', { PUT: changeManager, DELETE: changeManager }],
  ['directReports', { GET: getDirectReports }],
  ['memberOf', { GET: (call: GraphCall, key: string) => listMemberships(call, key, 'direct') }],
  ['transitiveMemberOf', { GET: (call: GraphCall, key: string) => listMemberships(call, key, 'transitive') }],
  ['checkMemberGroups', { POST: checkMemberGroups }],
  ['photo', { GET: getPhoto, DELETE: deletePhoto }],
  ['photo/$value', { GET: getPhotoBytes, PUT: putPhoto, PATCH: putPhoto, DELETE: deletePhoto }],
  ['photos', { GET: listPhotos }],
]);

/**
 * Answers one request, in a batch or alone.
 * @throws GraphError
 */
export function answerCall(call: GraphCall): GraphAnswer {
  const [collection, key, ...rest] = call.segments;
  if (collection === 'organization' && key === undefined) return only('GET', call, listOrganizations);
  if (collection === 'me')
    return answerForUser(
      call,
      call.callerId,
      [key, ...rest].filter((segment) => segment !== undefined),
    );
  if (collection !== 'users') throw unreadable(`Resource not found for the segment '${collection ?? ''}'.`);
  if (key === undefined) return only('GET', call, listUsers);
  if (key === '$count' && rest.length === 0) return only('GET', call, countUsers);
  return answerForUser(call, key, rest);
}

function answerForUser(call: GraphCall, key: string, rest: readonly string[]): GraphAnswer {
  const [first, size, last] = rest;
  // Outlook's photos have their size in the path: https://learn.microsoft.com/graph/api/profilephoto-get.
  if (first === 'photos' && size !== undefined) {
    if (last === undefined) return only('GET', call, () => getPhoto(call, key, size));
    if (last === '$value' && rest.length === 3)
      return only('GET', call, () => getPhotoBytes(call, key, size));
  }
  const route = userRoutes.get(rest.join('/'));
  if (!route) throw unreadable(`Resource not found for the segment '${rest.at(-1) ?? ''}'.`);
  const answer = route[call.method];
  if (!answer) throw methodNotAllowed();
  return answer(call, key);
}

function only(method: string, call: GraphCall, answer: (call: GraphCall) => GraphAnswer): GraphAnswer {
  if (call.method !== method) throw methodNotAllowed();
  return answer(call);
}
