import { describe, expect, it } from 'vitest';
import { expiryKey, shardCount } from '../../src/edits/documents.ts';
import { undoMs } from '../../src/edits/edit.ts';
import { sweep } from '../../src/edits/expiry.ts';
import { createFakeDesk, editOf, hourMs, minuteMs } from './fakeDesk.ts';

type Desk = ReturnType<typeof createFakeDesk>;

/** Sweeps once in each hour until then, as the process does. */
async function sweepUntil(desk: Desk, at: number, historyDays = 90): Promise<number> {
  let removed = 0;
  for (; desk.time.ms <= at; desk.time.ms += hourMs)
    removed += await sweep(desk.store, desk.clock, historyDays);
  return removed;
}

/** Everything that is left of an edit, a card or a person in the store. */
async function holds(desk: Desk, ...keys: string[]): Promise<string[]> {
  return Object.keys(await desk.store.read(keys));
}

describe('the sweep', () => {
  it('removes an open edit once its hour has passed, with what was seen, and its card after a day', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await sweep(desk.store, desk.clock, 90);
    const edit = await desk.open({ jobTitle: 'A' });
    const begun = desk.time.ms;
    await sweepUntil(desk, begun + hourMs - 1);
    expect(await holds(desk, `edit/${edit.id}`)).toHaveLength(1);
    await sweepUntil(desk, begun + 3 * hourMs);
    expect(await holds(desk, `edit/${edit.id}`)).toEqual([]);
    expect(await holds(desk, 'card/card')).toHaveLength(1);
    await sweepUntil(desk, begun + 28 * hourMs);
    expect(await holds(desk, 'card/card')).toEqual([]);
  });

  it('keeps a saved edit for its undo, and after a day only the history, without a value', async () => {
    const desk = createFakeDesk({ jobTitle: 'old-value' });
    await sweep(desk.store, desk.clock, 90);
    const { edit, result } = await desk.save('jobTitle', 'old-value', 'new-value');
    expect(editOf(result).state).toBe('settled');
    const begun = desk.time.ms;
    await sweepUntil(desk, begun + undoMs - hourMs);
    expect(await holds(desk, `edit/${edit.id}`)).toHaveLength(1);
    await sweepUntil(desk, begun + undoMs + 4 * hourMs);
    expect(await holds(desk, `edit/${edit.id}`)).toEqual([]);
    const person = JSON.stringify(await desk.store.read(['person/person']));
    expect(person).toContain(edit.id);
    expect(person).not.toMatch(/old-value|new-value/);
    await sweepUntil(desk, begun + 93 * 24 * hourMs);
    const left = (await desk.journal.readPerson('person')).item;
    expect(left).toEqual({ writes: [], history: [] });
  });

  it('leaves no list of keys behind', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    await desk.journal.claimOnce('a');
    await desk.journal.forgetLater('dialog');
    await desk.store.write({ dialog: { typed: 'x' } });
    const at = desk.clock.now() + hourMs;
    const lists = Array.from({ length: shardCount }, (_, shard) => expiryKey(at, shard));
    expect((await holds(desk, ...lists)).length).toBeGreaterThan(0);
    await sweepUntil(desk, at + hourMs);
    expect(await holds(desk, ...lists, 'dialog', 'once/a')).toEqual([]);
  });

  it('counts what it removed, and a second one finds nothing', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    for (const key of ['a', 'b', 'c']) await desk.journal.claimOnce(key);
    desk.time.ms += 2 * hourMs;
    expect(await sweep(desk.store, desk.clock, 90)).toBe(3);
    expect(await sweep(desk.store, desk.clock, 90)).toBe(0);
  });

  it('catches up after the process was away for days', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    await desk.journal.claimOnce('a');
    desk.time.ms += 100 * hourMs;
    expect(await sweep(desk.store, desk.clock, 90)).toBe(1);
  });

  it('that is the first one ever looks at what fell due in the last hour', async () => {
    const desk = createFakeDesk({});
    await desk.journal.claimOnce('a');
    desk.time.ms += 2 * hourMs;
    expect(await sweep(desk.store, desk.clock, 90)).toBe(1);
  });

  it('passes over what is gone already', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    await desk.journal.forgetLater('dialog');
    await desk.journal.claimOnce('a');
    desk.time.ms += 2 * hourMs;
    expect(await sweep(desk.store, desk.clock, 90)).toBe(1);
  });

  it('passes over a list that another instance was done with a moment earlier', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    await desk.journal.claimOnce('a');
    desk.time.ms += 2 * hourMs;
    const { read } = desk.store;
    desk.store.read = async (keys) => {
      const found = await read.call(desk.store, keys);
      if (keys.length > 1) await desk.store.delete(Object.keys(found));
      return found;
    };
    expect(await sweep(desk.store, desk.clock, 90)).toBe(0);
  });

  it('runs on several instances at once without a fault', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await sweep(desk.store, desk.clock, 90);
    await desk.save('jobTitle', 'A', 'B');
    desk.time.ms += 30 * hourMs;
    await Promise.all([1, 2, 3].map(() => sweep(desk.store, desk.clock, 90)));
    expect(await holds(desk, 'person/person')).toHaveLength(1);
  });

  it('does not give back a one-time key earlier for a try to take it that failed before', async () => {
    const desk = createFakeDesk({});
    await sweep(desk.store, desk.clock, 90);
    const { write } = desk.store;
    desk.store.write = async (items) => {
      if ('once/a' in items) throw new Error('the disk is full');
      await write.call(desk.store, items);
    };
    await expect(desk.journal.claimOnce('a')).rejects.toThrow('the disk is full');
    desk.store.write = write;
    const begun = desk.time.ms;
    desk.time.ms += hourMs + minuteMs;
    expect(await desk.journal.claimOnce('a')).toBe(true);
    desk.time.ms = begun + 2 * hourMs;
    expect(await sweep(desk.store, desk.clock, 90)).toBe(0);
    expect(await desk.journal.claimOnce('a')).toBe(false);
  });

  it('leaves alone an edit that is being saved just now, so that its outcome is told', async () => {
    // The edit ends two seconds before the hour does, and is saved one second before it ends.
    const desk = createFakeDesk({ jobTitle: 'A' }, { now: 1_000 * hourMs - 2_000 });
    await sweep(desk.store, desk.clock, 90);
    const edit = await desk.open({ jobTitle: 'A' });
    desk.time.ms += hourMs - 1_000;
    desk.directory.onWrite = async (store) => {
      store();
      desk.time.ms += 10_000;
      await sweep(desk.store, desk.clock, 90);
    };
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(desk.directory.values.jobTitle).toBe('B');
    expect(result.kind).toBe('current');
    expect(desk.audited).toHaveLength(1);
  });

  it('keeps the record of a person whom somebody begins to save meanwhile', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await sweep(desk.store, desk.clock, 1);
    await desk.save('jobTitle', 'A', 'B');
    desk.time.ms += 26 * hourMs;
    const { write } = desk.store;
    let isLeased = false;
    desk.store.write = async (changes) => {
      if ('person/person' in changes && !isLeased) {
        isLeased = true;
        await desk.journal.changePerson('person', (record) => ({
          record: { ...record, lease: { editId: 'other', until: desk.time.ms + minuteMs } },
          result: true,
        }));
      }
      await write.call(desk.store, changes);
    };
    await sweep(desk.store, desk.clock, 1);
    expect(isLeased).toBe(true);
    expect((await desk.journal.readPerson('person')).item.lease?.editId).toBe('other');
  });
});
