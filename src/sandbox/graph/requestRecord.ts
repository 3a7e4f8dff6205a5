import type { Fault } from './faults.ts';

/** A request as it arrived, for tests and the chat page to look at. */
export interface GraphRequestRecord {
  /** Milliseconds since the epoch, on the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  /** Path and query as they arrived; those of a batch's item are without the version. */
  readonly url: string;
  readonly headers: {
    readonly consistencyLevel: string | undefined;
    readonly contentType: string | undefined;
    readonly clientRequestId: string | undefined;
    readonly throttlePriority: string | undefined;
    readonly userAgent: string | undefined;
  };
  /** Parsed JSON; of anything else the number of bytes; undefined where there was none. */
  readonly body: unknown;
  /** Object id of the token's person. */
  callerOid: string | undefined;
  /** What was answered; 0 as long as nothing was, or where nothing ever is. */
  status: number;
  readonly requestId: string;
  /** What went wrong on order. */
  fault?: Fault['kind'];
  /** The items of a batch, in the order of the request. */
  batch?: readonly GraphRequestRecord[];
}

/** @param body as it was read: parsed JSON, bytes, or undefined. */
export function newRecord(
  request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Headers;
    readonly body: unknown;
  },
  at: number,
  requestId: string,
  callerOid: string | undefined,
): GraphRequestRecord {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
  return {
    at,
    method: request.method,
    url: request.url,
    headers: {
      consistencyLevel: header('consistencylevel'),
      contentType: header('content-type'),
      clientRequestId: header('client-request-id'),
      throttlePriority: header('x-ms-throttle-priority'),
      userAgent: header('user-agent'),
    },
    body: request.body instanceof Uint8Array ? request.body.length : request.body,
    callerOid,
    status: 0,
    requestId,
  };
}
