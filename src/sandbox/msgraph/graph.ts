import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, VerifiedToken, VerifyToken } from '../types.ts';
import { runBatch } from './batch.ts';
import { DirectoryState } from './directoryState.ts';
import { errorBody, GraphRefusal } from './errors.ts';
import { type Fault, Faults, faultAnswer } from './faults.ts';
import { answerRequest, type GraphAnswer } from './operations.ts';

export interface GraphSettings {
  /** Milliseconds that an answer takes. */
  latencyMs: number;
  /** Milliseconds that a read may be older than a write: no replica is promised to be up to date. */
  readLagMs: number;
  /** Milliseconds that the search index is behind. */
  indexLagMs: number;
}

export interface GraphOptions {
  readonly clock: Clock;
  readonly verifyToken: VerifyToken;
  /** Own address, which its tokens are for. */
  readonly audience: () => string;
  readonly settings?: Partial<GraphSettings>;
}

/** A request as it arrived, for tests to look at. */
export interface GraphRequest {
  readonly at: number;
  readonly method: string;
  /** Path and query, without the host. */
  readonly url: string;
  readonly callerOid: string | undefined;
  readonly status: number;
  readonly requestId: string;
  readonly body?: unknown;
  readonly batch?:
    | readonly { readonly method: string; readonly url: string; readonly status: number }[]
    | undefined;
}

export interface Graph {
  readonly fetch: (request: Request, bindings?: unknown) => Promise<Response>;
  readonly directory: DirectoryState;
  readonly requests: GraphRequest[];
  readonly faults: Faults;
  readonly settings: GraphSettings;
}

const version = '/v1.0';
const hangMs = 600_000;

/** Microsoft Graph v1.0, as far as users go: https://learn.microsoft.com/graph/api/resources/users. */
export function createGraph(options: GraphOptions): Graph {
  const { clock, verifyToken, audience } = options;
  const settings: GraphSettings = { latencyMs: 0, readLagMs: 0, indexLagMs: 0, ...options.settings };
  const directory = new DirectoryState(clock);
  const faults = new Faults();
  const requests: GraphRequest[] = [];

  async function respond(request: Request, bindings: unknown): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.slice(version.length) + url.search;
    const requestId = randomUUID();
    const isBatch = path === '/$batch';
    const body = await readBody(request);
    if (settings.latencyMs > 0) await wait(settings.latencyMs);
    const fault = faults.take(request.method, path);
    const { token, answer, batch } = await answerWith(fault);
    const note = {
      at: clock.now(),
      method: request.method,
      url: url.pathname + url.search,
      callerOid: token?.oid,
    };
    requests.push({ ...note, status: answer.status, requestId, body, batch });
    return await send(answer, fault, requestId, bindings, request.signal);

    async function answerWith(hit: Fault | undefined) {
      const unanswered: GraphAnswer = { status: 503, headers: {}, body: undefined };
      let caller: VerifiedToken | undefined;
      try {
        caller = await authenticate(request);
        const spared =
          hit === undefined ||
          hit.kind === 'delay' ||
          hit.kind === 'truncate' ||
          hit.kind === 'html' ||
          hit.afterApply;
        if (!spared) return { token: caller, answer: unanswered, batch: undefined };
        const run = (method: string, url_: string, headers: Headers, sent: unknown) =>
          answerRequest({
            method,
            path: url_,
            headers,
            body: sent,
            token: caller as VerifiedToken,
            directory,
            settings,
          });
        if (!isBatch)
          return {
            token: caller,
            answer: await run(request.method, path, request.headers, body),
            batch: undefined,
          };
        const { answer: whole, items } = await runBatch(body, run, (method, itemPath) =>
          faults.take(method, itemPath),
        );
        return { token: caller, answer: whole, batch: items };
      } catch (error) {
        if (!(error instanceof GraphRefusal)) throw error;
        return { token: caller, answer: refusal(error, requestId), batch: undefined };
      }
    }
  }

  async function authenticate(request: Request): Promise<VerifiedToken> {
    const token = request.headers.get('authorization')?.replace(/^Bearer /, '');
    const verified = token ? await verifyToken(token, audience()).catch(() => undefined) : undefined;
    if (!verified)
      throw new GraphRefusal(
        401,
        'InvalidAuthenticationToken',
        'Access token is empty, expired or not for this resource.',
      );
    return verified;
  }

  return { fetch: respond, directory, requests, faults, settings };
}

async function readBody(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusal(error: GraphRefusal, requestId: string): GraphAnswer {
  return {
    status: error.status,
    headers: error.headers,
    body: errorBody(error.code, error.message, requestId),
  };
}

/** Sends the answer, or what the fault makes of it. */
async function send(
  answer: GraphAnswer,
  fault: Fault | undefined,
  requestId: string,
  bindings: unknown,
  gone: AbortSignal,
): Promise<Response> {
  const socket = (bindings as { outgoing?: ServerResponse } | undefined)?.outgoing?.socket;
  if (fault?.kind === 'delay')
    await wait(fault.delayMs ?? hangMs, undefined, { signal: gone, ref: false }).catch(() => undefined);
  if (fault?.kind === 'reset') {
    socket?.destroy();
    return new Response(null, { status: 503 });
  }
  if (fault?.kind === 'html') {
    return new Response('<html><body><h1>Bad Gateway</h1></body></html>', {
      headers: { 'content-type': 'text/html' },
    });
  }
  if (fault?.kind === 'throttle' || fault?.kind === 'status' || fault?.kind === 'claims') {
    const { status, code, headers } = faultAnswer(fault);
    return Response.json(errorBody(code, 'On order.', requestId), {
      status,
      headers: { ...headers, 'request-id': requestId },
    });
  }
  const headers = { 'request-id': requestId, 'client-request-id': requestId, ...answer.headers };
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  if (answer.body instanceof Uint8Array)
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers });
  const text = JSON.stringify(answer.body);
  const sent = fault?.kind === 'truncate' ? text.slice(0, Math.floor(text.length / 2)) : text;
  return new Response(sent, {
    status: answer.status,
    headers: { ...headers, 'content-type': 'application/json' },
  });
}
