import type { Clock } from '../clock.ts';
import type { StagedPhoto } from '../directory/directory.ts';
import { newId } from '../newId.ts';
import type { Entered } from '../profile/changes.ts';
import { type Store, StoreConflictError } from '../store.ts';
import { createDocuments, type Kept } from './documents.ts';
import type { Edit } from './edit.ts';
import { openEditMs, undoMs } from './edit.ts';
import type { GroupCard } from './groupCard.ts';
import { type PersonRecord, pruned } from './personRecord.ts';

/** A card that was sent: where it stands, and which edit each viewer has on it. */
export interface CardRecord {
  readonly conversationId: string;
  readonly askerId: string;
  /** Edit id by the viewer's object id. */
  readonly edits: Readonly<Record<string, string>>;
  /** Of a card that others see too. */
  readonly group?: GroupCard | undefined;
  readonly expiresAt: number;
}

export type GroupCardRecord = CardRecord & { readonly group: GroupCard };

/** A channel of a team, as Teams names it. */
export interface ApprovalsChannel {
  readonly channelId: string;
  readonly serviceUrl: string;
  /** Object id of who chose it. */
  readonly chosenBy: string;
}

/** A picture that somebody was asked for. */
export interface AwaitedPhoto {
  readonly personId: string;
  readonly entered: Entered;
}

/** Cards, edits, save leases and history, in a store that compares before it sets. */
export interface Journal {
  readEdit(id: string): Promise<Kept<Edit> | undefined>;
  createEdit(edit: Edit): Promise<void>;
  /** Creates an edit with a new id, and notes on its card that it is its owner's; creates the card's record where there is none. */
  openEdit(edit: Edit, conversationId: string): Promise<void>;
  /** @returns the new state, or undefined where somebody else changed the edit first. */
  changeEdit(kept: Kept<Edit>, change: Partial<Edit>): Promise<Kept<Edit> | undefined>;
  readCard(id: string): Promise<CardRecord | undefined>;
  /** Notes a card that stands in front of others, before it is sent. */
  openGroupCard(id: string, card: Omit<GroupCardRecord, 'edits' | 'expiresAt'>): Promise<void>;
  /**
   * Changes what is kept of such a card, again and again until nobody wrote in between.
   * @param change gives undefined to change nothing. @returns how it stands then, or undefined where there is none or nothing changed.
   */
  changeGroupCard(
    id: string,
    change: (group: GroupCard) => GroupCard | undefined,
  ): Promise<GroupCard | undefined>;
  /** Where requests for approval appear that are made in a personal chat. */
  readApprovals(): Promise<ApprovalsChannel | undefined>;
  writeApprovals(channel: ApprovalsChannel): Promise<void>;
  readPerson(id: string): Promise<Kept<PersonRecord>>;
  /** Changes what is kept about a person, again and again until nobody wrote in between. `undefined` changes nothing. */
  changePerson<Result>(
    id: string,
    change: (record: PersonRecord) => { record: PersonRecord; result: Result } | undefined,
  ): Promise<Result | undefined>;
  /** Has an item of the store removed in an hour: dialog state, which may hold what somebody typed. */
  forgetLater(key: string): Promise<void>;
  /** Keeps a picture that somebody sent until it is saved, for an hour at most. @returns its id. */
  keepPhoto(photo: StagedPhoto): Promise<string>;
  readPhoto(id: string): Promise<StagedPhoto | undefined>;
  /** Notes that somebody was asked for a picture in this chat: of whom, and what else they had typed. */
  awaitPhoto(conversationId: string, oid: string, awaited: AwaitedPhoto): Promise<void>;
  /** For ten minutes: a picture that comes later may be of somebody else. */
  awaitedPhoto(conversationId: string, oid: string): Promise<AwaitedPhoto | undefined>;
  /** The picture came: the next one is not awaited. */
  endAwaitingPhoto(conversationId: string, oid: string): Promise<void>;
  /** Takes a one-time key. @returns false where it was taken before. */
  claimOnce(key: string): Promise<boolean>;
}

