import { describe, expect, it } from 'vitest';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

describe('a conflict', () => {
  const conflict = async (theirs: string | null) => {
    const desk = createFakeDesk({ jobTitle: theirs, city: 'Ede' });
    const edit = await desk.open({ jobTitle: 'A', city: 'Ede' });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', city: 'Epe' });
    return { desk, edit, result };
  };

  it.each(['X', null])('with %j writes nothing and shows both', async (theirs) => {
    const { desk, result } = await conflict(theirs);
    expect(editOf(result)).toMatchObject({
      state: 'conflict',
      conflicts: [{ field: 'jobTitle', before: 'A', after: 'B', theirs }],
    });
    expect(desk.directory.written).toEqual([]);
    expect((await desk.journal.readPerson('person')).item.lease).toBeUndefined();
  });

  it.each(['X', null])('with %j: keeping mine writes over it', async (theirs) => {
    const { desk, edit } = await conflict(theirs);
    const result = await desk.answer('keepMine', edit.id);
    expect(statesOf(result)).toEqual({ jobTitle: 'saved', city: 'saved' });
    expect(desk.directory.values).toEqual({ jobTitle: 'B', city: 'Epe' });
    // The undo then brings back theirs, not what was seen before it.
    await desk.answer('undo', edit.id);
    expect(desk.directory.values).toEqual({ jobTitle: theirs, city: 'Ede' });
  });

  it('that changes again while one thinks is asked again', async () => {
    const { desk, edit } = await conflict('X');
    desk.directory.values.jobTitle = 'Y';
    const result = await desk.answer('keepMine', edit.id);
    expect(editOf(result)).toMatchObject({ state: 'conflict', conflicts: [{ theirs: 'Y' }] });
    expect(desk.directory.written).toEqual([]);
  });

  it('is answered once: an answer that comes again does not count for the next question', async () => {
    const { desk, edit } = await conflict('X');
    const first = (await desk.journal.readEdit(edit.id))?.item.asked?.id;
    desk.directory.values.jobTitle = 'Y';
    for (const act of [desk.edits.keepMine, desk.edits.keepMine, desk.edits.takeTheirs])
      expect(editOf(await act(edit.id, 'owner', first))).toMatchObject({
        state: 'conflict',
        conflicts: [{ theirs: 'Y' }],
      });
    expect(desk.directory.written).toEqual([]);
  });

  it('whose answer is delivered again once it is over is not looked into again', async () => {
    const { desk, edit, result } = await conflict('X');
    desk.directory.values = { jobTitle: 'B', city: 'Epe' };
    const { asked } = editOf(result);
    expect(editOf(await desk.edits.keepMine(edit.id, 'owner', asked?.id)).state).toBe('settled');
    const { reads } = desk.directory;
    expect(editOf(await desk.edits.keepMine(edit.id, 'owner', asked?.id)).state).toBe('settled');
    expect(desk.directory.reads).toBe(reads);
  });

  it('taking theirs saves the rest', async () => {
    const { desk, edit } = await conflict('X');
    expect(statesOf(await desk.answer('takeTheirs', edit.id))).toEqual({ city: 'saved' });
    expect(desk.directory.values).toEqual({ jobTitle: 'X', city: 'Epe' });
  });

  it('taking theirs where there is no rest ends the edit', async () => {
    const desk = createFakeDesk({ jobTitle: 'X' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(await desk.answer('takeTheirs', edit.id)).state).toBe('cancelled');
    expect(desk.directory.written).toEqual([]);
  });

  it('can be cancelled, and then is over', async () => {
    const { desk, edit } = await conflict('X');
    const ended = editOf(await desk.edits.cancel(edit.id, 'owner'));
    expect(ended).toMatchObject({ state: 'cancelled', changes: [] });
    expect(ended.entered).toBeUndefined();
    for (const act of [desk.edits.keepMine, desk.edits.takeTheirs, desk.edits.retry])
      expect(editOf(await act(edit.id, 'owner', edit.asked?.id)).state).toBe('cancelled');
    const submitted = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', city: 'Epe' });
    expect(editOf(submitted).state).toBe('cancelled');
    expect(desk.directory.written).toEqual([]);
  });

  it('with one value after another, each kept over by choice, is not asked again about the earlier ones', async () => {
    const { desk, edit } = await conflict('X');
    desk.directory.values.jobTitle = 'Y';
    expect(editOf(await desk.answer('keepMine', edit.id)).state).toBe('conflict');
    // Back to what the card showed at first.
    desk.directory.values.jobTitle = 'A';
    expect(statesOf(await desk.answer('keepMine', edit.id))).toEqual({ jobTitle: 'saved', city: 'saved' });
    expect(desk.directory.values.jobTitle).toBe('B');
  });

  it('kept over by choice, where a value that was seen before is back: the undo puts back what stood there', async () => {
    const { desk, edit } = await conflict('X');
    // Somebody takes theirs back meanwhile, to what the card showed at first.
    desk.directory.values.jobTitle = 'A';
    const result = await desk.answer('keepMine', edit.id);
    expect(editOf(result).changes).toContainEqual({ field: 'jobTitle', before: 'A', after: 'B' });
    await desk.answer('undo', edit.id);
    expect(desk.directory.values).toEqual({ jobTitle: 'A', city: 'Ede' });
  });

  it('that was decided and then could not be written: what is typed next is compared with theirs', async () => {
    const { desk, edit } = await conflict('X');
    desk.directory.onPrepare = async () => {
      throw new FakeFault('throttled');
    };
    expect(editOf(await desk.answer('keepMine', edit.id))).toMatchObject({
      state: 'open',
      failure: 'throttled',
    });
    desk.directory.onPrepare = async () => {};
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'C', city: 'Ede' });
    expect(editOf(result).changes).toEqual([{ field: 'jobTitle', before: 'X', after: 'C' }]);
    expect(desk.directory.values).toEqual({ jobTitle: 'C', city: 'Ede' });
  });

  it.each([
    ['keepMine', 'B'],
    ['takeTheirs', 'X'],
  ] as const)(
    'that was decided (%s) without a sign-in: the same click goes on, and confirms nothing',
    async (verb, jobTitle) => {
      const seen = { jobTitle: 'A', accountEnabled: true };
      const desk = createFakeDesk({ ...seen, jobTitle: 'X' });
      const edit = await desk.open(seen);
      const typed = { jobTitle: 'B', accountEnabled: 'false' };
      const { asked } = editOf(await desk.edits.submit(edit.id, 'owner', typed));
      desk.directory.onPrepare = async () => {
        throw new FakeFault('signIn');
      };
      const stopped = editOf(await desk.edits[verb](edit.id, 'owner', asked?.id));
      expect(stopped).toMatchObject({ state: 'open', failure: 'signIn' });
      desk.directory.onPrepare = async () => {};
      expect(editOf(await desk.edits[verb](edit.id, 'owner', asked?.id)).state).toBe('confirming');
      expect(desk.directory.written).toEqual([]);
      await desk.answer('confirm', edit.id);
      expect(desk.directory.values).toEqual({ jobTitle, accountEnabled: false });
    },
  );
});
