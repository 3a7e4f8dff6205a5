import { describe, expect, it } from 'vitest';
import { createFakeDesk, editOf, FakeFault, hourMs, statesOf } from './fakeDesk.ts';

/** A directory that refuses to write one field. */
const refusing = (name: string) => async (store: () => void, step: { fields: readonly string[] }) => {
  if (step.fields[0] === name) throw new FakeFault('refused');
  store();
};

describe('undo', () => {
  it('brings back what was there, once, however often it is clicked', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const results = await Promise.all([1, 2, 3].map(() => desk.answer('undo', edit.id)));
    results.push(await desk.answer('undo', edit.id));
    for (const result of results) expect(editOf(result)).toMatchObject({ undoes: edit.id, state: 'settled' });
    expect(desk.directory.written).toEqual([{ jobTitle: 'B' }, { jobTitle: 'A' }]);
    expect(new Set(results.map((result) => editOf(result).id)).size).toBe(1);
  });

  it('can itself be undone', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const undone = editOf(await desk.answer('undo', edit.id));
    await desk.answer('undo', undone.id);
    expect(desk.directory.values).toEqual({ jobTitle: 'B' });
  });

  it('writes over nobody else’s change', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.values.jobTitle = 'X';
    expect(editOf(await desk.answer('undo', edit.id)).state).toBe('conflict');
    expect(desk.directory.values.jobTitle).toBe('X');
  });

  it('takes back only what was saved', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = async () => {
      throw new FakeFault('forbidden');
    };
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(await desk.answer('undo', edit.id)).id).toBe(edit.id);
    expect(desk.directory.written).toHaveLength(1);
  });

  it.each([
    ['refused', false],
    ['signIn', false],
  ] as const)('that failed (%s) can be asked for again', async (failure, mayHaveHappened) => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const fail = async (): Promise<void> => {
      throw new FakeFault(failure, mayHaveHappened);
    };
    if (failure === 'refused') desk.directory.onWrite = fail;
    else desk.directory.onPrepare = fail;
    await desk.answer('undo', edit.id);
    expect(desk.directory.values.jobTitle).toBe('B');
    desk.directory.onWrite = async (store) => store();
    desk.directory.onPrepare = async () => {};
    expect(statesOf(await desk.answer('undo', edit.id))).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.values.jobTitle).toBe('A');
  });

  it('that was cancelled leaves the saved change as how things stand', async () => {
    const desk = createFakeDesk({ accountEnabled: true });
    const { edit } = await desk.save('accountEnabled', true, 'false');
    await desk.answer('confirm', edit.id);
    const undo = editOf(await desk.answer('undo', edit.id));
    await desk.edits.cancel(undo.id, 'owner');
    expect(editOf(await desk.edits.result(edit.id, 'owner')).id).toBe(edit.id);
  });

  it('that was cancelled is asked for again by the button shown then, and by no earlier one', async () => {
    const desk = createFakeDesk({ accountEnabled: true });
    const { edit } = await desk.save('accountEnabled', true, 'false');
    const { asked } = editOf(await desk.answer('confirm', edit.id));
    const cancelled = editOf(await desk.edits.undo(edit.id, 'owner', asked?.id));
    await desk.edits.cancel(cancelled.id, 'owner');
    const earlier = editOf(await desk.edits.undo(edit.id, 'owner', asked?.id));
    expect(earlier).toMatchObject({ id: cancelled.id, state: 'cancelled' });
    const shown = editOf(await desk.edits.result(edit.id, 'owner'));
    expect(shown.undoneBy).toBeUndefined();
    const again = editOf(await desk.edits.undo(edit.id, 'owner', shown.asked?.id));
    expect(again).toMatchObject({ undoes: edit.id, state: 'confirming' });
    expect(again.id).not.toBe(cancelled.id);
  });

  it('that was done is how the change stands, whatever button of an old card is pressed', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const undo = editOf(await desk.answer('undo', edit.id));
    const { submit, result, cancel } = desk.edits;
    for (const act of [submit, result, cancel])
      expect(editOf(await act(edit.id, 'owner', { jobTitle: 'C' })).id).toBe(undo.id);
    expect(desk.directory.values.jobTitle).toBe('A');
  });

  it('asks with nothing of what kept the rest of the change back', async () => {
    const seen = { accountEnabled: true, aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { fields }) => {
      if (fields[0] === 'aboutMe') throw new FakeFault('refused');
      store();
    };
    await desk.edits.submit(edit.id, 'owner', { accountEnabled: 'false', aboutMe: 'B' });
    await desk.answer('confirm', edit.id);
    desk.directory.onPrepare = async () => {
      throw new FakeFault('consentMissing');
    };
    expect(editOf(await desk.answer('retry', edit.id)).failure).toBe('consentMissing');
    desk.directory.onPrepare = async () => {};
    const undo = editOf(await desk.edits.undo(edit.id, 'owner'));
    expect(undo).toMatchObject({ undoes: edit.id, state: 'confirming' });
    expect(undo.failure).toBeUndefined();
  });

  it.each(['keepMine', 'takeTheirs'] as const)(
    'leaves nothing to be saved by %s, on a card that still asks about the rest of the change',
    async (verb) => {
      const seen = { jobTitle: 'A', aboutMe: 'A', skills: ['a'] };
      const desk = createFakeDesk(seen);
      const edit = await desk.open(seen);
      desk.directory.onWrite = async (store, { fields }) => {
        if (fields[0] !== 'jobTitle') throw new FakeFault('refused');
        store();
      };
      await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B', skills: 'b' });
      desk.directory.values.aboutMe = 'X';
      const { asked } = editOf(await desk.answer('retry', edit.id));
      desk.directory.onWrite = async (store) => store();
      const undo = editOf(await desk.edits.undo(edit.id, 'owner'));
      expect(editOf(await desk.edits[verb](edit.id, 'owner', asked?.id)).id).toBe(undo.id);
      expect(desk.directory.values).toEqual({ ...seen, aboutMe: 'X' });
    },
  );

  it('that was refused more than a day ago is done, of a change whose rest was saved since', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = refusing('aboutMe');
    const { asked } = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' }));
    desk.directory.onWrite = refusing('jobTitle');
    await desk.edits.undo(edit.id, 'owner', asked?.id);
    desk.time.ms += 10 * hourMs;
    await desk.edits.retry(edit.id, 'owner', asked?.id);
    expect(desk.directory.values).toEqual({ jobTitle: 'B', aboutMe: 'B' });
    desk.time.ms += 15 * hourMs;
    const shown = editOf(await desk.edits.result(edit.id, 'owner'));
    expect(shown).toMatchObject({ id: edit.id, undoneBy: undefined });
    desk.directory.onWrite = async (store) => store();
    await desk.edits.undo(edit.id, 'owner', shown.asked?.id);
    expect(desk.directory.values).toEqual(seen);
  });

  it('that was refused hides nothing that an old card’s button saves after it, and takes that back too', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = refusing('aboutMe');
    const { asked } = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' }));
    desk.time.ms += 1;
    desk.directory.onWrite = refusing('jobTitle');
    const refused = editOf(await desk.edits.undo(edit.id, 'owner', asked?.id));
    expect(editOf(await desk.edits.result(edit.id, 'owner')).id).toBe(refused.id);
    desk.time.ms += 1;
    const rest = await desk.edits.retry(edit.id, 'owner', asked?.id);
    expect(statesOf(rest)).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
    expect(await desk.edits.result(edit.id, 'owner')).toEqual(rest);
    // The click that was refused, delivered again, is still that one.
    expect(editOf(await desk.edits.undo(edit.id, 'owner', asked?.id)).id).toBe(refused.id);
    desk.time.ms += 1;
    desk.directory.onWrite = async (store) => store();
    const undone = await desk.edits.undo(edit.id, 'owner', editOf(rest).asked?.id);
    expect(statesOf(undone)).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
    expect(desk.directory.values).toEqual(seen);
    expect(await desk.edits.result(edit.id, 'owner')).toEqual(undone);
  });

  it('asks before it overwrites what was overwritten by choice on the way there', async () => {
    const desk = createFakeDesk({ jobTitle: 'X' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    await desk.answer('keepMine', edit.id);
    desk.directory.values.jobTitle = 'A';
    desk.time.ms += hourMs;
    expect(editOf(await desk.answer('undo', edit.id))).toMatchObject({
      state: 'conflict',
      conflicts: [{ theirs: 'A' }],
    });
    expect(desk.directory.values.jobTitle).toBe('A');
  });

  it('that was refused or cancelled is not done by the same click delivered again', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.onWrite = async () => {
      throw new FakeFault('throttled');
    };
    await desk.edits.undo(edit.id, 'owner', undefined);
    desk.directory.onWrite = async (store) => store();
    const again = await desk.edits.undo(edit.id, 'owner', undefined);
    expect(statesOf(again)).toEqual({ jobTitle: 'notSaved' });
    expect(desk.directory.written).toHaveLength(2);
    expect(statesOf(await desk.answer('undo', edit.id))).toEqual({ jobTitle: 'saved' });
  });
});
