import type { VerifiedToken } from '../types.ts';
import type { DirectoryState } from './directory.ts';
import { badRequest, unreadable } from './errors.ts';

export interface GraphSettings {
  /** Milliseconds of real time that each HTTP request takes, a batch as a whole. */
  latencyMs: number;
  /** Milliseconds on the clock that a read is behind the last write. */
  readLagMs: number;
  /** Milliseconds on the clock that the index behind `$search` and advanced queries is behind. */
  indexLagMs: number;
  /** Milliseconds on the clock that the audit log is behind. */
  auditLagMs: number;
  /** Whether an Authentication Administrator sees numbers to sign in with only in part, as Graph documents it. */
  masksSignInPhones: boolean;
  /**
   * Whether SharePoint lets an administrator write its part of others' profiles with User.ReadWrite.All, as Graph
   * documents it; some tenants refuse.
   */
  sharePointTakesOthers: boolean;
  /** What each HTTP request waits for before it is done, a batch as a whole: for tests that choose the order of what happens at once. */
  turn: (request: { readonly method: string; readonly path: string }) => Promise<void>;
}

/** One request to Graph, alone or as an item of a batch. */
export interface GraphCall {
  readonly method: string;
  /** Decoded segments of the path, behind the version. */
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Headers;
  /** Parsed JSON, the bytes of anything else, or nothing. */
  readonly body: unknown;
  readonly token: VerifiedToken;
  /** Object id of the person on whose behalf it is made. */
  readonly callerId: string;
  readonly directory: DirectoryState;
  readonly settings: GraphSettings;
  /** Graph's own address with its version, such as `https://localhost:1/v1.0`. */
  readonly root: string;
  /** Characters of the address that was asked for, all of it. */
  readonly urlLength: number;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or the bytes of an image. */
  readonly body?: object | Uint8Array;
}

export const ok = (body: object): GraphAnswer => ({ status: 200, headers: {}, body });
export const noContent: GraphAnswer = { status: 204, headers: {} };

const options = new Set([
  '$select',
  '$search',
  '$filter',
  '$top',
  '$count',
  '$orderby',
  '$expand',
  '$skiptoken',
]);

/**
 * Reads path and query, as in `/users/x?$select=id`. A `+` in a query is a space. The dollar sign of an option may be left
 * out: https://learn.microsoft.com/graph/query-parameters.
 * @throws GraphError
 */
export function readTarget(target: string): { segments: string[]; query: Map<string, string> } {
  const [beforeHash = ''] = target.split('#');
  const mark = beforeHash.indexOf('?');
  const path = mark < 0 ? beforeHash : beforeHash.slice(0, mark);
  const segments = path.split('/').filter(Boolean).map(decode);
  // Another way to write a key, for those that begin with $: https://learn.microsoft.com/graph/api/user-get.
  const key = /^users\('(.+)'\)$/u.exec(segments[0] ?? '')?.[1];
  if (key !== undefined) segments.splice(0, 1, 'users', key.replaceAll("''", "'"));
  const query = new Map<string, string>();
  for (const part of (mark < 0 ? '' : beforeHash.slice(mark + 1)).split('&').filter(Boolean)) {
    const equals = part.includes('=') ? part.indexOf('=') : part.length;
    const written = decode(part.slice(0, equals)).toLowerCase();
    const name = written.startsWith('$') ? written : `$${written}`;
    if (!options.has(name)) {
      if (!written.startsWith('$')) continue;
      throw unreadable(`The query parameter '${written}' is not supported.`);
    }
    query.set(name, decode(part.slice(equals + 1).replaceAll('+', ' ')));
  }
  return { segments, query: withKnownSearchFault(query) };
}

/**
 * A known fault of v1.0: a `$search` with an encoded ampersand is refused, one that is encoded twice works.
 * https://developer.microsoft.com/graph/known-issues/?search=18185
 */
function withKnownSearchFault(query: Map<string, string>): Map<string, string> {
  const search = query.get('$search');
  if (search?.includes('&')) throw badRequest("Unrecognized query argument specified: ''.");
  if (search !== undefined) query.set('$search', search.replaceAll(/%26/gi, '&'));
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable(`Bad Request: '${text}' is not percent-encoded.`);
  }
}
