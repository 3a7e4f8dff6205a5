import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { GraphAnswer } from './call.ts';
import type { RequestIds } from './errors.ts';
import type { Outcome } from './faultyRun.ts';

/** What @hono/node-server hands over beside a request; nothing of it when the sandbox is called directly. */
interface NodeBindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Headers of an answer's body, and those that https://learn.microsoft.com/graph/json-batching shows of each answer. */
export function headersOf({ headers, body }: GraphAnswer): Record<string, string> {
  const isJson = body !== undefined && !(body instanceof Uint8Array);
  return {
    'Cache-Control': 'no-cache',
    'x-ms-resource-unit': '1',
    ...(isJson ? { 'OData-Version': '4.0', 'Content-Type': jsonType } : {}),
    ...headers,
  };
}

/**
 * The body of a request: parsed JSON, or the bytes of anything else, or undefined if there is none. JSON that can't be
 * parsed stays bytes, which no call takes.
 */
export async function readBody(request: Request): Promise<unknown> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length === 0) return undefined;
  if (!request.headers.get('content-type')?.toLowerCase().includes('json')) return bytes;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return bytes;
  }
}

/** Aborted when the client goes away. */
export function clientGone(request: Request, env: unknown): AbortSignal {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  if (request.signal.aborted) abort();
  request.signal.addEventListener('abort', abort, { once: true });
  (env as NodeBindings | undefined)?.outgoing?.once('close', abort);
  return gone.signal;
}

/**
 * Puts the outcome on the wire.
 * @throws Error in place of a reset where there is no socket
 */
export function send({ answer, transport }: Outcome, ids: RequestIds, env: unknown): Response {
  if (transport === 'reset') return reset(env);
  const common = { 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId };
  if (transport === 'html')
    return new Response('<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>', {
      status: answer.status,
      headers: { ...common, 'Content-Type': 'text/html' },
    });
  const init = { status: answer.status, headers: { ...common, ...headersOf(answer) } };
  if (transport === 'broken') return breakOff(init, answer.body, env);
  if (answer.body === undefined) return new Response(null, init);
  if (answer.body instanceof Uint8Array) return new Response(new Uint8Array(answer.body), init);
  const text = JSON.stringify(answer.body);
  return new Response(transport === 'truncated' ? text.slice(0, Math.ceil(text.length / 2)) : text, init);
}

/** Half of the body, of which all was announced. What has no body is lost as a whole. */
function breakOff(
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  body: unknown,
  env: unknown,
): Response {
  const outgoing = (env as NodeBindings | undefined)?.outgoing;
  if (!outgoing || body === undefined) return reset(env);
  const bytes = Buffer.from(body instanceof Uint8Array ? body : JSON.stringify(body));
  outgoing.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

function reset(env: unknown): Response {
  const socket = (env as NodeBindings | undefined)?.incoming?.socket;
  if (!socket) throw new TypeError('The connection was reset');
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
