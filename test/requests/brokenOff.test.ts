import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decideMs } from '../../src/requests/changeRequest.ts';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';
import type { Store } from '../../src/store.ts';
import { hourMs, minuteMs } from '../edits/fakeDesk.ts';
import { adam, createRequestDesk, dora, gita, type Instance, instanceOn, requestOf } from './requestDesk.ts';

// An approval may break off or be held up at any call of the store. Whatever follows, the change is written once at most,
// the request is decided once, and nothing is written after a decline.

/** More calls than an approval makes. */
const steps = Array.from({ length: 40 }, (_, index) => index);

/** A way to the store that is held up at every call that `isHeld` says, until it may go on. */
function heldUp(store: Store, isHeld: (call: number) => boolean | Promise<boolean>) {
  let [goOn, reach] = [(): void => {}, (): void => {}];
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const reached = new Promise<'held up'>((resolve) => {
    reach = () => resolve('held up');
  });
  let calls = 0;
  const pass = async (): Promise<void> => {
    if (!(await isHeld(calls++))) return;
    reach();
    await mayGoOn;
  };
  const held: Store = {
    ...store,
    read: async (keys) => {
      await pass();
      return await store.read(keys);
    },
    write: async (changes) => {
      await pass();
      await store.write(changes);
    },
  };
  return { store: held, reached, goOn };
}

async function asked() {
  const desk = createRequestDesk({ jobTitle: 'A' });
  const { id } = await desk.ask({ jobTitle: 'B' });
  return { desk, id };
}

describe('an approval whose process ends', () => {
  const seen = new Set<string>();

  it.each(steps)('at call %i of the store is freed, or found to be saved', async (last) => {
    const { desk, id } = await asked();
    const { store, reached } = heldUp(desk.store, (call) => call >= last);
    const broken = instanceOn(desk, store);
    const ended = await Promise.race([reached, broken.requests.approve(id, adam, broken.edits)]);
    desk.time.ms += decideMs;
    const { requests } = instanceOn(desk);
    const found = requestOf(await requests.current(id));
    const isWritten = desk.directory.written.length === 1;
    seen.add(`${found.state} ${isWritten ? 'written' : 'not written'}`);
    if (ended !== 'held up') expect(requestOf(ended).state).toBe('approved');
    if (found.state === 'open') expect(isWritten).toBe(false);
    if (found.state === 'approved') expect(isWritten).toBe(true);
    // The approver looks again; then anybody.
    const again = instanceOn(desk);
    const looked = requestOf(await again.requests.approve(id, adam, again.edits));
    if (looked.state === 'open') await again.requests.approve(id, gita, again.edits);
    expect((await desk.now(id)).state).toBe('approved');
    expect(desk.directory.written).toHaveLength(1);
    expect(desk.directory.values.jobTitle).toBe('B');
  });

  it('was tried in every way that it can end', () => {
    expect([...seen].toSorted()).toEqual([
      'approved written',
      'deciding not written',
      'deciding written',
      'open not written',
    ]);
  });

  it('is still under way to all until a minute has passed', async () => {
    const { desk, id } = await asked();
    // Its edit is there, and the request names it.
    const { store, reached } = heldUp(desk.store, async () => (await desk.now(id)).state === 'deciding');
    const { requests, edits } = instanceOn(desk, store);
    void requests.approve(id, adam, edits);
    await reached;
    desk.time.ms += decideMs - 1;
    expect(await desk.now(id)).toMatchObject({ state: 'deciding', deciding: { by: adam } });
    expect(requestOf(await desk.requests.withdraw(id, dora)).state).toBe('deciding');
    desk.time.ms += 1;
    expect(await desk.now(id)).toMatchObject({
      state: 'open',
      lastAttempt: { by: adam, failure: 'interrupted' },
    });
  });

  it('frees its request once its edit is gone, a day after a write that nobody looked for', async () => {
    const { desk, id } = await asked();
    await new Promise<void>((resolve) => {
      desk.directory.onWrite = () => new Promise(() => resolve());
      void desk.approve(id);
    });
    desk.time.ms += 23 * hourMs;
    const { deciding, state } = await desk.now(id);
    expect(state).toBe('deciding');
    await desk.store.delete([`edit/${deciding?.editId}`]);
    expect((await desk.now(id)).state).toBe('open');
  });
});

describe('an approval that is held up', () => {
  const ends = new Set<string>();

  it.each(steps)('at call %i of the store writes nothing after a decline', async (last) => {
    const { desk, id } = await asked();
    const { store, reached, goOn } = heldUp(desk.store, (call) => call === last);
    const { requests, edits } = instanceOn(desk, store);
    const approval = requests.approve(id, adam, edits);
    const isHeld = (await Promise.race([reached, approval])) === 'held up';
    desk.time.ms += 2 * minuteMs;
    const declined = await desk.requests.decline(id, gita);
    const writtenBefore = desk.directory.written.length;
    goOn();
    const told = await approval;
    const stands = await desk.now(id);
    ends.add(`${isHeld ? 'held up' : 'in time'}, ${requestOf(declined).state}`);
    if (requestOf(declined).state === 'declined') {
      expect(stands).toMatchObject({ state: 'declined', decision: { by: gita } });
      expect([writtenBefore, desk.directory.written.length]).toEqual([0, 0]);
      expect(requestOf(told).state).toBe('declined');
    } else if (stands.state === 'approved') expect(desk.directory.written).toHaveLength(1);
    else {
      // It lost its save lease meanwhile: nothing was sent.
      expect(stands).toMatchObject({ state: 'open', lastAttempt: { failure: 'interrupted' } });
      expect(desk.directory.written).toHaveLength(0);
    }
    const decisions = [declined, told].filter((result) => result.kind === 'current' && result.decidedNow);
    expect(decisions.length).toBeLessThanOrEqual(1);
  });

  it('was held up before and after the decline could pass', () => {
    expect([...ends].toSorted()).toEqual([
      'held up, approved',
      'held up, deciding',
      'held up, declined',
      'in time, approved',
    ]);
  });
});

describe('a restart', () => {
  it('loses nothing: what was asked before it is decided after it, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'requests-'));
    const { desk, id } = await asked();
    const request = await desk.now(id);
    const run = async <Result>(work: (on: Instance) => Promise<Result>): Promise<Result> => {
      const store = createLmdbStore(folder);
      try {
        return await work(instanceOn(desk, store));
      } finally {
        await store.close();
      }
    };
    const { asker, subject, values } = request;
    await run(({ requests }) =>
      requests.ask({ id, asker, subject, changes: values?.changes ?? [], reason: values?.reason }),
    );
    const approved = await run(({ requests, edits }) => requests.approve(id, adam, edits));
    expect(approved).toMatchObject({ decidedNow: true, request: { state: 'approved' } });
    const declined = await run(({ requests }) => requests.decline(id, gita));
    expect(declined).toMatchObject({ decidedNow: false, request: requestOf(approved) });
    expect(desk.directory.written).toHaveLength(1);
    await rm(folder, { recursive: true });
  });
});
