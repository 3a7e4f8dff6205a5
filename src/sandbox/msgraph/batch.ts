import { randomUUID } from 'node:crypto';
import { badRequest, errorBody, GraphRefusal } from './errors.ts';
import { type Fault, faultAnswer } from './faults.ts';
import type { GraphAnswer } from './operations.ts';

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly dependsOn?: readonly string[];
}

export interface BatchedRequest {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

const most = 20;

/**
 * Many requests in one: at most 20, each answered by itself, in any order; an item that depends on a failed one fails
 * with 424. https://learn.microsoft.com/graph/json-batching
 */
export async function runBatch(
  body: unknown,
  run: (method: string, path: string, headers: Headers, body: unknown) => Promise<GraphAnswer>,
  takeFault: (method: string, path: string) => Fault | undefined,
): Promise<{ answer: GraphAnswer; items: BatchedRequest[] }> {
  const items = (body as { requests?: readonly Item[] } | undefined)?.requests;
  if (!Array.isArray(items) || items.length === 0) throw badRequest('Invalid batch payload format.');
  if (items.length > most) throw badRequest(`The number of batch requests exceeds the maximum of ${most}.`);
  if (new Set(items.map(({ id }) => id)).size < items.length)
    throw badRequest('The ids of the requests in a batch must be unique.');
  const answers = new Map<string, GraphAnswer>();
  for (const item of items) answers.set(item.id, await runItem(item));
  const responses = items.map(({ id }) => responseOf(id, answers.get(id) as GraphAnswer));
  // Clients must not rely on the order.
  responses.reverse();
  const requests = items.map(
    ({ id, method, url }): BatchedRequest => ({ method, url, status: answers.get(id)?.status ?? 0 }),
  );
  return { answer: { status: 200, headers: {}, body: { responses } }, items: requests };

  async function runItem(item: Item): Promise<GraphAnswer> {
    const failed = (item.dependsOn ?? []).some((id) => (answers.get(id)?.status ?? 424) >= 400);
    if (failed) return refused(424, 'FailedDependency', 'A request that this one depends on failed.');
    const fault = takeFault(item.method, item.url);
    if (fault && !fault.afterApply) {
      const { status, code, headers } = faultAnswer(fault);
      return { ...refused(status, code, 'On order.'), headers };
    }
    try {
      return await run(item.method, item.url, new Headers(item.headers), item.body);
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      return refused(error.status, error.code, error.message);
    }
  }
}

function refused(status: number, code: string, message: string): GraphAnswer {
  return { status, headers: {}, body: errorBody(code, message, randomUUID()) };
}

function responseOf(id: string, { status, headers, body }: GraphAnswer): object {
  // A body that is no JSON is its base64 text.
  if (body instanceof Uint8Array) return { id, status, headers, body: Buffer.from(body).toString('base64') };
  const contentType = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return { id, status, headers: { ...contentType, ...headers }, ...(body === undefined ? {} : { body }) };
}
