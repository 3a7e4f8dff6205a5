import { ActivityTypes, type TurnContext } from 'botbuilder';
import type { Clock } from '../clock.ts';
import { isRefresh } from './invokes.ts';

/** What people do, and what their clients do for them. */
export type RateLimited = 'message' | 'click' | 'typeahead' | 'refresh' | 'signIn';

/**
 * What each counts as. Most messages search the directory. What a client does by itself is paid from a purse of its own:
 * one edit of a message has the clients of up to 60 viewers draw it again.
 */
export const costs = { message: 4, click: 1, typeahead: 1, refresh: 0.1, signIn: 0.1 } as const;

/** Most purses that are kept: the longest unused goes first, and is full again by then. */
const mostPurses = 10_000;

/** Whole numbers alone, since whoever waits as long as told must not be refused for the rounding of a fraction. */
interface Purse {
  /** Sixty-thousandths of a click: a millisecond brings as many of them as a minute brings clicks. */
  left: number;
  at: number;
}

const minuteMs = 60_000;

/** How long somebody has to wait before this, in milliseconds; 0 where it may be done now, which then counts. */
export type RateLimit = (person: string, what: RateLimited) => number;

/**
 * A token bucket for each person, in the memory of this process: a minute's worth at once, and then at that pace.
 * @param perMinute a whole number; 0 for no limit.
 */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  if (perMinute === 0) return () => 0;
  const purses = new Map<string, Purse>();
  const full = perMinute * minuteMs;

  return (person, what) => {
    const isByClient = what === 'refresh' || what === 'signIn';
    const key = `${isByClient ? 'client' : 'person'} ${person}`;
    const now = clock.now();
    const { left, at } = purses.get(key) ?? { left: full, at: now };
    const purse: Purse = { left: Math.min(full, left + Math.max(0, now - at) * perMinute), at: now };
    // Put behind all others.
    purses.delete(key);
    purses.set(key, purse);
    for (const oldest of purses.keys()) {
      if (purses.size <= mostPurses) break;
      purses.delete(oldest);
    }
    const cost = Math.min(Math.round(costs[what] * minuteMs), full);
    if (purse.left < cost) return (cost - purse.left) / perMinute;
    purse.left -= cost;
    return 0;
  };
}

/** What a person, or their client for them, does often. */
export function limitedBy({ activity }: TurnContext): RateLimited | undefined {
  if (activity.type === ActivityTypes.Message) return 'message';
  if (activity.type !== ActivityTypes.Invoke) return undefined;
  if (activity.name === 'application/search') return 'typeahead';
  if (activity.name === 'adaptiveCard/action') return isRefresh(activity.value) ? 'refresh' : 'click';
  return 'signIn';
}
