import type * as Timers from 'node:timers/promises';

/** Milliseconds between two looks of whoever waits for somebody else's application or lease. */
const pollMs = 50;

/**
 * The timers, but for those who look again and again: they do so at once, so that it is a scheduler that says when. For a
 * `vi.mock` of node:timers/promises, whose factory has to import this itself.
 */
export function pollingAtOnce(real: typeof Timers): typeof Timers {
  const setTimeout: typeof real.setTimeout = (ms, value, options) =>
    ms === pollMs ? real.setImmediate(value) : real.setTimeout(ms, value, options);
  return { ...real, setTimeout };
}

/** Deadlines for what is about the order of things, and no time: a busy machine is no slow Graph. */
export const withoutHaste = {
  invokeMs: 60_000,
  messageMs: 60_000,
  writeMs: 120_000,
  leaseMs: 130_000,
} as const;
