import type { GraphCall } from './call.ts';
import { badRequest, unreadable, unsupportedQuery } from './errors.ts';

/** One page of a collection, with the link to the next: https://learn.microsoft.com/graph/paging. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: { readonly '@odata.nextLink'?: string };
}

/**
 * The page that `$top` and `$skiptoken` ask for.
 * @param path of the collection, such as `/users`.
 * @throws GraphError
 */
export function pageOf<Item>(call: GraphCall, path: string, all: readonly Item[]): Page<Item> {
  const [start, top] = [readSkipToken(call.query), readTop(call.query)];
  const items = all.slice(start, start + top);
  if (start + top >= all.length) return { items, next: {} };
  return { items, next: { '@odata.nextLink': nextLink(call, path, start + top) } };
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

/** What the token holds is the service's own affair. */
function nextLink({ root, query }: GraphCall, path: string, start: number): string {
  const options = [...query, ['$skiptoken', Buffer.from(String(start)).toString('base64url')]]
    .filter(([name], index) => name !== '$skiptoken' || index === query.size)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
  return `${root}${path}?${options.join('&')}`;
}

function readSkipToken(query: ReadonlyMap<string, string>): number {
  const token = query.get('$skiptoken');
  if (token === undefined) return 0;
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw badRequest('The specified $skiptoken is invalid.');
  return start;
}
