import fc from 'fast-check';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import type { ConnectorFault } from '../../src/sandbox/teams/connectorFaults.ts';

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

/** What goes wrong with an answer on its way to Teams: not what may be sent twice. */
export const connectorFaults = {
  unavailable: { status: 503 },
  throttled: { status: 429, retryAfterSeconds: 1 },
  reset: { reset: 'before' },
  slow: { delayMs: 300 },
} as const satisfies Record<string, ConnectorFault>;

export type Service = 'graph' | 'signIn' | 'entra' | 'connector';
type Doing = 'lookUp' | 'search' | 'typeAhead' | 'help' | 'save' | 'undo' | 'refresh' | 'forge';

/** Which services a turn depends on: the Token Service has lost the token, and Entra is asked for another then. */
export const servicesOf = {
  lookUp: ['graph', 'graph', 'graph', 'signIn', 'entra', 'connector'],
  search: ['signIn', 'entra', 'connector'],
  typeAhead: ['signIn'],
  help: ['connector'],
  save: ['graph', 'graph', 'graph', 'signIn', 'entra'],
  undo: ['graph', 'graph', 'graph', 'signIn', 'entra'],
  refresh: ['graph', 'graph', 'signIn', 'entra'],
  forge: [],
} as const satisfies Record<Doing, readonly Service[]>;

/** What goes wrong in a turn, of each service: the turn's own services say with which. */
export interface TurnFault {
  /** Which of them, by the remainder. */
  readonly service: number;
  readonly read: keyof typeof readFaults;
  readonly write: keyof typeof writeFaults;
  readonly connector: keyof typeof connectorFaults;
}

/** One thing that somebody does. */
export interface Turn {
  readonly does: Doing;
  readonly fault: TurnFault | undefined;
}

const wish = (does: Doing, weight: number) => ({ weight, arbitrary: fc.constant(does) });
const keyOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): fc.Arbitrary<Key> =>
  fc.constantFrom(...(Object.keys(record) as Key[]));

/** @param faultShare how many turns of 100 something goes wrong in, of those that depend on a service */
export function turnsWith(faultShare: number): fc.Arbitrary<Turn> {
  const fault: fc.Arbitrary<TurnFault> = fc.record({
    service: fc.nat({ max: 59 }),
    read: keyOf(readFaults),
    write: keyOf(writeFaults),
    connector: keyOf(connectorFaults),
  });
  return fc
    .oneof(
      wish('lookUp', 6),
      wish('search', 2),
      wish('typeAhead', 3),
      wish('help', 3),
      wish('save', 6),
      wish('undo', 4),
      wish('refresh', 4),
      wish('forge', 1),
    )
    .chain((does) => {
      const none = { weight: 1_000 - 10 * faultShare, arbitrary: fc.constant(undefined) };
      const some = { weight: 10 * faultShare, arbitrary: fault };
      return fc.record({
        does: fc.constant(does),
        fault: servicesOf[does].length === 0 ? fc.constant(undefined) : fc.oneof(none, some),
      });
    });
}
