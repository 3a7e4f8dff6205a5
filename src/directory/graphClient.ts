import {
  AuthenticationHandler,
  Client,
  HTTPMessageHandler,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { readUpTo } from '../readUpTo.ts';
import { type Answer, type BatchItem, parseJson, readBatchAnswers } from './graphAnswers.ts';
import { errorOf, errorOfFailure } from './graphErrors.ts';
import { withRetry } from './retry.ts';

/** What a token is for: each is asked for with the permissions of that use alone. */
export type TokenUse = 'read' | 'write' | 'signInMethods' | 'auditLog';

export interface GraphClientOptions {
  /** Graph's address without a path, such as `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /** A token of the person on whose behalf all calls are made. */
  readonly accessToken: (use: TokenUse, signal: AbortSignal) => Promise<string>;
  /** Sent along, so that Graph's own log can be found by it. */
  readonly correlationId: string | undefined;
  /** Makes each request, and looks at what came of it. */
  readonly watch?: WatchRequest | undefined;
}

/** @param call what a request is, without anything that it is about. */
export type WatchRequest = (call: GraphCall, send: () => Promise<Response>) => Promise<Response>;

export interface GraphCall {
  readonly use: TokenUse;
  readonly method: GraphRequest['method'];
  readonly isBatch: boolean;
  /** How often it was sent before. */
  readonly resends: number;
}

export interface GraphRequest {
  readonly use: TokenUse;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query without the version. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** 1 at first, 2 when it is sent once more. */
  readonly attempt?: number;
}

const batchPath = '/$batch';

/** Most bytes of an answer: many times what the twenty of a batch have, and little enough to hold for many people at once. */
const longestAnswer = 4 * 1024 * 1024;

class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
}

export type GraphClient = ReturnType<typeof createGraphClient>;

/** Requests to Microsoft Graph v1.0, alone and in batches. The only file that imports Graph's client. */
export function createGraphClient(options: GraphClientOptions) {
  const clientWith = (token: string): Client => {
    const authentication = new AuthenticationHandler({ getAccessToken: async () => token });
    // No RetryHandler: it waits as long as Retry-After says, up to 3 minutes, and has no deadline. No redirects either.
    authentication.setNext(new HTTPMessageHandler());
    const hosts = new Set([new URL(options.baseUrl).hostname]);
    return Client.initWithMiddleware({
      middleware: authentication,
      baseUrl: options.baseUrl,
      customHosts: hosts,
    });
  };

  async function send(
    { use, method, path, body, contentType, attempt = 1 }: GraphRequest,
    signal: AbortSignal,
  ): Promise<Answer> {
    // Asked for before the request, so that a failure to get it is not taken for one of Graph's.
    const token = await options.accessToken(use, signal);
    let response: Response;
    let text: string;
    try {
      const request = clientWith(token)
        .api(path)
        .responseType(ResponseType.RAW)
        .option('signal', signal)
        .option('redirect', 'error')
        .headers({
          // Somebody waits for it: https://learn.microsoft.com/graph/throttling.
          'x-ms-throttle-priority': 'high',
          ...(options.correlationId ? { 'client-request-id': options.correlationId } : {}),
          ...(contentType ? { 'Content-Type': contentType } : {}),
        });
      const sent = {
        GET: () => request.get(),
        POST: () => request.post(body),
        PATCH: () => request.patch(body),
        PUT: () => request.put(body),
        DELETE: () => request.delete(),
      };
      const call = { use, method, isBatch: path === batchPath, resends: attempt - 1 };
      const send = async () => (await sent[method]()) as Response;
      response = await (options.watch ? options.watch(call, send) : send());
      text = await textOf(response);
    } catch (cause) {
      throw errorOfFailure(cause);
    }
    const parsed = parseJson(text);
    if (!response.ok) throw errorOf(response.status, parsed, response.headers);
    // What a PUT of a photo answers is of no interest, unless it is a page of something between here and Graph.
    const mayBeAnything = contentType !== undefined && !/^\s*</.test(text);
    if (parsed === undefined && text !== '' && !mayBeAnything)
      throw errorOfFailure(new SyntaxError('The answer is no JSON'));
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Several requests at once. Each answer is found by the id of its request. */
  async function sendBatch(
    use: TokenUse,
    items: readonly BatchItem[],
    signal: AbortSignal,
    attempt = 1,
  ): Promise<Map<string, Answer>> {
    // https://learn.microsoft.com/graph/json-batching. The client's own class for it builds a Request of each item first,
    // which takes longer than the whole card.
    const requests = items.map(({ id, url, method, eventual, body }) => ({
      id,
      method: method ?? (body ? 'POST' : 'GET'),
      url,
      headers: {
        ...(eventual ? { ConsistencyLevel: 'eventual' } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body } : {}),
    }));
    const outer = await send({ use, method: 'POST', path: batchPath, body: { requests }, attempt }, signal);
    return readBatchAnswers(outer.body);
  }

  return {
    send,
    sendBatch,

    /** Reads at once, and once more where that can help. */
    readBatch(use: TokenUse, items: readonly BatchItem[], signal: AbortSignal) {
      let asked = items;
      return withRetry(async (attempt) => {
        const answered = await sendBatch(use, asked, signal, attempt).catch((error: unknown) => {
          // Then without what may be left out.
          if ((error as Error).cause instanceof AnswerTooLongError)
            asked = items.filter(({ mayBeLong }) => !mayBeLong);
          throw error;
        });
        const first = items[0];
        const answer = first && answered.get(first.id);
        // The items are throttled one by one; without the first there is nothing to show.
        if (!answer) throw errorOfFailure(new SyntaxError('The batch has no answer for its first request'));
        if (answer.status === 429 || answer.status >= 500)
          throw errorOf(answer.status, answer.body, answer.headers);
        return answered;
      }, signal);
    },
  };
}

async function textOf({ body }: Response): Promise<string> {
  const bytes = body ? await readUpTo(body, longestAnswer) : Buffer.of();
  if (!bytes) throw new AnswerTooLongError('Graph answers with more than is read');
  return bytes.toString('utf8');
}
