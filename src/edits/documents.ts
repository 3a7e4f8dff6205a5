import { type Store, StoreConflictError, type StoreItems } from '../store.ts';

/** An item as it was read: a change is written only if nobody wrote in between. */
export interface Kept<Item> {
  readonly item: Item;
  readonly eTag: string | undefined;
}

// A botbuilder store can't list its keys, so what expires is noted in documents of its hour: many for each, so that
// writers seldom meet, and that none grows long, since it is written anew with each note.
export const shardCount = 64;
export const hourMs = 60 * 60_000;

/** The document that lists keys to look at once the hour of `at` has passed. */
export function expiryKey(at: number, shard: number): string {
  return `expiry/${Math.floor(at / hourMs)}/${shard}`;
}

/** Single items of a store, compared before they are set, and the notes that have them removed. */
export function createDocuments(store: Store) {
  async function readOne<Item>(key: string): Promise<Kept<Item> | undefined> {
    const found = (await store.read([key]))[key];
    if (!found) return undefined;
    const { eTag, ...item } = found;
    return { item: item as Item, eTag };
  }

  /** @returns false where somebody else wrote in between. */
  async function write(items: StoreItems): Promise<boolean> {
    try {
      await store.write(items);
      return true;
    } catch (error) {
      if (error instanceof StoreConflictError) return false;
      throw error;
    }
  }

  /** Without an eTag, only where there is nothing yet. @returns false where somebody else wrote in between. */
  async function writeOne(key: string, item: object, eTag: string | undefined): Promise<boolean> {
    return await write({ [key]: { ...item, ...(eTag === undefined ? {} : { eTag }) } });
  }

  /** Removes an item as it was read. @returns false where somebody else wrote in between. */
  async function remove(key: string, { eTag = '' }: Kept<unknown>): Promise<boolean> {
    return await store.deleteUnchanged(key, eTag);
  }

  /** What to write so that the sweep looks at keys when they expire: a line in one of a few documents of that hour. */
  async function notesOf(expiring: Readonly<Record<string, number>>): Promise<StoreItems> {
    const shard = Math.floor(Math.random() * shardCount);
    const notes: StoreItems = {};
    for (const [key, at] of Object.entries(expiring)) {
      const index = expiryKey(at, shard);
      const noted = notes[index] ?? (await store.read([index]))[index];
      notes[index] = { ...noted, keys: [...(noted?.keys ?? []), key] };
    }
    return notes;
  }

  /** Has the sweep look at a key at a time, in milliseconds since the epoch. */
  async function expire(key: string, at: number): Promise<void> {
    for (;;) if (await write(await notesOf({ [key]: at }))) return;
  }

  return { readOne, write, writeOne, remove, notesOf, expire };
}
