import { setTimeout as wait } from 'node:timers/promises';
import type { GraphAnswer } from './call.ts';
import { GraphError } from './errors.ts';
import { type Fault, refusalOf } from './faults.ts';

/** How an answer goes over the wire. */
export type Transport = 'whole' | 'truncated' | 'broken' | 'html' | 'reset';

export interface Outcome {
  readonly answer: GraphAnswer;
  readonly transport: Transport;
}

/**
 * Runs a request with what goes wrong on order.
 * @param run does the request; rejects with GraphError.
 * @param gone aborted when the client goes away.
 * @throws GraphError of the request's own, or the fault's
 */
export async function runWithFault(
  fault: Fault | undefined,
  run: () => Promise<Outcome>,
  gone: AbortSignal,
): Promise<Outcome> {
  if (!fault) return run();
  if (fault.kind === 'truncate') return { ...(await run()), transport: 'truncated' };
  if (fault.kind === 'break') return { ...(await run()), transport: 'broken' };
  if (fault.kind === 'delay') return runLate(fault, run, gone);
  // Whether it was done or refused, the client never learns.
  if (fault.afterApply) await run().catch(ignoreRefusal);
  const nothing: GraphAnswer = { status: 0, headers: {} };
  if (fault.kind === 'reset') return { answer: nothing, transport: 'reset' };
  if (fault.kind === 'html')
    return { answer: { ...nothing, status: fault.status ?? 502 }, transport: 'html' };
  throw refusalOf(fault);
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof GraphError)) throw error;
}

async function runLate(fault: Fault, run: () => Promise<Outcome>, gone: AbortSignal): Promise<Outcome> {
  if (fault.afterApply) {
    // A refusal is late as well.
    const outcome = run();
    await Promise.allSettled([outcome]);
    await waitFor(fault.ms, gone);
    return outcome;
  }
  if (fault.ms === undefined) {
    await waitFor(undefined, gone);
    return { answer: { status: 0, headers: {} }, transport: 'reset' };
  }
  await wait(fault.ms, undefined, { ref: false });
  return run();
}

/** Until the time is over, or the client is gone. */
async function waitFor(ms: number | undefined, gone: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const isGone = new Promise<void>((resolve) => {
    if (gone.aborted) resolve();
    gone.addEventListener('abort', () => resolve(), { signal: stop.signal });
  });
  const isOver = ms === undefined ? [] : [wait(ms, undefined, { ref: false })];
  await Promise.race([isGone, ...isOver]);
  stop.abort();
}
