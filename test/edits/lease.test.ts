import { describe, expect, it, vi } from 'vitest';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

type Desk = ReturnType<typeof createFakeDesk>;

/** Gives the lease to an edit, whoever has it. */
async function give(desk: Desk, editId: string | undefined): Promise<void> {
  const lease = editId && { editId, until: desk.clock.now() + 30_000 };
  await desk.journal.changePerson('person', (record) => ({
    record: { ...record, lease: lease || undefined },
    result: true,
  }));
}

const holder = async (desk: Desk): Promise<string | undefined> =>
  (await desk.journal.readPerson('person')).item.lease?.editId;

describe('the save lease', () => {
  it('keeps the second save waiting for the first, and compares with what that wrote', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.stale = { jobTitle: 'A' };
    const [one, two] = [await desk.open({ jobTitle: 'A' }, 'one'), await desk.open({ jobTitle: 'A' }, 'two')];
    const results = await Promise.all([
      desk.edits.submit(one.id, 'one', { jobTitle: 'B' }),
      desk.edits.submit(two.id, 'two', { jobTitle: 'C' }),
    ]);
    expect(results.map((result) => editOf(result).state).sort()).toEqual(['conflict', 'settled']);
    expect(desk.directory.written).toHaveLength(1);
  });

  it('makes a save busy while another goes on too long, and that can be tried again', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    await give(desk, 'other');
    const { edit, result } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(result)).toMatchObject({ state: 'open', failure: 'busy' });
    expect((await desk.journal.readPerson('person')).item.lease?.editId).toBe('other');
    desk.time.ms += 30_000;
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved' });
  });

  it.each(['other', undefined])('that was lost while reading stops the write, now held by %s', async (by) => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onRead = () => give(desk, by);
    const { result } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(result)).toMatchObject({ state: 'open', failure: 'interrupted' });
    expect(desk.directory.written).toEqual([]);
    expect(await holder(desk)).toBe(by);
  });

  it.each(['other', undefined])(
    'that was lost while a read failed is left to whoever has it, now %s',
    async (by) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      desk.directory.onRead = async () => {
        await give(desk, by);
        throw new FakeFault('unreachable');
      };
      const { result } = await desk.save('jobTitle', 'A', 'B');
      expect(editOf(result)).toMatchObject({ state: 'open', failure: 'unreachable' });
      expect(await holder(desk)).toBe(by);
    },
  );

  it('that a process left behind is taken again by the same edit at once', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await give(desk, edit.id);
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
    expect(await holder(desk)).toBeUndefined();
  });

  it('is waited for half of the time that a click has', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await give(desk, 'other');
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { changePerson } = desk.journal;
    let tries = 0;
    desk.journal.changePerson = async (id, change) => {
      tries += 1;
      now += desk.deadlines.invokeMs / 4;
      return await changePerson(id, change);
    };
    const { result } = await desk.save('jobTitle', 'A', 'B');
    vi.restoreAllMocks();
    expect(editOf(result)).toMatchObject({ state: 'open', failure: 'busy' });
    expect(tries).toBe(3);
  });

  it('ends by itself in time', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    let until: number | undefined;
    desk.directory.onRead = async () => {
      until = (await desk.journal.readPerson('person')).item.lease?.until;
    };
    await desk.save('jobTitle', 'A', 'B');
    expect(until).toBe(desk.time.ms + desk.deadlines.leaseMs);
  });
});
