import { describe, expect, it } from 'vitest';
import { createDocuments } from '../../src/edits/documents.ts';
import { sweep } from '../../src/edits/expiry.ts';
import type { PersonRecord } from '../../src/edits/personRecord.ts';
import { createFakeDesk, hourMs } from './fakeDesk.ts';
import { sweptAfter } from './sweepLists.ts';

const now = 1_000 * hourMs;

/** A store with one item, at the time at which the sweep looks at it. */
async function holding(item: object, key = 'thing') {
  const desk = createFakeDesk({}, { now });
  await desk.store.write({ [key]: item });
  await createDocuments(desk.store).expire(key, now - hourMs);
  return {
    desk,
    sweep: () => sweep(desk.store, desk.clock, 90),
    held: async () => (await desk.store.read([key]))[key],
    lookedAtAgain: () => sweptAfter(desk, key),
  };
}

describe('what the sweep looks at', () => {
  it('is removed at the moment at which it expires, and looked at again where that is later', async () => {
    const over = await holding({ expiresAt: now });
    expect(await over.sweep()).toBe(1);
    expect(await over.held()).toBeUndefined();
    const later = await holding({ expiresAt: now + 1 });
    expect(await later.sweep()).toBe(0);
    expect(await later.held()).toMatchObject({ expiresAt: now + 1 });
    expect(await later.lookedAtAgain()).toBe(0);
  });

  it('loses its values at their time, and the rest later', async () => {
    const item = { name: 'kept', expiresAt: now + 9 * hourMs };
    const early = await holding({ ...item, values: { until: now + 1, title: 'x' } });
    await early.sweep();
    expect(await early.held()).toMatchObject({ values: { title: 'x' } });
    expect(await early.lookedAtAgain()).toBe(0);
    const due = await holding({ ...item, values: { until: now, title: 'x' } });
    await due.sweep();
    const { eTag: _, ...left } = { eTag: '', ...(await due.held()) };
    expect(left).toEqual(item);
    expect(await due.lookedAtAgain()).toBe(9 * hourMs);
  });

  it('and somebody writes just then is left to them, and looked at again in an hour', async () => {
    const one = await holding({ expiresAt: now + 9 * hourMs, values: { until: now } });
    const { write } = one.desk.store;
    one.desk.store.write = async (items) => {
      if ('thing' in items) await write.call(one.desk.store, { thing: { theirs: true, eTag: '*' } });
      await write.call(one.desk.store, items);
    };
    await one.sweep();
    expect(await one.held()).toMatchObject({ theirs: true });
    expect(await one.lookedAtAgain()).toBe(hourMs);
  });

  it('and somebody goes on with just when it expires is looked at again in an hour', async () => {
    const one = await holding({ expiresAt: now });
    const { deleteUnchanged } = one.desk.store;
    one.desk.store.deleteUnchanged = async (key, eTag) => {
      if (key === 'thing') await one.desk.store.write({ thing: { expiresAt: now + 9 * hourMs, eTag: '*' } });
      return await deleteUnchanged.call(one.desk.store, key, eTag);
    };
    expect(await one.sweep()).toBe(0);
    expect(await one.held()).toMatchObject({ expiresAt: now + 9 * hourMs });
    expect(await one.lookedAtAgain()).toBe(hourMs);
  });

  const change = { field: 'jobTitle', before: 'A', after: 'B' } as const;
  it.each<[string, Partial<PersonRecord>, number | undefined]>([
    ['nothing', {}, undefined],
    ['a lease', { lease: { editId: 'e', until: now + 1 } }, 24 * hourMs],
    ['a write', { writes: [{ ...change, editId: 'e', at: now, certain: true }] }, 24 * hourMs],
    [
      'a history',
      { history: [{ at: now, actorId: 'a', editId: 'e', fields: [], outcome: 'saved' }] },
      24 * hourMs,
    ],
  ])(
    'of a person with %s stays, and is looked at again as long as there is something',
    async (_name, part, againMs) => {
      const record: PersonRecord = { writes: [], history: [], ...part };
      const one = await holding(record, 'person/p');
      expect(await one.sweep()).toBe(0);
      expect(await one.held()).toMatchObject(record);
      expect(await one.lookedAtAgain()).toBe(againMs);
    },
  );
});
