/** One finding among several, such as a value that is too long. */
export interface ErrorDetail {
  readonly code: string;
  readonly target: string;
  readonly message?: string;
}

/** A request that Graph refuses, in the terms of https://learn.microsoft.com/graph/errors: branch on code, never on message. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      readonly details?: readonly ErrorDetail[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.details = more.details ?? [];
    this.headers = more.headers ?? {};
  }
}

/** What the gateway itself can't read: a path, a query, a body. */
export const unreadable = (message: string): GraphError => new GraphError(400, 'BadRequest', message);

/** What the directory refuses. */
export const badRequest = (message: string, details: readonly ErrorDetail[] = []): GraphError =>
  new GraphError(400, 'Request_BadRequest', message, { details });

/** https://learn.microsoft.com/graph/aad-advanced-queries#error-handling-for-advanced-queries-on-directory-objects */
export const unsupportedQuery = (message: string): GraphError =>
  new GraphError(400, 'Request_UnsupportedQuery', message);

/** One code for three causes: the permission is missing, the role is missing, or the target outranks the caller. */
export const denied = (): GraphError =>
  new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const notFound = (key: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** https://learn.microsoft.com/graph/json-batching shows it, in the answer to request 4 of its example. */
export const methodNotAllowed = (): GraphError =>
  new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');

/** The two ids of a request: Graph's own, and the client's, which is Graph's where the client sent none. */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** The body of a refusal; `now` in milliseconds since the epoch. */
export function errorBody(error: GraphError, ids: RequestIds, now: number): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details.length > 0 ? { details: error.details } : {}),
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
