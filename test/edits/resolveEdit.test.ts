import { describe, expect, it } from 'vitest';
import { type Failure, isInDoubt, type Part } from '../../src/edits/edit.ts';
import { createFakeDesk, editOf, minuteMs, statesOf } from './fakeDesk.ts';

describe('after a process ended', () => {
  const at = (ms: number) => ({ claimedUntil: ms, entered: { jobTitle: 'B' } });
  const changes = [{ field: 'jobTitle', before: 'A', after: 'B' }] as const;

  it('before anything was sent, the edit is open again, with what was typed', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.leave({ ...edit, ...at(desk.time.ms - 1), state: 'claimed', changes });
    expect(editOf(await desk.edits.result(edit.id, 'owner'))).toMatchObject({
      state: 'open',
      failure: 'interrupted',
      entered: { jobTitle: 'B' },
    });
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved' });
  });

  it.each<[string, number, Part['state'], Failure?]>([
    ['B', 1, 'saved'],
    ['A', 1, 'unknown'],
    ['A', 11, 'notSaved'],
    ['X', 1, 'unknown'],
    ['X', 11, 'unknown', 'anotherValue'],
  ])(
    'in the middle of a write, the directory holding %s after %i min: %s',
    async (held, minutes, state, failure) => {
      const desk = createFakeDesk({ jobTitle: held });
      const edit = await desk.open({ jobTitle: 'A' });
      const writtenAt = desk.time.ms;
      await desk.leave({ ...edit, ...at(writtenAt + 30_000), state: 'writing', writtenAt, changes });
      await desk.journal.changePerson('person', (record) => ({
        record: {
          ...record,
          lease: { editId: edit.id, until: writtenAt + 30_000 },
          writes: [{ ...changes[0], editId: edit.id, at: writtenAt, certain: false }],
        },
        result: true,
      }));
      desk.time.ms += minutes * minuteMs;
      const result = await desk.edits.result(edit.id, 'owner');
      expect(statesOf(result)).toEqual({ jobTitle: state });
      expect(isInDoubt(editOf(result))).toBe(state === 'unknown' && failure === undefined);
      if (failure) expect(editOf(result).parts).toMatchObject([{ failure }]);
      expect(desk.directory.written).toEqual([]);
      const { item } = await desk.journal.readPerson('person');
      expect(item.history.map((entry) => entry.outcome)).toEqual([state]);
    },
  );

  it('in the middle of a write, its audit line is written when its fate is found out', async () => {
    const desk = createFakeDesk({ jobTitle: 'B' });
    const edit = await desk.open({ jobTitle: 'A' });
    const writtenAt = desk.time.ms;
    await desk.leave({ ...edit, ...at(writtenAt), state: 'writing', writtenAt, changes });
    desk.time.ms += 10 * minuteMs;
    await desk.edits.result(edit.id, 'owner');
    expect(desk.audited).toMatchObject([{ editId: edit.id, outcome: 'saved' }]);
  });

  it('once the outcome was on record, it is not in doubt again because a read lags', async () => {
    const desk = createFakeDesk({ jobTitle: 'B' });
    const edit = await desk.open({ jobTitle: 'A' });
    const writtenAt = desk.time.ms;
    await desk.leave({ ...edit, ...at(writtenAt), state: 'writing', writtenAt, changes });
    await desk.journal.changePerson('person', (record) => ({
      record: { ...record, writes: [{ ...changes[0], editId: edit.id, at: writtenAt, certain: true }] },
      result: true,
    }));
    desk.directory.stale = { jobTitle: 'A' };
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'saved' });
  });

  it('between the intent and its record, nothing was sent', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.leave({ ...edit, ...at(desk.time.ms), state: 'writing', writtenAt: desk.time.ms, changes });
    expect(editOf(await desk.edits.result(edit.id, 'owner')).state).toBe('open');
  });

  it('between taking an undo on record and running it, the undo is finished or asked for again', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.onPrepare = async () => {
      throw new Error('the process ends here');
    };
    await expect(desk.answer('undo', edit.id)).rejects.toThrow('the process ends here');
    desk.directory.onPrepare = async () => {};
    desk.time.ms += desk.deadlines.leaseMs;
    await desk.answer('undo', edit.id);
    await desk.answer('undo', edit.id);
    expect(desk.directory.values.jobTitle).toBe('A');
    expect(desk.directory.written).toHaveLength(2);
  });

  it('while it may still be under way elsewhere, it is left alone', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.leave({ ...edit, ...at(desk.time.ms + 1), state: 'claimed', changes });
    for (const act of [desk.edits.result, desk.edits.cancel, desk.edits.retry])
      expect(editOf(await act(edit.id, 'owner')).state).toBe('claimed');
    expect(desk.directory.reads).toBe(0);
  });

  it('in the last minute of its hour, the edit is still known at the next contact', async () => {
    const desk = createFakeDesk({ jobTitle: 'B' });
    const edit = await desk.open({ jobTitle: 'A' });
    const writtenAt = edit.expiresAt - 1_000;
    await desk.leave({ ...edit, ...at(writtenAt + 30_000), state: 'writing', writtenAt, changes });
    desk.time.ms = edit.expiresAt + minuteMs;
    expect((await desk.edits.result(edit.id, 'owner')).kind).toBe('current');
  });
});
