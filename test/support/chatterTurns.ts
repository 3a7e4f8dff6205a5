import fc from 'fast-check';
import type { Fault } from '../../src/sandbox/graph/faults.ts';

/** What goes wrong with Graph as somebody reads a person, and as somebody changes one. */
export const readFaults = {
  unavailable: { kind: 'status', status: 503, times: 8 },
  brieflyUnavailable: { kind: 'status', status: 503 },
  throttled: { kind: 'throttle', times: 8 },
  reset: { kind: 'reset', times: 8 },
  page: { kind: 'html', times: 8 },
  cut: { kind: 'truncate' },
  slow: { kind: 'delay', ms: 300 },
} as const satisfies Record<string, Fault>;
export const writeFaults = {
  refused: { kind: 'status', status: 403 },
  throttled: { kind: 'throttle', retryAfterSeconds: 60 },
  lost: { kind: 'reset', afterApply: true },
  page: { kind: 'html', afterApply: true },
  slow: { kind: 'delay', ms: 300 },
} as const satisfies Record<string, Fault>;

/** One thing that somebody does. */
export interface Turn {
  readonly does: 'lookUp' | 'search' | 'typeAhead' | 'help' | 'save' | 'undo' | 'refresh' | 'forge';
  /** What goes wrong, of the one list or the other; `signedOut` where the Token Service has lost the token. */
  readonly fault:
    | {
        readonly read: keyof typeof readFaults;
        readonly write: keyof typeof writeFaults;
        readonly signedOut: boolean;
      }
    | undefined;
}

const wish = (does: Turn['does'], weight: number) => ({ weight, arbitrary: fc.constant(does) });

/** @param faultShare how many turns of 100 something goes wrong in */
export function turnsWith(faultShare: number): fc.Arbitrary<Turn> {
  return fc.record({
    does: fc.oneof(
      wish('lookUp', 6),
      wish('search', 2),
      wish('typeAhead', 3),
      wish('help', 3),
      wish('save', 6),
      wish('undo', 4),
      wish('refresh', 4),
      wish('forge', 1),
    ),
    fault: fc.oneof(
      { weight: 100 - faultShare, arbitrary: fc.constant(undefined) },
      {
        weight: faultShare,
        arbitrary: fc.record({
          read: fc.constantFrom(...(Object.keys(readFaults) as (keyof typeof readFaults)[])),
          write: fc.constantFrom(...(Object.keys(writeFaults) as (keyof typeof writeFaults)[])),
          signedOut: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 0),
        }),
      },
    ),
  });
}
