import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/edits/expiry.ts';
import { createRequestJournal } from '../../src/requests/requestJournal.ts';
import type { Store } from '../../src/store.ts';
import { FakeFault, hourMs } from '../edits/fakeDesk.ts';
import { adam, createRequestDesk, dora, gita, requestOf } from './requestDesk.ts';

type Desk = ReturnType<typeof createRequestDesk>;
const dayMs = 24 * hourMs;

/** Sweeps once in each hour until then, as the process does. */
async function sweepUntil(desk: Desk, at: number, historyDays = 90): Promise<void> {
  for (; desk.time.ms <= at; desk.time.ms += hourMs) await sweep(desk.store, desk.clock, historyDays);
}

async function stored({ store }: { store: Store }, id: string): Promise<string> {
  return JSON.stringify(await store.read([`request/${id}`]));
}

async function asked() {
  const desk = createRequestDesk({ jobTitle: 'old-value' });
  await sweep(desk.store, desk.clock, 90);
  const { id } = await desk.ask({ jobTitle: 'new-value' }, 'why-so');
  return { desk, id, begun: desk.time.ms };
}

describe('what is kept of a request', () => {
  it('are its values for a week after it expired, and the rest for the days of the history', async () => {
    const { desk, id, begun } = await asked();
    await sweepUntil(desk, begun + 7 * dayMs - 2 * hourMs);
    expect((await desk.now(id)).state).toBe('open');
    await sweepUntil(desk, begun + 14 * dayMs - hourMs);
    expect(await desk.now(id)).toMatchObject({ state: 'expired', values: { reason: 'why-so' } });
    await sweepUntil(desk, begun + 14 * dayMs + 2 * hourMs);
    expect(await desk.now(id)).toMatchObject({ state: 'expired', asker: dora, fields: ['jobTitle'] });
    expect(await stored(desk, id)).not.toMatch(/old-value|new-value|why-so/);
    await sweepUntil(desk, begun + 90 * dayMs - hourMs);
    expect((await desk.now(id)).createdAt).toBe(begun);
    await sweepUntil(desk, begun + 90 * dayMs + 2 * hourMs);
    expect(await stored(desk, id)).toBe('{}');
    expect(await desk.requests.current(id)).toEqual({ kind: 'unknown' });
  });

  it.each(['approved', 'declined', 'withdrawn'] as const)(
    'are its values for a day after it was %s, then who, whom, which fields and when',
    async (state) => {
      const { desk, id, begun } = await asked();
      await sweepUntil(desk, begun + 3 * dayMs);
      const at = desk.time.ms;
      if (state === 'approved') await desk.approve(id);
      if (state === 'declined') await desk.requests.decline(id, adam, 'why-not');
      if (state === 'withdrawn') await desk.requests.withdraw(id, dora);
      await sweepUntil(desk, at + dayMs - hourMs);
      expect((await desk.now(id)).values?.changes).toHaveLength(1);
      await sweepUntil(desk, at + dayMs + 2 * hourMs);
      const by = state === 'withdrawn' ? 'dora' : 'adam';
      expect(await desk.now(id)).toMatchObject({
        state,
        fields: ['jobTitle'],
        decision: { by: { id: by }, at },
      });
      expect(await stored(desk, id)).not.toMatch(/old-value|new-value|why/);
      await sweepUntil(desk, at + 89 * dayMs);
      expect((await desk.now(id)).state).toBe(state);
      await sweepUntil(desk, at + 90 * dayMs + 2 * hourMs);
      expect(await stored(desk, id)).toBe('{}');
    },
  );

  it('leaves no value anywhere in the store after an approval’s two days', async () => {
    const { desk, id, begun } = await asked();
    const keys = new Set<string>();
    const { write } = desk.store;
    desk.store.write = async (changes) => {
      for (const key of Object.keys(changes)) keys.add(key);
      await write(changes);
    };
    await desk.approve(id);
    await sweepUntil(desk, begun + 2 * dayMs);
    const left = JSON.stringify(await desk.store.read([...keys, `request/${id}`]));
    expect(left).toContain(id);
    expect(left).not.toMatch(/old-value|new-value/);
  });

  it('outlives a history that is shorter than a request', async () => {
    const { desk, id, begun } = await asked();
    const requests = createRequestJournal(desk.store, desk.clock, 1);
    await requests.create({ ...(await desk.now(id)), id: 'short', expiresAt: 0 });
    expect((await requests.read('short'))?.item.expiresAt).toBe(begun + 14 * dayMs);
    await sweepUntil(desk, begun + 14 * dayMs + 2 * hourMs, 1);
    expect(await stored(desk, 'short')).toBe('{}');
  });

  it('is not lost by a decision at the moment of the sweep', async () => {
    const { desk, id, begun } = await asked();
    await sweepUntil(desk, begun + 14 * dayMs - hourMs);
    const { write } = desk.store;
    let isDone = false;
    desk.store.write = async (changes) => {
      if (`request/${id}` in changes && !isDone) {
        isDone = true;
        await desk.requests.placed(id, { place: { conversationId: 'team', messageId: '1' } });
      }
      await write(changes);
    };
    await sweepUntil(desk, begun + 14 * dayMs + 4 * hourMs);
    expect(isDone).toBe(true);
    expect(await desk.now(id)).toMatchObject({ place: { messageId: '1' } });
    expect(await stored(desk, id)).not.toMatch(/old-value|new-value/);
  });
});

describe('the end of a request’s time', () => {
  it('comes to an open one by itself', async () => {
    const { desk, id, begun } = await asked();
    desk.time.ms = begun + 7 * dayMs - 1;
    expect((await desk.now(id)).state).toBe('open');
    desk.time.ms += 1;
    expect(await desk.requests.current(id)).toMatchObject({
      decidedNow: false,
      request: { state: 'expired' },
    });
  });

  it('comes to one whose approval failed, too, and lets an approval that is under way end', async () => {
    const { desk, id, begun } = await asked();
    desk.directory.onWrite = async () => {
      desk.time.ms = begun + 7 * dayMs;
      expect(requestOf(await desk.requests.decline(id, gita)).state).toBe('deciding');
      throw new FakeFault('forbidden');
    };
    expect(requestOf(await desk.approve(id))).toMatchObject({ state: 'expired', lastAttempt: { by: adam } });
  });
});
