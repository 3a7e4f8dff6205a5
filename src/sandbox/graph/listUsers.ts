import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { badRequest, denied, unsupportedQuery } from './errors.ts';
import { readFilter } from './filterGrammar.ts';
import { compileFilter } from './filterRules.ts';
import { pageOf } from './paging.ts';
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
  const { items, next } = pageOf(call, '/users', found);
  return ok({
    '@odata.context': contextOf(call, names, ''),
    // Without the header, $count is silently left out (the page above, error handling).
    ...(isAdvanced && query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
    ...next,
    value: items.map((user) => userAnswer(call, user, names)),
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

const mostCharacters = 2048;

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
  // "2048 characters when using advanced queries", of the whole address: microsoft-graph-docs pull request 22097.
  if (isAdvanced && call.urlLength > mostCharacters)
    throw unsupportedQuery(`The request URL is longer than ${mostCharacters} characters.`);
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
