import { randomUUID } from 'node:crypto';

/** A refusal of Graph's: https://learn.microsoft.com/graph/errors. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message: string) => new GraphRefusal(400, 'Request_BadRequest', message);
export const unsupportedQuery = (message: string) =>
  new GraphRefusal(400, 'Request_UnsupportedQuery', message);
export const notFound = (key: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
  );
/** One code for three causes: a missing permission, a missing role, a target that outranks the caller. */
export const denied = () =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

/** The body of an error, in Graph's form. */
export function errorBody(code: string, message: string, requestId: string): object {
  const date = new Date().toISOString().slice(0, 19);
  return {
    error: {
      code,
      message,
      innerError: { date, 'request-id': requestId, 'client-request-id': randomUUID() },
    },
  };
}
