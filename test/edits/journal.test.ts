import { describe, expect, it, vi } from 'vitest';
import type { Kept } from '../../src/edits/documents.ts';
import { type Edit, openEditMs, undoMs } from '../../src/edits/edit.ts';
import { StoreConflictError } from '../../src/store.ts';
import { createFakeDesk, minuteMs, subject } from './fakeDesk.ts';

const edit: Edit = {
  id: 'e1',
  cardId: 'c',
  ownerId: 'owner',
  subject,
  seen: { jobTitle: 'A' },
  shown: ['jobTitle'],
  sections: ['job'],
  tenant: { verifiedDomains: [] },
  state: 'open',
  createdAt: 1_000,
  expiresAt: 1_000 * 60 * minuteMs + openEditMs,
};

async function keptEdit(desk: ReturnType<typeof createFakeDesk>, id = edit.id): Promise<Kept<Edit>> {
  const kept = await desk.journal.readEdit(id);
  if (!kept) throw new Error('There is no such edit');
  return kept;
}

describe('edits in the journal', () => {
  it('keeps what it was given', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    expect((await keptEdit(desk)).item).toEqual(edit);
    expect(await desk.journal.readEdit('other')).toBeUndefined();
  });

  it('creates an id once', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    await expect(desk.journal.createEdit({ ...edit, ownerId: 'eve' })).rejects.toThrow(StoreConflictError);
    expect((await keptEdit(desk)).item.ownerId).toBe('owner');
  });

  it('lets one of those win who read the same state', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    const kept = await keptEdit(desk);
    const changed = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((reason) => desk.journal.changeEdit(kept, { state: 'claimed', reason })),
    );
    const winners = changed.filter((result) => result !== undefined);
    expect(winners).toHaveLength(1);
    expect((await keptEdit(desk)).item.reason).toBe(winners[0]?.item.reason);
  });

  it('gives a state that can be changed again', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    const claimed = await desk.journal.changeEdit(await keptEdit(desk), { state: 'claimed' });
    const writing = claimed && (await desk.journal.changeEdit(claimed, { state: 'writing' }));
    expect(writing?.item.state).toBe('writing');
  });

  it.each<[Edit['state'], number]>([
    ['open', 0],
    ['conflict', 0],
    ['confirming', 0],
    ['cancelled', 0],
    ['writing', undoMs],
    ['settled', undoMs],
  ])('keeps one that was saved for its undo, and no other: %s', async (state, moreMs) => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    const claimed = await desk.journal.changeEdit(await keptEdit(desk), { state: 'claimed' });
    expect(claimed?.item.expiresAt).toBe(edit.expiresAt);
    const changed = claimed && (await desk.journal.changeEdit(claimed, { state }));
    expect(changed?.item.expiresAt).toBe(moreMs ? desk.clock.now() + moreMs : edit.expiresAt);
  });

  it('keeps one that is about to be saved for another hour, however late that is', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    desk.time.ms = edit.expiresAt - minuteMs;
    const claimed = await desk.journal.changeEdit(await keptEdit(desk), { state: 'claimed' });
    expect(claimed?.item.expiresAt).toBe(desk.time.ms + openEditMs);
  });

  it('does not take for its own what somebody else wrote right after it', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    const kept = await keptEdit(desk);
    const { write } = desk.store;
    desk.store.write = async (items) => {
      await write.call(desk.store, items);
      desk.store.write = write;
      await desk.leave({ ...edit, reason: 'another' });
    };
    expect(await desk.journal.changeEdit(kept, { state: 'claimed' })).toBeUndefined();
    expect((await keptEdit(desk)).item).toMatchObject({ state: 'open', reason: 'another' });
  });

  it('does not keep the values for another day when the edit is taken back', async () => {
    const desk = createFakeDesk({});
    await desk.journal.createEdit(edit);
    const settled = await desk.journal.changeEdit(await keptEdit(desk), { state: 'settled' });
    desk.time.ms += undoMs - minuteMs;
    const undone = settled && (await desk.journal.changeEdit(settled, { undoneBy: 'other' }));
    expect(undone?.item.expiresAt).toBe(settled?.item.expiresAt);
  });

  it('lets a failing store fail', async () => {
    const desk = createFakeDesk({});
    const broken = new Error('the disk is full');
    desk.store.write = async () => {
      throw broken;
    };
    await expect(desk.journal.createEdit(edit)).rejects.toBe(broken);
  });
});

describe('cards in the journal', () => {
  it('knows the asker, and the newest edit of each viewer', async () => {
    const { journal } = createFakeDesk({});
    const open = (ownerId: string, id: string) => journal.openEdit({ ...edit, id, ownerId }, 'chat');
    await open('asker', '1');
    await Promise.all([open('viewer', '2'), open('asker', '3')]);
    expect(await journal.readCard('c')).toMatchObject({
      askerId: 'asker',
      conversationId: 'chat',
      edits: { asker: '3', viewer: '2' },
    });
    expect(await journal.readCard('d')).toBeUndefined();
  });

  it('come with the edit in one write: first what has them removed in time, last the card that names the edit', async () => {
    const { journal, store } = createFakeDesk({});
    const write = vi.spyOn(store, 'write');
    await journal.openEdit(edit, 'chat');
    const kindsOf = (items: object) => Object.keys(items).map((key) => key.split('/')[0]);
    expect(write.mock.calls.map(([items]) => kindsOf(items))).toEqual([['expiry', 'expiry', 'edit', 'card']]);
  });
});

describe('what is kept of a person', () => {
  it('loses no change of several at once', async () => {
    const { journal } = createFakeDesk({});
    const entry = (editId: string) => ({
      at: 1_000 * 60 * minuteMs,
      actorId: 'a',
      editId,
      fields: [],
      outcome: 'saved' as const,
    });
    const ids = Array.from({ length: 20 }, (_, i) => String(i));
    await Promise.all(
      ids.map((id) =>
        journal.changePerson('p', (record) => ({
          record: { ...record, history: [...record.history, entry(id)] },
          result: id,
        })),
      ),
    );
    const { item } = await journal.readPerson('p');
    expect(item.history.map((h) => h.editId).sort()).toEqual(ids.sort());
  });

  it('is nothing at first, and a history of so many days', async () => {
    const { journal, time } = createFakeDesk({});
    expect((await journal.readPerson('p')).item).toEqual({ writes: [], history: [] });
    const entry = { at: time.ms, actorId: 'a', editId: 'e', fields: [], outcome: 'saved' } as const;
    await journal.changePerson('p', (record) => ({ record: { ...record, history: [entry] }, result: 1 }));
    const historyOf = () =>
      journal.changePerson('p', (record) => ({ record, result: record.history.length }));
    time.ms += 90 * 24 * 60 * minuteMs - 1;
    expect(await historyOf()).toBe(1);
    time.ms += 1;
    expect(await historyOf()).toBe(0);
  });

  it('writes nothing where nothing is to change, and gives the result of the change', async () => {
    const { journal, store } = createFakeDesk({});
    expect(await journal.changePerson('p', () => undefined)).toBeUndefined();
    expect(await store.read(['person/p'])).toEqual({});
    expect(await journal.changePerson('p', (record) => ({ record, result: 7 }))).toBe(7);
  });
});

describe('one-time keys', () => {
  it('are taken by one of many', async () => {
    const { journal } = createFakeDesk({});
    const taken = await Promise.all(Array.from({ length: 10 }, () => journal.claimOnce('exchange')));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await journal.claimOnce('exchange')).toBe(false);
    expect(await journal.claimOnce('another')).toBe(true);
  });
});
