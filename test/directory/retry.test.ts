import { describe, expect, it, vi } from 'vitest';
import {
  DirectoryError,
  type DirectoryErrorDetails,
  type DirectoryErrorKind,
} from '../../src/directory/directory.ts';
import { deadlineSignal, withRetry } from '../../src/directory/retry.ts';

/** Runs something that fails in these ways, one after another, and then succeeds. */
async function run(
  faults: readonly [DirectoryErrorKind, DirectoryErrorDetails?][],
  options: { only?: 'throttled'; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<{ calls: number; outcome: unknown }> {
  const { only, timeoutMs = 5_000, signal = deadlineSignal(timeoutMs) } = options;
  let calls = 0;
  const attempt = async (): Promise<string> => {
    const fault = faults[calls];
    calls += 1;
    if (fault) throw new DirectoryError(...fault);
    return 'done';
  };
  const outcome = await withRetry(attempt, signal, only ? { only } : {}).catch((error: unknown) => error);
  return { calls, outcome };
}
const kinds: DirectoryErrorKind[] = ['notFound', 'forbidden', 'refused', 'signIn'];

describe('a read', () => {
  it('that works runs once', async () => {
    expect(await run([])).toEqual({ calls: 1, outcome: 'done' });
  });

  it.each<[DirectoryErrorKind, DirectoryErrorDetails?]>([
    ['unreachable'],
    ['unreachable', { retryAfterMs: 1 }],
    ['throttled'],
    ['throttled', { retryAfterMs: 1 }],
  ])('after %s %j runs once more', async (...fault) => {
    expect(await run([fault])).toEqual({ calls: 2, outcome: 'done' });
  });

  it('runs no third time, and fails as it last did', async () => {
    const { calls, outcome } = await run([['throttled'], ['unreachable', { code: 'second' }]]);
    expect(calls).toBe(2);
    expect(outcome).toMatchObject({ kind: 'unreachable', code: 'second' });
  });

  it.each(kinds)('after %s is not repeated', async (kind) => {
    expect(await run([[kind]])).toMatchObject({ calls: 1, outcome: { kind } });
  });

  it('is not repeated where the wait would end after the deadline, and does not wait for it', async () => {
    const begun = performance.now();
    expect(await run([['throttled', { retryAfterMs: 60_000 }]])).toMatchObject({
      calls: 1,
      outcome: { kind: 'throttled', retryAfterMs: 60_000 },
    });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('waits as long as it was asked to', async () => {
    const begun = performance.now();
    await run([['throttled', { retryAfterMs: 60 }]]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(55);
  });

  it('is not repeated when the signal is aborted, before or while waiting', async () => {
    expect(await run([['unreachable']], { signal: AbortSignal.abort() })).toMatchObject({ calls: 1 });
    const controller = new AbortController();
    const running = run([['throttled', { retryAfterMs: 60_000 }]], { signal: controller.signal });
    setImmediate(() => controller.abort());
    expect(await running).toMatchObject({ calls: 1, outcome: { kind: 'throttled' } });
  });
});

describe('a write', () => {
  it('after a 429 with its wait runs once more', async () => {
    const throttled = ['throttled', { retryAfterMs: 1 }] as const;
    expect(await run([[...throttled]], { only: 'throttled' })).toEqual({ calls: 2, outcome: 'done' });
    expect((await run([[...throttled], [...throttled]], { only: 'throttled' })).calls).toBe(2);
  });

  it.each<[DirectoryErrorKind, DirectoryErrorDetails?]>([
    ['unreachable', { mayHaveHappened: true }],
    ['unreachable', { mayHaveHappened: true, retryAfterMs: 1 }],
    ['throttled'],
    ['throttled', { retryAfterMs: 60_000 }],
    ...kinds.map((kind): [DirectoryErrorKind] => [kind]),
  ])('after %s %j is never repeated', async (...fault) => {
    expect(await run([fault], { only: 'throttled' })).toMatchObject({
      calls: 1,
      outcome: { kind: fault[0] },
    });
  });
});

it('passes on what is no error of the directory, at once', async () => {
  for (const thrown of [new Error('other'), new TypeError('fetch failed'), new RangeError('x')]) {
    const attempt = vi.fn().mockRejectedValue(thrown);
    await expect(withRetry(attempt, deadlineSignal(5_000))).rejects.toBe(thrown);
    expect(attempt).toHaveBeenCalledTimes(1);
  }
});

it('gives a signal that aborts at its deadline', async () => {
  const signal = deadlineSignal(1);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(signal.reason.name).toBe('TimeoutError');
});
