import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';
import { createDocuments, expiryKey, hourMs, shardCount } from './documents.ts';
import type { PersonRecord } from './personRecord.ts';
import { pruned } from './personRecord.ts';

const sweptKey = 'expiry/swept';

/** What the sweep knows of an item. Times are milliseconds since the epoch. */
interface Expiring {
  readonly expiresAt?: number;
  /** A part that goes before the rest does. */
  readonly values?: { readonly until: number };
}

/**
 * Removes what has expired: open edits after an hour, values after a day, history after its days. What lives on is
 * noted again. Safe to run on several instances: a key looked at twice is removed once.
 * @returns the number of items removed.
 */
export async function sweep(store: Store, clock: Clock, historyDays: number): Promise<number> {
  const { readOne, writeOne, remove, expire } = createDocuments(store);
  const now = clock.now();
  const lastDue = Math.floor(now / hourMs) - 1;
  const swept = (await store.read([sweptKey]))[sweptKey] as { hour: number } | undefined;
  let removed = 0;
  for (let hour = (swept?.hour ?? lastDue - 1) + 1; hour <= lastDue; hour += 1) {
    const indexes = Array.from({ length: shardCount }, (_, shard) => expiryKey(hour * hourMs, shard));
    for (const index of Object.keys(await store.read(indexes))) removed += await sweepListed(index);
  }
  await store.write({ [sweptKey]: { hour: lastDue, eTag: '*' } });
  return removed;

  /** Looks at what a document lists until that is all, also what is noted meanwhile. */
  async function sweepListed(index: string): Promise<number> {
    let count = 0;
    for (;;) {
      const listed = await readOne<{ readonly keys: readonly string[] }>(index);
      if (!listed) return count;
      for (const key of listed.item.keys) count += await sweepOne(key);
      if (await remove(index, listed)) return count;
    }
  }

  async function sweepOne(key: string): Promise<number> {
    const kept = await readOne<Expiring>(key);
    if (!kept) return 0;
    const { item, eTag } = kept;
    if (key.startsWith('person/')) return await sweepPerson(key, item as unknown as PersonRecord, eTag);
    const { expiresAt, values, ...rest } = item;
    if (expiresAt === undefined || expiresAt <= now) {
      if (await remove(key, kept)) return 1;
      // Somebody goes on with it just now.
      await expire(key, now + hourMs);
      return 0;
    }
    if (values === undefined) await expire(key, expiresAt);
    else if (values.until > now) await expire(key, values.until);
    else {
      await expire(key, expiresAt);
      const isDone = await writeOne(key, { ...rest, expiresAt }, eTag);
      if (!isDone) await expire(key, now + hourMs);
    }
    return 0;
  }

  async function sweepPerson(key: string, record: PersonRecord, eTag: string | undefined): Promise<number> {
    const left = pruned(record, now, historyDays * 24 * hourMs);
    // An empty record stays: removing it could take a save lease along that was given a moment ago.
    if (left.lease || left.writes.length > 0 || left.history.length > 0) await expire(key, now + 24 * hourMs);
    // Where somebody saves just now, that prunes it too.
    await writeOne(key, left, eTag);
    return 0;
  }
}
