import { describe, expect, it } from 'vitest';
import { type Failure, isInDoubt, type Part, question } from '../../src/edits/edit.ts';
import type { PersonRecord } from '../../src/edits/personRecord.ts';
import { createFakeDesk, editOf, FakeFault, minuteMs, statesOf } from './fakeDesk.ts';

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
    ['A', 10, 'notSaved'],
    ['X', 1, 'unknown'],
    ['X', 10, 'unknown', 'anotherValue'],
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
      expect(item.history).toMatchObject([{ outcome: state, at: writtenAt }]);
    },
  );

  it.each([
    ['stands', 1, 'saved'],
    ['was taken back since', 1, 'unknown'],
    ['was taken back since', 11, 'unknown'],
  ] as const)(
    'beside another edit that wrote the same and %s, after %i min: %s',
    async (what, min, state) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      const { edit: same } = await desk.save('jobTitle', 'A', '', 'another');
      const edit = await desk.open({ jobTitle: 'A' });
      desk.time.ms += 1_000;
      const [writtenAt, emptied] = [desk.time.ms, { field: 'jobTitle', before: 'A', after: null }] as const;
      await desk.leave({ ...edit, ...at(writtenAt), state: 'writing', writtenAt, changes: [emptied] });
      await desk.journal.changePerson('person', (record) => {
        const intent = { ...emptied, editId: edit.id, at: writtenAt, certain: false };
        return { record: { ...record, writes: [...record.writes, intent] }, result: true };
      });
      desk.time.ms += 1_000;
      if (what !== 'stands') await desk.answer('undo', same.id, 'another');
      // As it was before that.
      desk.directory.stale = min < 10 ? { jobTitle: null } : {};
      desk.time.ms += min * minuteMs;
      const result = await desk.edits.result(edit.id, 'owner');
      expect(statesOf(result)).toEqual({ jobTitle: state });
      expect(isInDoubt(editOf(result))).toBe(false);
    },
  );

  const title = ['jobTitle'] as const;
  const later = {
    editId: 'another',
    actorId: 'another',
    at: 1_000,
    fields: title,
    outcome: 'saved',
  } as const;
  const write = {
    editId: 'another',
    at: 1_000,
    field: 'jobTitle',
    before: 'B',
    after: 'A',
    certain: false,
  } as const;
  it.each<[string, Partial<PersonRecord>, Part['state']]>([
    ['saved the field after it', { history: [later] }, 'unknown'],
    ['may have saved the field after it', { history: [{ ...later, outcome: 'unknown' }] }, 'unknown'],
    ['did not save the field after it', { history: [{ ...later, outcome: 'notSaved' }] }, 'notSaved'],
    ['saved another field after it', { history: [{ ...later, fields: ['city'] }] }, 'notSaved'],
    ['saved the field before it', { history: [{ ...later, at: -1_000 }] }, 'notSaved'],
    ['began to write the field after it', { writes: [write] }, 'unknown'],
    ['began to write another field after it', { writes: [{ ...write, field: 'city' }] }, 'notSaved'],
    ['began to write the field before it', { writes: [{ ...write, at: -1_000 }] }, 'notSaved'],
  ])(
    'in the middle of a write, where another edit %s',
    async (_what, { history = [], writes = [] }, state) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      const edit = await desk.open({ jobTitle: 'A' });
      const writtenAt = desk.time.ms;
      const since = <Noted extends { at: number }>(noted: readonly Noted[]) =>
        noted.map((one) => ({ ...one, at: writtenAt + one.at }));
      await desk.leave({ ...edit, ...at(writtenAt), state: 'writing', writtenAt, changes });
      await desk.journal.changePerson('person', (record) => {
        const own = { ...changes[0], editId: edit.id, at: writtenAt, certain: false };
        return {
          record: { ...record, writes: [own, ...since(writes)], history: since(history) },
          result: true,
        };
      });
      desk.time.ms += 10 * minuteMs;
      const result = await desk.edits.result(edit.id, 'owner');
      expect(statesOf(result)).toEqual({ jobTitle: state });
      if (state === 'unknown') expect(editOf(result).parts).toMatchObject([{ failure: 'anotherValue' }]);
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

  it('in the middle of a write of several parts, what is left of it can be tried again, by the button shown then', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk({ jobTitle: 'B', aboutMe: 'A' });
    const edit = await desk.open(seen);
    const writtenAt = desk.time.ms;
    const both = [...changes, { field: 'aboutMe', before: 'A', after: 'B' }] as const;
    const asked = question('retry');
    await desk.leave({ ...edit, ...at(writtenAt), state: 'writing', writtenAt, changes: both, asked });
    desk.time.ms += 10 * minuteMs;
    const states = { jobTitle: 'saved', aboutMe: 'notSaved' };
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual(states);
    // The click whose try broke off, delivered again, is not another one.
    expect(statesOf(await desk.edits.retry(edit.id, 'owner', asked.id))).toEqual(states);
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
  });

  it('between the intent and its record, nothing was sent, whatever others wrote just before', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    await desk.save('city', 'Ede', 'Epe', 'another');
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

  it.each(['claimed', 'writing'] as const)(
    'while it may still be under way elsewhere (%s), it is left alone',
    async (state) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      const edit = await desk.open({ jobTitle: 'A' });
      const writtenAt = desk.time.ms;
      await desk.leave({ ...edit, ...at(desk.time.ms + 1), state, writtenAt, changes });
      for (const act of [desk.edits.result, desk.edits.cancel, desk.edits.retry])
        expect(editOf(await act(edit.id, 'owner')).state).toBe(state);
      expect(desk.directory.reads).toBe(0);
    },
  );

  it('in the last minute of its hour, the edit is still known at the next contact', async () => {
    const desk = createFakeDesk({ jobTitle: 'B' });
    const edit = await desk.open({ jobTitle: 'A' });
    const writtenAt = edit.expiresAt - 1_000;
    await desk.leave({ ...edit, ...at(writtenAt + 30_000), state: 'writing', writtenAt, changes });
    desk.time.ms = edit.expiresAt + minuteMs;
    expect((await desk.edits.result(edit.id, 'owner')).kind).toBe('current');
  });
});

