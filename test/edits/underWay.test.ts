import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a save that is under way', () => {
  it('is told so to a second click, until its lease ends', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    // Nobody waits.
    let ms = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (ms += 1_000));
    const states: string[] = [];
    const look = async () => states.push(editOf(await desk.edits.result(edit.id, 'owner')).state);
    desk.directory.onRead = async () => {
      desk.time.ms += desk.deadlines.leaseMs - 1;
      await look();
      desk.time.ms += 1;
      await look();
      throw new FakeFault('unreachable');
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(states).toEqual(['claimed', 'open']);
  });

  it('is waited for by a second click, which tells its outcome', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    // However slow the machine is.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    let second: ReturnType<typeof desk.edits.result> | undefined;
    const { readEdit } = desk.journal;
    desk.directory.onRead = async () => {
      let reads = 0;
      const looked = new Promise<void>((resolve) => {
        desk.journal.readEdit = async (id) => {
          reads += 1;
          // Once for the edit, and once for its outcome, which is not there yet.
          if (reads === 2) setImmediate(resolve);
          return await readEdit(id);
        };
      });
      second = desk.edits.result(edit.id, 'owner');
      await looked;
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(second && statesOf(await second)).toEqual({ jobTitle: 'saved' });
  });

  it('of an edit that is gone meanwhile writes nothing, and says that there is none', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    desk.directory.onRead = () => desk.store.delete([`edit/${edit.id}`]);
    expect(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' })).toEqual({ kind: 'unknown' });
    expect(desk.directory.written).toEqual([]);
  });

  it('tells what it knows of a write that was sent, whatever was made of the edit meanwhile', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    desk.directory.onWrite = async (store) => {
      store();
      await desk.leave({ ...edit, state: 'settled', parts: [{ fields: ['jobTitle'], state: 'unknown' }] });
    };
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
  });
});
