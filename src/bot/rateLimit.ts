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

interface Purse {
  left: number;
  at: number;
}

/** How long somebody has to wait before this, in milliseconds; 0 where it may be done now, which then counts. */
export type RateLimit = (person: string, what: RateLimited) => number;

/**
 * A token bucket for each person, in the memory of this process: a minute's worth at once, and then at that pace.
 * @param perMinute 0 for no limit.
 */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  if (perMinute === 0) return () => 0;
  const purses = new Map<string, Purse>();
  const perMs = perMinute / 60_000;

  return (person, what) => {
    const isByClient = what === 'refresh' || what === 'signIn';
    const key = `${isByClient ? 'client' : 'person'} ${person}`;
    const now = clock.now();
    const { left, at } = purses.get(key) ?? { left: perMinute, at: now };
    const purse = { left: Math.min(perMinute, left + Math.max(0, now - at) * perMs), at: now };
    // Put behind all others.
    purses.delete(key);
    purses.set(key, purse);
    for (const oldest of purses.keys()) {
      if (purses.size <= mostPurses) break;
      purses.delete(oldest);
    }
    const cost = Math.min(costs[what], perMinute);
    if (purse.left < cost) return (cost - purse.left) / perMs;
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
