import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { badRequest, denied, unreadable, unsupportedQuery } from './errors.ts';
import { readFilter } from './filterGrammar.ts';
import { compileFilter } from './filterRules.ts';
import { readUsers, requireAny } from './permissions.ts';
import { readSearch } from './searchGrammar.ts';
import { contextOf, readSelect, userAnswer } from './userAnswer.ts';

/**
 * `GET /users`: https://learn.microsoft.com/graph/api/user-list. `$search` and advanced queries are answered from the
 * index, all else from the directory: https://learn.microsoft.com/graph/aad-advanced-queries.
 * @throws GraphError
 */
export function listUsers(call: GraphCall): GraphAnswer {
  const { query } = call;
  const { found, isAdvanced } = findUsers(call);
  const names = readSelect(query, true);
  const top = readTop(query);
  const start = readSkipToken(query);
  const page = found.slice(start, start + top);
  return ok({
    '@odata.context': contextOf(call, names, ''),
    // Without the header, $count is silently left out (the page above, error handling).
    ...(isAdvanced && query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
    ...(start + top < found.length ? { '@odata.nextLink': nextLink(call, start + top) } : {}),
    value: page.map((user) => userAnswer(call, user, names)),
  });
}

/**
 * `GET /users/$count`, a number as text.
 * @throws GraphError
 */
export function countUsers(call: GraphCall): GraphAnswer {
  if (!isEventual(call)) throw badRequest('$count is not currently supported.');
  const { found } = findUsers({ ...call, query: new Map([...call.query, ['$count', 'true']]) });
  const body = new TextEncoder().encode(String(found.length));
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body };
}

function findUsers(call: GraphCall): { found: readonly DirectoryUser[]; isAdvanced: boolean } {
  const { query, directory, settings, callerId } = call;
  requireAny(call.token, ['User.ReadBasic.All', ...readUsers]);
  // "Guest users cannot call this API."
  if (directory.person(callerId)?.userType === 'Guest') throw denied();
  const [search, filter, orderBy] = [query.get('$search'), query.get('$filter'), query.get('$orderby')];
  if (search !== undefined && !isEventual(call))
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  // With $search, $count may be left out.
  const isAdvanced = isEventual(call) && (query.get('$count') === 'true' || search !== undefined);
  if (query.has('$expand')) throw unsupportedQuery('The sandbox has no $expand on a collection of users.');
  if (filter !== undefined && orderBy !== undefined && !isAdvanced)
    throw unsupportedQuery('Sorting not supported for current query.');
  const sort = readOrderBy(orderBy, isAdvanced);
  const tests = [
    ...(search === undefined ? [] : [readSearch(search)]),
    ...(filter === undefined ? [] : [compileFilter(readFilter(filter), isAdvanced)]),
  ];
  const view = directory.view(isAdvanced ? settings.indexLagMs : settings.readLagMs);
  const matching = view
    .all()
    .map(({ user }) => user)
    .filter((user) => tests.every((test) => test(user)));
  return { found: sort === undefined ? matching : matching.toSorted(sort), isAdvanced };
}

function isEventual({ headers }: GraphCall): boolean {
  return headers.get('consistencylevel')?.toLowerCase() === 'eventual';
}

function readTop(query: ReadonlyMap<string, string>): number {
  const text = query.get('$top') ?? '100';
  const top = Number(text);
  if (!/^-?\d+$/u.test(text)) throw unreadable(`Invalid value '${text}' for $top query option found.`);
  // 1 to 999: https://learn.microsoft.com/graph/api/user-list, $top
  if (top < 1 || top > 999)
    throw unsupportedQuery(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
  return top;
}

type Order = (one: DirectoryUser, other: DirectoryUser) => number;

/** Where nothing is asked for, no order is promised. */
function readOrderBy(text: string | undefined, isAdvanced: boolean): Order | undefined {
  if (text === undefined) return undefined;
  const [, property = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/iu.exec(text) ?? [];
  // https://learn.microsoft.com/graph/aad-advanced-queries#support-for-sorting-by-properties-of-azure-ad-directory-objects
  const sortable = ['displayName', 'userPrincipalName', ...(isAdvanced ? ['createdDateTime'] : [])];
  if (!sortable.includes(property)) throw unsupportedQuery('Sorting not supported for current query.');
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return (one, other) =>
    sign * String(one[property] ?? '').localeCompare(String(other[property] ?? ''), 'en');
}

/** https://learn.microsoft.com/graph/paging: what the token holds is the service's own affair. */
function nextLink({ root, query }: GraphCall, start: number): string {
  const options = [...query, ['$skiptoken', Buffer.from(String(start)).toString('base64url')]]
    .filter(([name], index) => name !== '$skiptoken' || index === query.size)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
  return `${root}/users?${options.join('&')}`;
}

function readSkipToken(query: ReadonlyMap<string, string>): number {
  const token = query.get('$skiptoken');
  if (token === undefined) return 0;
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw badRequest('The specified $skiptoken is invalid.');
  return start;
}
