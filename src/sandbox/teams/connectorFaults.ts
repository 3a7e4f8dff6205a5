import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { endConnection } from './endConnection.ts';

export type ConnectorMethod = 'send' | 'reply' | 'update' | 'delete' | 'members' | 'create';

/** What goes wrong with a call of the bot, on order. */
export interface ConnectorFault {
  /** The next call of this kind; of any kind but typing if left out. */
  readonly on?: ConnectorMethod;
  /** The next call about this conversation; about any if left out. */
  readonly conversationId?: string;
  /** Waits so many milliseconds first. */
  readonly delayMs?: number;
  /** Answers so many milliseconds after it was done. */
  readonly lateMs?: number;
  /** Answers with this HTTP status instead of doing it. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Ends the connection: instead of doing it, or after it was done, so that the bot can't know. */
  readonly reset?: 'before' | 'after';
}

/** Takes the fault that is due for a call out of the list. */
export function takeFault(
  faults: ConnectorFault[],
  method: ConnectorMethod,
  calledFor: string,
): ConnectorFault | undefined {
  const index = faults.findIndex(
    ({ on = method, conversationId = calledFor }) => on === method && conversationId === calledFor,
  );
  return index < 0 ? undefined : faults.splice(index, 1)[0];
}

/** Runs a call with its fault. */
export async function runWithFault(
  c: Context,
  fault: ConnectorFault | undefined,
  run: () => Promise<Response> | Response,
): Promise<Response> {
  if (fault?.delayMs) await wait(fault.delayMs);
  if (fault?.status !== undefined) {
    const headers = fault.retryAfterSeconds ? { 'Retry-After': String(fault.retryAfterSeconds) } : undefined;
    const body = { error: { code: 'ServiceError', message: 'Ordered in the sandbox.' } };
    return Response.json(body, { status: fault.status, ...(headers ? { headers } : {}) });
  }
  if (fault?.reset !== 'before') {
    const answer = await run();
    if (fault?.lateMs) await wait(fault.lateMs);
    if (fault?.reset === undefined) return answer;
  }
  endConnection(c);
  return new Response(null, { status: 502 });
}
