import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { DirectoryError } from './directory.ts';

/**
 * Runs a request, and once more where that can help within the deadline of its signal.
 *
 * A read is repeated after a throttling or a fault; a write (`only: 'throttled'`) after a 429 alone, since then it
 * surely did not happen, and only where Graph says when to come back. A wait that would end after the deadline is not
 * begun.
 * @param run is told which attempt it is, from 1 on.
 */
export async function withRetry<Result>(
  run: (attempt: number) => Promise<Result>,
  signal: AbortSignal,
  options: { readonly only?: 'throttled' } = {},
): Promise<Result> {
  const deadline = deadlines.get(signal) ?? Number.POSITIVE_INFINITY;
  // The signal goes to the requests and to the wait, not to p-retry, which would turn an answer that came into an abort.
  return await pRetry(run, {
    retries: 1,
    minTimeout: 0,
    shouldRetry: async ({ error }) => {
      if (!(error instanceof DirectoryError) || signal.aborted || !canHelp(error, options.only)) return false;
      const waitMs = error.retryAfterMs ?? 0;
      if (performance.now() + waitMs >= deadline) return false;
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      return !signal.aborted;
    },
  });
}

function canHelp(error: DirectoryError, only: 'throttled' | undefined): boolean {
  if (error.kind === 'throttled') return only === undefined || error.retryAfterMs !== undefined;
  return error.kind === 'unreachable' && only === undefined;
}

const deadlines = new WeakMap<AbortSignal, number>();

/** A signal that aborts after so many milliseconds, and whose deadline `withRetry` knows. */
export function deadlineSignal(timeoutMs: number): AbortSignal {
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  deadlines.set(signal, performance.now() + timeoutMs);
  return signal;
}
