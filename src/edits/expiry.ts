import type { Clock } from '../clock.ts';
import { type Store, StoreConflictError } from '../store.ts';
import type { PersonRecord } from './personRecord.ts';
import { pruned } from './personRecord.ts';

// A botbuilder store can't list its keys, so what expires is noted in documents of its hour, several for each, so that
// writers seldom meet.
export const shardCount = 8;
const hourMs = 60 * 60_000;
const sweptKey = 'expiry/swept';

/** The document that lists keys to look at once the hour of `at` has passed. */
export function expiryKey(at: number, shard: number): string {
  return `expiry/${Math.floor(at / hourMs)}/${shard}`;
}

/**
 * Removes what has expired: open edits after an hour, values after a day, history after its days. What lives on is
 * noted again. Safe to run on several instances: a key looked at twice is removed once.
 * @returns the number of items removed.
 */
export async function sweep(store: Store, clock: Clock, historyDays: number): Promise<number> {
  const now = clock.now();
  const lastDue = Math.floor(now / hourMs) - 1;
  const swept = (await store.read([sweptKey]))[sweptKey] as { hour: number } | undefined;
  let removed = 0;
  for (let hour = (swept?.hour ?? lastDue - 1) + 1; hour <= lastDue; hour += 1) {
    for (let shard = 0; shard < shardCount; shard += 1) {
      const index = expiryKey(hour * hourMs, shard);
      const listed = (await store.read([index]))[index] as { keys: string[] } | undefined;
      for (const key of listed?.keys ?? []) removed += await sweepOne(key);
      if (listed) await store.delete([index]);
    }
  }
  await store.write({ [sweptKey]: { hour: lastDue, eTag: '*' } });
  return removed;

  async function sweepOne(key: string): Promise<number> {
    const item = (await store.read([key]))[key] as { expiresAt?: number; eTag: string } | undefined;
    if (!item) return 0;
    if (key.startsWith('person/'))
      return await sweepPerson(key, item as unknown as PersonRecord & { eTag: string });
    if (item.expiresAt !== undefined && item.expiresAt > now) {
      await noteAgain(key, item.expiresAt);
      return 0;
    }
    await store.delete([key]);
    return 1;
  }

  async function sweepPerson(key: string, record: PersonRecord & { eTag: string }): Promise<number> {
    const { eTag, ...stored } = record;
    const left = pruned(stored, now, historyDays * 24 * hourMs);
    // An empty record stays: removing it could take a save lease along that was given a moment ago.
    if (left.lease || left.writes.length > 0 || left.history.length > 0)
      await noteAgain(key, now + 24 * hourMs);
    // Somebody who saves just now prunes it too.
    await store.write({ [key]: { ...left, eTag } }).catch((error: unknown) => {
      if (!(error instanceof StoreConflictError)) throw error;
    });
    return 0;
  }

  async function noteAgain(key: string, at: number): Promise<void> {
    const index = expiryKey(at, 0);
    const listed = (await store.read([index]))[index] as { keys: string[]; eTag: string } | undefined;
    const item = { keys: [...(listed?.keys ?? []), key], ...(listed ? { eTag: listed.eTag } : {}) };
    await store.write({ [index]: item }).catch((error: unknown) => {
      if (error instanceof StoreConflictError) return noteAgain(key, at);
      throw error;
    });
  }
}