export function createJournal(store: Store, clock: Clock, historyDays: number): Journal {
  const historyMs = historyDays * 24 * 60 * 60_000;
  const { readOne, write, writeOne, notesOf, expire } = createDocuments(store);

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

  const emptyRecord: PersonRecord = { writes: [], history: [] };

  return {
    readEdit: (id) => readOne<Edit>(`edit/${id}`),

    async createEdit(edit) {
      // Noted first: what is written after a note can be swept, and a note without an item does no harm.
      await expire(`edit/${edit.id}`, edit.expiresAt);
      if (!(await writeOne(`edit/${edit.id}`, edit, undefined))) throw new StoreConflictError('edit');
    },

    async changeEdit(kept, change) {
      const revision = newId();
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

    async openEdit(edit, conversationId) {
      const [editKey, cardKey] = [`edit/${edit.id}`, `card/${edit.cardId}`];
      const expiresAt = clock.now() + undoMs + openEditMs;
      for (;;) {
        const kept = await readOne<CardRecord>(cardKey);
        const card: CardRecord = {
          ...kept?.item,
          conversationId: kept?.item.conversationId ?? conversationId,
          askerId: kept?.item.askerId ?? edit.ownerId,
          edits: { ...kept?.item.edits, [edit.ownerId]: edit.id },
          expiresAt,
        };
        // In this order: what there is can be swept, and no card names an edit that is not there. Somebody waits, so it
        // is one write. Only the card may be somebody else's too.
        const written = await write({
          ...(await notesOf({ [editKey]: edit.expiresAt, [cardKey]: expiresAt })),
          [editKey]: { ...edit, eTag: '*' },
          [cardKey]: { ...card, ...(kept ? { eTag: kept.eTag } : {}) },
        });
        if (written) return;
      }
    },

    async openGroupCard(id, card) {
      const expiresAt = clock.now() + undoMs + openEditMs;
      await expire(`card/${id}`, expiresAt);
      if (!(await writeOne(`card/${id}`, { ...card, edits: {}, expiresAt }, undefined)))
        throw new StoreConflictError('card');
    },

    changeGroupCard: (id, change) =>
      changeOne(`card/${id}`, (card: CardRecord | undefined) => {
        const group = card?.group && change(card.group);
        return card && group && { item: { ...card, group }, result: group };
      }),

    readApprovals: async () => (await readOne<ApprovalsChannel>(approvalsKey))?.item,
    writeApprovals: (channel) => store.write({ [approvalsKey]: { ...channel, eTag: '*' } }),

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

    async keepPhoto({ contentType, bytes }) {
      const id = newId();
      const expiresAt = clock.now() + openEditMs;
      await expire(`photo/${id}`, expiresAt);
      const base64 = Buffer.from(bytes).toString('base64');
      if (!(await writeOne(`photo/${id}`, { contentType, base64, expiresAt }, undefined)))
        throw new StoreConflictError('photo');
      return id;
    },

    async readPhoto(id) {
      const kept = await readOne<{ contentType: StagedPhoto['contentType']; base64: string }>(`photo/${id}`);
      return kept && { contentType: kept.item.contentType, bytes: Buffer.from(kept.item.base64, 'base64') };
    },

    async awaitPhoto(conversationId, oid, awaited) {
      const key = awaitedKey(conversationId, oid);
      const expiresAt = clock.now() + photoWaitMs;
      await expire(key, expiresAt);
      await store.write({ [key]: { ...awaited, expiresAt, eTag: '*' } });
    },

    async awaitedPhoto(conversationId, oid) {
      const kept = await readOne<AwaitedPhoto & { expiresAt: number }>(awaitedKey(conversationId, oid));
      return kept && kept.item.expiresAt > clock.now() ? kept.item : undefined;
    },

    endAwaitingPhoto: (conversationId, oid) => store.delete([awaitedKey(conversationId, oid)]),

    async claimOnce(key) {
      const expiresAt = clock.now() + openEditMs;
      await expire(`once/${key}`, expiresAt);
      return await writeOne(`once/${key}`, { expiresAt }, undefined);
    },
  };
}

const approvalsKey = 'approvals';

/** Milliseconds in which a picture counts as the one that was asked for. */
export const photoWaitMs = 10 * 60_000;

function awaitedKey(conversationId: string, oid: string): string {
  return `awaitedPhoto/${conversationId}/${oid}`;
}

/** How long an edit is kept from a step on: while it may be under way, and a day with its values once it was written. */
function expiryOf(changed: Edit, before: Edit, now: number): number {
  if (changed.state === before.state) return 0;
  if (changed.state === 'claimed') return now + openEditMs;
  return changed.state === 'writing' || changed.state === 'settled' ? now + undoMs : 0;
}
