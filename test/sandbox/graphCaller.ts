import { createGraph, type GraphStandIn, type GraphStandInOptions } from '../../src/sandbox/graph/graph.ts';
import type { VerifiedToken } from '../../src/sandbox/types.ts';

const address = 'https://graph.example';

export const usualScopes = [
  'User.Read.All',
  'User.ReadWrite.All',
  'GroupMember.Read.All',
  'Organization.Read.All',
];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
  /** The body as it was sent. */
  readonly bytes: Buffer;
}

/** Parsed JSON: what the tests look into. Empty where there was no JSON. */
export interface AnswerBody {
  readonly value: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly [property: string]: unknown;
  }[];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly object[];
    readonly innerError: Readonly<Record<string, string>>;
  };
  readonly '@odata.nextLink'?: string;
  readonly [property: string]: unknown;
}

/** An answer within a batch. */
export interface ItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface Caller {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(oid: string, changes: object): Promise<Answer>;
  /** Display names that a search finds. */
  search(text: string): Promise<string[]>;
  /** Display names that a filter finds. */
  filter(text: string): Promise<string[]>;
  /** The answers to the items by their id. */
  batch(requests: readonly object[]): Promise<{ answer: Answer; items: Map<string, ItemAnswer> }>;
}

export interface GraphUnderTest {
  readonly graph: GraphStandIn;
  /** Moves on when told to. */
  readonly clock: { now(): number; pass(ms: number): void };
  as(person: { readonly oid: string }, scopes?: readonly string[]): Caller;
  /** A request with this token; none without. */
  send(method: string, path: string, token: string | undefined, options?: CallOptions): Promise<Answer>;
}

/** A token that anybody could make: its claims as base64. Its audience is checked, so that the tests see whose it is. */
export function tokenOf(claims: Partial<VerifiedToken> & { readonly audience?: string }): string {
  return Buffer.from(JSON.stringify({ audience: address, ...claims })).toString('base64url');
}

export function startGraph(options: Partial<GraphStandInOptions> = {}): GraphUnderTest {
  let now = Date.parse('2026-11-24T09:00:00Z');
  const clock = {
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
  };
  const graph = createGraph({
    clock,
    audience: () => address,
    verifyToken: async (token, audience) => {
      const claims = JSON.parse(Buffer.from(token, 'base64url').toString()) as VerifiedToken & {
        readonly audience: string;
      };
      if (claims.audience !== audience) throw new Error('Invalid audience.');
      return claims;
    },
    ...options,
  });

  async function send(
    method: string,
    path: string,
    token: string | undefined,
    { headers = {}, body, signal }: CallOptions = {},
  ): Promise<Answer> {
    const isBytes = body instanceof Uint8Array || typeof body === 'string';
    const request = new Request(`${address}/v1.0${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isBytes ? (body as BodyInit) : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const response = await graph.fetch(request);
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const { status } = response;
    return { status, headers: response.headers, body: isJson ? parse(bytes.toString()) : parse('{}'), bytes };
  }

  function as({ oid }: { readonly oid: string }, scopes: readonly string[] = usualScopes): Caller {
    const token = tokenOf({ oid, tid: 'tenant', appid: 'app', scopes, wids: [] });
    const call: Caller['call'] = (method, path, callOptions) => send(method, path, token, callOptions);
    const namesIn = (answer: Answer): string[] => {
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body.value.map((user) => user.displayName);
    };
    return {
      call,
      get: (path, headers = {}) => call('GET', path, { headers }),
      patch: (target, changes) => call('PATCH', `/users/${target}`, { body: changes }),
      search: async (text) =>
        namesIn(
          await call('GET', `/users?$search=${encodeURIComponent(text)}`, {
            headers: { ConsistencyLevel: 'eventual' },
          }),
        ),
      filter: async (text) => namesIn(await call('GET', `/users?$filter=${encodeURIComponent(text)}`)),
      batch: async (requests) => {
        const answer = await call('POST', '/$batch', { body: { requests } });
        const responses = (answer.body.responses ?? []) as readonly ItemAnswer[];
        return { answer, items: new Map(responses.map((one) => [one.id, one])) };
      },
    };
  }

  return { graph, clock, as, send };
}

function parse(text: string): AnswerBody {
  try {
    return JSON.parse(text) as AnswerBody;
  } catch {
    // Cut off: the test looks at the bytes.
    return {} as AnswerBody;
  }
}
