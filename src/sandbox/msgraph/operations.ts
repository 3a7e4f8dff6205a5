import type { VerifiedToken } from '../types.ts';
import type { DirectoryState, User } from './directoryState.ts';
import { badRequest, denied, GraphRefusal, notFound, unsupportedQuery } from './errors.ts';
import { readFilter } from './filter.ts';
import type { Predicate } from './grammar.ts';
import type { GraphSettings } from './graph.ts';
import { checkPatch } from './patchRules.ts';
import { requirePermission, requireRightToUpdate } from './rights.ts';
import { readSearch } from './search.ts';

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Operation {
  readonly method: string;
  /** Without the version, with the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly token: VerifiedToken;
  readonly directory: DirectoryState;
  readonly settings: GraphSettings;
}

const read = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const write = ['User.ReadUpdate.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'];

// What a GET without $select gives: https://learn.microsoft.com/graph/api/user-get.
const defaults = [
  'businessPhones',
  'displayName',
  'givenName',
  'id',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

/**
 * One request, in a batch or by itself.
 * @throws GraphRefusal
 */
export async function answerRequest(operation: Operation): Promise<GraphAnswer> {
  const url = new URL(operation.path, 'https://graph.invalid');
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const [collection, key, ...rest] = segments;
  const query = url.searchParams;
  if (collection !== 'users')
    throw new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${collection}'.`);
  const call = `${operation.method} ${key === undefined ? '' : '{id}'}${rest.length > 0 ? `/${rest.join('/')}` : ''}`;
  if (call === 'GET ') return listUsers(operation, query);
  const oid = key === undefined ? undefined : operation.directory.resolve(key);
  if (oid === undefined) throw notFound(key ?? '');
  switch (call) {
    case 'GET {id}':
      return getUser(operation, oid, query);
    case 'PATCH {id}':
      return patchUser(operation, oid);
    case 'GET {id}/manager':
      return getManager(operation, oid, query);
    case 'PUT {id}/manager/$ref':
    case 'DELETE {id}/manager/$ref':
      return changeManager(operation, oid);
    case 'POST {id}/checkMemberGroups':
      return checkMemberGroups(operation, oid);
    default:
      if (operation.method === 'GET' && /^photos?\b.*\$value$/.test(rest.join('/')))
        return getPhoto(operation, oid);
      throw new GraphRefusal(
        405,
        'Request_BadRequest',
        'Specified HTTP method is not allowed for the request target.',
      );
  }
}

/** https://learn.microsoft.com/graph/api/user-get */
function getUser(
  { directory, token, settings }: Operation,
  oid: string,
  query: URLSearchParams,
): GraphAnswer {
  requirePermission(token, ...read);
  const user = directory.personAsOf(oid, settings.readLagMs);
  if (!user) throw notFound(oid);
  return ok(selected(user, query));
}

/** https://learn.microsoft.com/graph/api/user-list; advanced queries: https://learn.microsoft.com/graph/aad-advanced-queries. */
function listUsers({ directory, token, settings, headers }: Operation, query: URLSearchParams): GraphAnswer {
  requirePermission(token, ...read);
  // A guest sees no list: https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
  if (directory.person(token.oid ?? '')?.userType === 'Guest') throw denied();
  const search = query.get('$search');
  const filter = query.get('$filter');
  if (search !== null && headers.get('consistencylevel')?.toLowerCase() !== 'eventual') {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'.",
    );
  }
  const top = Number(query.get('$top') ?? 100);
  if (!Number.isInteger(top) || top < 1 || top > 999)
    throw badRequest(
      `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and 999 inclusive.`,
    );
  const tests: Predicate<User>[] = [];
  if (search !== null) tests.push(readSearch(search));
  if (filter !== null) tests.push(readFilter(filter));
  const lagMs = search === null ? settings.readLagMs : Math.max(settings.indexLagMs, settings.readLagMs);
  const found = directory.everybodyAsOf(lagMs).filter((user) => tests.every((test) => test(user)));
  found.sort((a, b) => a.displayName.localeCompare(b.displayName));
  return ok({ value: found.slice(0, top).map((user) => selected(user, query)) });
}

/** https://learn.microsoft.com/graph/api/user-update */
function patchUser({ directory, token, body }: Operation, oid: string): GraphAnswer {
  requirePermission(token, ...write);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('Unable to read JSON request payload.');
  const user = directory.person(oid);
  if (!user) throw notFound(oid);
  const changes = body as Record<string, unknown>;
  requireRightToUpdate(directory, token.oid ?? '', oid, Object.keys(changes));
  checkPatch(user, changes);
  directory.update(oid, changes);
  return { status: 204, headers: {}, body: undefined };
}

/** https://learn.microsoft.com/graph/api/user-list-manager */
function getManager(
  { directory, token, settings }: Operation,
  oid: string,
  query: URLSearchParams,
): GraphAnswer {
  requirePermission(token, ...read);
  const managerId = directory.managerOf(oid);
  const manager = managerId && directory.personAsOf(managerId, settings.readLagMs);
  if (!manager) throw notFound('manager');
  return ok(selected(manager, query));
}

/** https://learn.microsoft.com/graph/api/user-post-manager and https://learn.microsoft.com/graph/api/user-delete-manager */
function changeManager({ directory, token, method, body }: Operation, oid: string): GraphAnswer {
  requirePermission(token, 'User.ReadWrite.All', 'Directory.ReadWrite.All');
  requireRightToUpdate(directory, token.oid ?? '', oid, ['manager']);
  const reference = (body as { '@odata.id'?: unknown } | undefined)?.['@odata.id'];
  const managerKey = typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : '';
  const managerId = method === 'DELETE' ? undefined : directory.resolve(managerKey);
  if (method === 'PUT' && managerId === undefined) throw notFound(managerKey);
  if (method === 'DELETE' && directory.managerOf(oid) === undefined) throw notFound('manager');
  directory.setManager(oid, managerId);
  return { status: 204, headers: {}, body: undefined };
}

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
function checkMemberGroups({ directory, token, body }: Operation, oid: string): GraphAnswer {
  requirePermission(token, 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All');
  const groupIds = (body as { groupIds?: unknown } | undefined)?.groupIds;
  if (!Array.isArray(groupIds) || groupIds.length === 0) throw badRequest('groupIds is required.');
  return ok({ value: directory.groupsOf(oid, groupIds.map(String)) });
}

/** https://learn.microsoft.com/graph/api/profilephoto-get: a missing size gives a smaller one; no photo, 404. */
function getPhoto({ directory, token }: Operation, oid: string): GraphAnswer {
  requirePermission(token, ...read);
  const photo = directory.photoOf(oid);
  if (!photo)
    throw new GraphRefusal(
      404,
      'ImageNotFound',
      "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
    );
  return { status: 200, headers: { 'Content-Type': 'image/png' }, body: photo };
}

function selected(user: User, query: URLSearchParams): object {
  const names = query.get('$select')?.split(',').filter(Boolean) ?? defaults;
  const unknown = names.find((name) => !(name in user));
  if (unknown)
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`,
    );
  return Object.fromEntries(names.map((name) => [name, user[name]]));
}

function ok(body: unknown): GraphAnswer {
  return { status: 200, headers: {}, body };
}
