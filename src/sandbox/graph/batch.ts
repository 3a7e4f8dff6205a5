import { GraphError, unreadable } from './errors.ts';

/** One request of a batch, as it arrived. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Behind the version, such as `/users/x`. */
  readonly url: string;
  readonly headers: Headers;
  /** JSON; of another Content-Type its bytes, sent as base64. */
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

export interface BatchItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const mostItems = 20;
const writes = new Set(['POST', 'PATCH', 'PUT']);

/**
 * Reads `POST /$batch`: https://learn.microsoft.com/graph/json-batching.
 * @throws GraphError 400 where the batch as a whole is no batch
 */
export function readBatch(body: unknown): readonly BatchItem[] {
  const requests = (body as { readonly requests?: unknown } | null | undefined)?.requests;
  if (!Array.isArray(requests) || requests.length === 0) throw unreadable('Invalid batch payload format.');
  if (requests.length > mostItems)
    throw new GraphError(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${mostItems}.`,
    );
  const items = requests.map(readItem);
  // "Not case-sensitive. Must be unique in the batch."
  const ids = items.map(({ id }) => id.toLowerCase());
  if (new Set(ids).size < ids.length) throw unreadable('Request Id has to be unique in a batch.');
  const known = new Set(items.map(({ id }) => id));
  for (const { id, dependsOn } of items)
    if (dependsOn.some((other) => !known.has(other)))
      throw unreadable(`Request ${id} depends on one that is not there.`);
  if (hasCycle(items)) throw unreadable('The requests of the batch depend on one another in a circle.');
  return items;
}

function readItem(written: unknown): BatchItem {
  const { id, method, url, headers = {}, body, dependsOn = [] } = (written ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || typeof method !== 'string' || typeof url !== 'string')
    throw unreadable('Invalid batch payload format: a request needs id, method and url.');
  if (typeof headers !== 'object' || headers === null || !Array.isArray(dependsOn))
    throw unreadable(`Invalid batch payload format of request ${id}.`);
  const ownHeaders = new Headers(headers as Record<string, string>);
  const contentType = ownHeaders.get('content-type');
  const verb = method.toUpperCase();
  // "While the target URL doesn't require a request body, you must still specify" both: the page above, on request 4.
  if ((writes.has(verb) && body === undefined) || (body !== undefined && contentType === null))
    throw unreadable(`Write request id : ${id} does not contain Content-Type header or body.`);
  const isJson = contentType?.toLowerCase().startsWith('application/json') ?? true;
  const content = typeof body === 'string' && !isJson ? new Uint8Array(Buffer.from(body, 'base64')) : body;
  const target = url.startsWith('/') ? url : `/${url}`;
  return {
    id,
    method: verb,
    url: target,
    headers: ownHeaders,
    body: content,
    dependsOn: dependsOn.map(String),
  };
}

function hasCycle(items: readonly BatchItem[]): boolean {
  let left = [...items];
  for (;;) {
    const free = left.filter(({ dependsOn }) => !dependsOn.some((id) => left.some((item) => item.id === id)));
    if (free.length === 0) return left.length > 0;
    left = left.filter((item) => !free.includes(item));
  }
}

/**
 * Runs the requests, each after those that it depends on, else side by side; one whose predecessor failed fails with 424.
 * @param run answers a request; with `refusal` where it may not be done.
 * @returns the answers, in no order that a client could rely on.
 */
export async function runBatch(
  items: readonly BatchItem[],
  run: (item: BatchItem, refusal?: GraphError) => Promise<BatchItemAnswer>,
): Promise<readonly BatchItemAnswer[]> {
  const begun = new Map<string, Promise<BatchItemAnswer>>();
  const begin = (item: BatchItem): Promise<BatchItemAnswer> => {
    const answer = begun.get(item.id) ?? runAfterOthers(item);
    begun.set(item.id, answer);
    return answer;
  };
  const runAfterOthers = async (item: BatchItem): Promise<BatchItemAnswer> => {
    const others = items.filter(({ id }) => item.dependsOn.includes(id));
    const answers = await Promise.all(others.map(begin));
    if (answers.every(({ status }) => status > 0 && status < 400)) return run(item);
    return run(item, new GraphError(424, 'FailedDependency', 'A request that this one depends on failed.'));
  };
  const answers = await Promise.all(items.map(begin));
  return answers.toReversed();
}
