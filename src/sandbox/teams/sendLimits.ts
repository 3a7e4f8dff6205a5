import type { Clock } from '../types.ts';

/**
 * How many messages a bot may send to one conversation, and in how many milliseconds:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit#per-bot-per-thread-limit.
 */
const limits = [
  { most: 7, withinMs: 1_000 },
  { most: 8, withinMs: 2_000 },
  { most: 60, withinMs: 30_000 },
  { most: 1_800, withinMs: 3_600_000 },
] as const;

/** Counts what the bot sends to each conversation. */
export function createSendLimits(clock: Clock) {
  const sent = new Map<string, number[]>();
  /** @returns whether one more may be sent now; it is counted then */
  return function mayBeSent(conversationId: string): boolean {
    const now = clock.now();
    const moments = (sent.get(conversationId) ?? []).filter((moment) => now - moment < 3_600_000);
    const within = (ms: number) => moments.filter((moment) => now - moment < ms).length;
    const allowed = limits.every(({ most, withinMs }) => within(withinMs) < most);
    sent.set(conversationId, allowed ? [...moments, now] : moments);
    return allowed;
  };
}