describe('a doubt', () => {
  it('about one part leaves the question about the rest as it stands', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (_store, { fields }) => {
      throw new FakeFault('unreachable', fields[0] === 'jobTitle');
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
    desk.directory.values = { jobTitle: 'A', aboutMe: 'X' };
    const { asked } = editOf(await desk.answer('retry', edit.id));
    expect(asked?.kind).toBe('conflict');
    expect(editOf(await desk.edits.result(edit.id, 'owner'))).toMatchObject({ state: 'conflict', asked });
  });

  it('about one part leaves what is known of the others, each with the id of its request', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A', manager: null };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { fields }) => {
      if (fields[0] === 'manager') throw new FakeFault('unreachable', true);
      store();
    };
    const typed = { jobTitle: 'B', aboutMe: 'B', manager: '3d9f1b0a-0000-4000-8000-000000000002' };
    const { parts } = editOf(await desk.edits.submit(edit.id, 'owner', typed));
    expect(parts?.map(({ requestId }) => requestId)).toEqual(['request-1', 'request-2', undefined]);
    expect(editOf(await desk.edits.result(edit.id, 'owner')).parts).toEqual(parts);
  });

  it('that is looked into without news leaves no further line in the audit log', async () => {
    const seen = { aboutMe: 'A', jobTitle: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { fields }) => {
      if (fields[0] === 'aboutMe') throw new FakeFault('unreachable', true);
      store();
    };
    await desk.edits.submit(edit.id, 'owner', { aboutMe: 'B', jobTitle: 'B' });
    expect(statesOf(await desk.edits.result(edit.id, 'owner')).aboutMe).toBe('unknown');
    expect(desk.audited.map(({ outcome }) => outcome)).toEqual(['saved', 'unknown']);
  });

  it.each([
    { name: 'is another one in the end', before: 'old', sent: 'new', now: 'other', state: 'unknown' },
    {
      name: 'is as before: the same one may have been sent',
      before: 'old',
      sent: 'new',
      now: 'old',
      state: 'unknown',
    },
    { name: 'is there where none was', before: null, sent: 'new', now: 'other', state: 'unknown' },
    { name: 'is not there, as before', before: null, sent: 'new', now: null, state: 'notSaved' },
    { name: 'was to go and is there', before: 'old', sent: null, now: 'old', state: 'notSaved' },
    { name: 'was to go and is another one', before: 'old', sent: null, now: 'other', state: 'unknown' },
    { name: 'was to go and is gone', before: 'old', sent: null, now: null, state: 'saved' },
  ] as const)('about a photo that $name: $state', async ({ before, sent, now, state }) => {
    const desk = createFakeDesk({ photo: before });
    const edit = await desk.open({ photo: before }, 'owner', { id: sent, about: 'JPEG, 5 KB' });
    desk.directory.onWrite = async () => {
      throw new FakeFault('unreachable', true);
    };
    await desk.edits.submit(edit.id, 'owner', { $form: '1' });
    desk.directory.values.photo = now;
    desk.time.ms += 10 * minuteMs;
    const { parts } = editOf(await desk.edits.result(edit.id, 'owner'));
    expect(parts).toMatchObject([{ fields: ['photo'], state }]);
    if (state === 'unknown') expect(parts?.[0]?.failure).toBe(sent ? 'unclearPhoto' : 'anotherValue');
  });

  it('about a value that was there before somebody replaced it is not ended by a read that may be older than both', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await desk.save('jobTitle', 'A', 'B', 'another');
    desk.time.ms += minuteMs;
    desk.directory.onWrite = async () => {
      throw new FakeFault('unreachable', true);
    };
    const { edit } = await desk.save('jobTitle', 'B', 'A');
    desk.directory.values.jobTitle = 'A';
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'unknown' });
    // Nothing shows any more what was there ten minutes ago.
    desk.time.ms += 9 * minuteMs;
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'saved' });
  });

  it('is not ended by what somebody else saved in the same field before', async () => {
    const desk = createFakeDesk({ jobTitle: 'earlier' });
    await desk.save('jobTitle', 'earlier', 'A', 'another');
    desk.directory.onWrite = async () => {
      throw new FakeFault('unreachable', true);
    };
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'unknown' });
  });

  it.each(['signIn', 'moreWanted', 'consentMissing'] as const)(
    'that only the owner’s sign-in can end (%s) is no answer: the sign-in is asked for',
    async (failure) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      desk.directory.onWrite = async () => {
        throw new FakeFault('unreachable', true);
      };
      const { edit } = await desk.save('jobTitle', 'A', 'B');
      desk.directory.onRead = async () => {
        throw new FakeFault(failure);
      };
      await expect(desk.edits.result(edit.id, 'owner')).rejects.toMatchObject({ failure });
    },
  );
});
