import type { GraphAnswer, GraphCall } from './call.ts';
import { listDirectoryAudits } from './directoryAudits.ts';
import { listDomains } from './domains.ts';
import { methodNotAllowed, unreadable } from './errors.ts';
import { listLicenseDetails, listSubscribedSkus } from './licences.ts';
import { countUsers, listUsers } from './listUsers.ts';
import { changeManager } from './manager.ts';
import { checkMemberGroups, listDirectoryRoles, listMemberships } from './memberships.ts';
import { listOrganizations } from './organization.ts';
import { patchUser } from './patchUser.ts';
import { deletePhoto, getPhoto, getPhotoBytes, listPhotos, putPhoto } from './photos.ts';
import { getDirectReports, getManager, getUser } from './readUser.ts';
import { addEmail, changeEmail, getEmail, listEmails, removeEmail } from './signInEmails.ts';
import { listMethods } from './signInList.ts';
import { addPhone, changePhone, getPhone, listPhones, removePhone } from './signInPhones.ts';
import { addSponsor, deleteSponsor, listSponsors, removeSponsor } from './sponsors.ts';

type ByMethod<Answerer> = Readonly<Record<string, Answerer>>;
/** Answers a request about the user of `key`; `item` is what stands in the path in place of `{}`. */
type UserAnswerer = (call: GraphCall, key: string, item: string) => GraphAnswer;

/** What there is beside the users. */
const routes: ReadonlyMap<string, ByMethod<(call: GraphCall) => GraphAnswer>> = new Map([
  ['auditLogs/directoryAudits', { GET: listDirectoryAudits }],
  ['domains', { GET: listDomains }],
  ['organization', { GET: listOrganizations }],
  ['subscribedSkus', { GET: listSubscribedSkus }],
  ['users', { GET: listUsers }],
  ['users/$count', { GET: countUsers }],
]);

/** What stands behind a user's key. */
const userRoutes: ReadonlyMap<string, ByMethod<UserAnswerer>> = new Map<string, ByMethod<UserAnswerer>>([
  ['', { GET: getUser, PATCH: patchUser }],
  ['authentication/emailMethods', { GET: listEmails, POST: addEmail }],
  ['authentication/emailMethods/{}', { GET: getEmail, PATCH: changeEmail, DELETE: removeEmail }],
  ['authentication/methods', { GET: listMethods }],
  ['authentication/phoneMethods', { GET: listPhones, POST: addPhone }],
  ['authentication/phoneMethods/{}', { GET: getPhone, PATCH: changePhone, DELETE: removePhone }],
  ['checkMemberGroups', { POST: checkMemberGroups }],
  ['directReports', { GET: getDirectReports }],
  ['licenseDetails', { GET: listLicenseDetails }],
  ['manager', { GET: getManager }],
  ['manager/$ref', { PUT: changeManager, DELETE: changeManager }],
  ['memberOf', { GET: (call, key) => listMemberships(call, key, 'direct') }],
  ['memberOf/microsoft.graph.directoryRole', { GET: listDirectoryRoles }],
  ['photo', { GET: (call, key) => getPhoto(call, key), DELETE: deletePhoto }],
  [
    'photo/$value',
    {
      GET: (call, key) => getPhotoBytes(call, key),
      PUT: putPhoto,
      PATCH: putPhoto,
      DELETE: deletePhoto,
    },
  ],
  ['photos', { GET: listPhotos }],
  // Outlook's photos have their size in the path: https://learn.microsoft.com/graph/api/profilephoto-get.
  ['photos/{}', { GET: getPhoto }],
  ['photos/{}/$value', { GET: getPhotoBytes }],
  ['sponsors', { GET: listSponsors }],
  ['sponsors/$ref', { POST: addSponsor }],
  ['sponsors/{}', { DELETE: deleteSponsor }],
  ['sponsors/{}/$ref', { DELETE: removeSponsor }],
  ['transitiveMemberOf', { GET: (call, key) => listMemberships(call, key, 'transitive') }],
]);

/**
 * Answers one request, in a batch or alone.
 * @throws GraphError
 */
export function answerCall(call: GraphCall): GraphAnswer {
  const [collection, ...rest] = call.segments;
  const route = routes.get(call.segments.join('/'));
  if (route) return answererOf(route, call)(call);
  if (collection === 'me') return answerForUser(call, call.callerId, rest);
  const [key, ...behind] = rest;
  if (collection !== 'users' || key === undefined) throw unknownSegment(call.segments);
  return answerForUser(call, key, behind);
}

function answerForUser(call: GraphCall, key: string, rest: readonly string[]): GraphAnswer {
  // The second segment of these is an id; the third behind `authentication`.
  const at = rest[0] === 'authentication' ? 2 : 1;
  const general = rest.map((segment, index) => (index === at ? '{}' : segment));
  const route = userRoutes.get(rest.join('/')) ?? userRoutes.get(general.join('/'));
  if (!route) throw unknownSegment(rest);
  return answererOf(route, call)(call, key, rest[at] ?? '');
}

function answererOf<Answerer>(route: ByMethod<Answerer>, { method }: GraphCall): Answerer {
  const answerer = route[method];
  if (!answerer) throw methodNotAllowed();
  return answerer;
}

function unknownSegment(segments: readonly string[]) {
  return unreadable(`Resource not found for the segment '${segments.at(-1) ?? ''}'.`);
}
