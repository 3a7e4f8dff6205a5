import { expect } from 'vitest';
import type { GraphFault } from './graphFaults.ts';

// What arrives at Graph in a script, and which of it goes wrong.

/** A fault, and what it hits. */
export interface PlacedFault extends GraphFault {
  /** The request; or the part of the profile that a request writes, by its label. */
  readonly at: Occurrence | string;
  /** How many requests it hits, one after another; 1 if left out. */
  readonly times?: number;
}

/**
 * A request of a script: of those with its method and path, how many come before it. Others that are sent at the same time
 * may arrive in any order.
 */
export interface Occurrence {
  readonly request: string;
  readonly before: number;
}

/** A request's method and path, without what it asks for in particular. */
export function nameOf({ method, path }: Pick<Arrival, 'method' | 'path'>): string {
  return `${method} ${path.split('?')[0]}`;
}

/** A request as it arrived at Graph, alone or in a batch. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly inBatch: boolean;
  readonly body: string;
  /** Which of the client's requests it followed from. */
  readonly turn: number;
  /** The parts of the profile that it writes. */
  readonly labels: readonly string[];
  /** Milliseconds, for what has to be waited for. */
  readonly time: number;
  readonly hitBy: GraphFault | undefined;
}

/** Whether a request reads alone: by its method, or as a batch of reads. */
export function isRead({ method, path, body }: Pick<Arrival, 'method' | 'path' | 'body'>): boolean {
  return method === 'GET' || (path === '/$batch' && !/"method":"(?!GET)/.test(body));
}

/** What Graph was sent: a write again in the same turn only where it had refused it for a moment, and after that. */
export function checkResends(arrivals: readonly Arrival[]): void {
  const last = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const { turn: inTurn, method, path, body } = arrival;
    const key = [inTurn, method, path, body].join(' ');
    const before = last.get(key);
    last.set(key, arrival);
    if (!before) continue;
    const { kind, retryAfterSeconds } = before.hitBy?.fault ?? {};
    if (!isRead(arrival) && kind !== 'throttle')
      throw new Error(`Sent again in the same turn: ${method} ${path}`);
    // What else goes wrong in the same turn may keep an answer from being seen.
    const isSeen = arrivals.filter(({ hitBy, turn: other }) => hitBy && other === inTurn).length === 1;
    if (!isSeen || retryAfterSeconds === undefined || retryAfterSeconds === 'none') continue;
    // The timers of Node.js may be a millisecond early.
    expect(arrival.time - before.time, 'Retry-After').toBeGreaterThanOrEqual(retryAfterSeconds * 1_000 - 2);
  }
}
