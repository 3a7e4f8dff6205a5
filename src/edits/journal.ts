import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Store, StoreConflictError } from '../store.ts';
import type { Edit } from './edit.ts';
import { openEditMs, undoMs } from './edit.ts';
import { expiryKey, shardCount } from './expiry.ts';
import { type PersonRecord, pruned } from './personRecord.ts';

/** An item as it was read: a change is written only if nobody wrote in between. */
export interface Kept<Item> {
  readonly item: Item;
  readonly eTag: string | undefined;
}

/** A card that was sent: where it stands, and which edit each viewer has on it. */
export interface CardRecord {
  readonly conversationId: string;
  readonly askerId: string;
  /** Edit id by the viewer's object id. */
  readonly edits: Readonly<Record<string, string>>;
  readonly expiresAt: number;
}

/** Cards, edits, save leases and history, in a store that compares before it sets. */
export interface Journal {
  readEdit(id: string): Promise<Kept<Edit> | undefined>;
  createEdit(edit: Edit): Promise<void>;
  /** @returns the new state, or undefined where somebody else changed the edit first. */
  changeEdit(kept: Kept<Edit>, change: Partial<Edit>): Promise<Kept<Edit> | undefined>;
  readCard(id: string): Promise<CardRecord | undefined>;
  /** Notes which edit a viewer has on a card; creates the card's record where there is none. */
  showOnCard(
    cardId: string,
    viewer: { readonly ownerId: string; readonly editId: string; readonly conversationId: string },
  ): Promise<void>;
  readPerson(id: string): Promise<Kept<PersonRecord>>;
  /** Changes what is kept about a person, again and again until nobody wrote in between. `undefined` changes nothing. */
  changePerson<Result>(
    id: string,
    change: (record: PersonRecord) => { record: PersonRecord; result: Result } | undefined,
  ): Promise<Result | undefined>;
  /** Has an item of the store removed in an hour: dialog state, which may hold what somebody typed. */
  forgetLater(key: string): Promise<void>;
  /** Takes a one-time key. @returns false where it was taken before. */
  claimOnce(key: string): Promise<boolean>;
}

export function createJournal(store: Store, clock: Clock, historyDays: number): Journal {
  const historyMs = historyDays * 24 * 60 * 60_000;

  async function readOne<Item>(key: string): Promise<Kept<Item> | undefined> {
    const found = (await store.read([key]))[key];
    if (!found) return undefined;
    const { eTag, ...item } = found;
    return { item: item as Item, eTag };
  }

  /** @returns false where somebody else wrote in between. */
  async function writeOne(key: string, item: object, eTag: string | undefined): Promise<boolean> {
    try {
      await store.write({ [key]: { ...item, ...(eTag === undefined ? {} : { eTag }) } });
      return true;
    } catch (error) {
      if (error instanceof StoreConflictError) return false;
      throw error;
    }
  }

  async function changeOne<Item, Result>(
    key: string,
    change: (item: Item | undefined) => { item: Item & object; result: Result } | undefined,
  ): Promise<Result | undefined> {
    for (;;) {
      const kept = await readOne<Item>(key);
      const changed = change(kept?.item);
      if (!changed) return undefined;
      if (await writeOne(key, changed.item, kept?.eTag)) return changed.result;
    }
  }

  /** Notes when a key is to be looked at by the sweep, in one of a few documents of that hour. */
  async function expire(key: string, at: number): Promise<void> {
    const shard = Math.floor(Math.random() * shardCount);
    await changeOne<{ keys: string[] }, true>(expiryKey(at, shard), (index) => ({
      item: { keys: [...(index?.keys ?? []), key] },
      result: true,
    }));
  }

  const emptyRecord: PersonRecord = { writes: [], history: [] };

  return {
    readEdit: (id) => readOne<Edit>(`edit/${id}`),

    async createEdit(edit) {
      // Noted first: what is written after a note can be swept, and a note without an item does no harm.
      await expire(`edit/${edit.id}`, edit.expiresAt);
      if (!(await writeOne(`edit/${edit.id}`, edit, undefined))) throw new StoreConflictError('edit');
    },

    async changeEdit(kept, change) {
      const revision = randomUUID();
      const changed: Edit = { ...kept.item, ...change };
      const expiresAt = Math.max(kept.item.expiresAt, expiryOf(changed, kept.item, clock.now()));
      const written = await writeOne(`edit/${changed.id}`, { ...changed, expiresAt, revision }, kept.eTag);
      // A write does not tell the new eTag. The revision tells whether what is read back is what was written.
      const back = written ? await readOne<Edit & { revision: string }>(`edit/${changed.id}`) : undefined;
      return back?.item.revision === revision ? back : undefined;
    },

    async readCard(id) {
      return (await readOne<CardRecord>(`card/${id}`))?.item;
    },

    async showOnCard(cardId, { ownerId, editId, conversationId }) {
      const key = `card/${cardId}`;
      const expiresAt = clock.now() + undoMs + openEditMs;
      await expire(key, expiresAt);
      await changeOne<CardRecord, true>(key, (card) => ({
        item: {
          conversationId,
          askerId: card?.askerId ?? ownerId,
          edits: { ...card?.edits, [ownerId]: editId },
          expiresAt,
        },
        result: true,
      }));
    },

    async readPerson(id) {
      const kept = await readOne<PersonRecord>(`person/${id}`);
      return kept ?? { item: emptyRecord, eTag: undefined };
    },

    async changePerson(id, change) {
      const key = `person/${id}`;
      const isNoted = (record: PersonRecord) =>
        record.lease || record.writes.length > 0 || record.history.length > 0;
      const now = await readOne<PersonRecord>(key);
      if (!now || !isNoted(now.item)) await expire(key, clock.now() + undoMs);
      const changed = await changeOne(key, (stored: PersonRecord | undefined) => {
        const next = change(pruned(stored ?? emptyRecord, clock.now(), historyMs));
        return next && { item: next.record, result: { value: next.result } };
      });
      return changed?.value;
    },

    forgetLater: (key) => expire(key, clock.now() + openEditMs),

    async claimOnce(key) {
      const expiresAt = clock.now() + openEditMs;
      await expire(`once/${key}`, expiresAt);
      return await writeOne(`once/${key}`, { expiresAt }, undefined);
    },
  };
}

/** How long an edit is kept from a step on: while it may be under way, and a day with its values once it was written. */
function expiryOf(changed: Edit, before: Edit, now: number): number {
  if (changed.state === before.state) return 0;
  if (changed.state === 'claimed') return now + openEditMs;
  return changed.state === 'writing' || changed.state === 'settled' ? now + undoMs : 0;
}
