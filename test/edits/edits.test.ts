import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Failure, openEditMs, undoMs } from '../../src/edits/edit.ts';
import { formRoom } from '../../src/profile/formRoom.ts';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

describe('who may do what', () => {
  it('serves the owner alone, whatever the verb, and writes nothing for others', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    const { submit, retry, confirm, keepMine, takeTheirs, cancel, undo, result } = desk.edits;
    for (const act of [retry, confirm, keepMine, takeTheirs, cancel, undo, result]) {
      expect(await act(edit.id, 'eve', undefined)).toEqual({ kind: 'notOwner' });
      expect(await act('no such edit', 'owner', undefined)).toEqual({ kind: 'unknown' });
    }
    expect(await submit(edit.id, 'eve', { jobTitle: 'E' })).toEqual({ kind: 'notOwner' });
    expect([desk.directory.written, desk.directory.reads, desk.audited]).toEqual([[], 0, []]);
    expect((await desk.journal.readEdit(edit.id))?.item).toEqual(edit);
  });

  it('knows an open edit for an hour and a saved one for a day', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const open = await desk.open({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.time.ms += openEditMs;
    expect(await desk.edits.submit(open.id, 'owner', { jobTitle: 'C' })).toEqual({ kind: 'unknown' });
    desk.time.ms += undoMs - openEditMs - 1;
    expect((await desk.edits.result(edit.id, 'owner')).kind).toBe('current');
    desk.time.ms += 1;
    expect(await desk.answer('undo', edit.id)).toEqual({ kind: 'unknown' });
    expect(desk.directory.written).toHaveLength(1);
  });
});

describe('what is submitted', () => {
  it.each([
    ['nothing', {}, 'nothingSent', {}],
    [
      'the marker alone: what can’t be emptied',
      { $form: '1' },
      'mendInputs',
      { displayName: { kind: 'required' } },
    ],
    ['a foreign key', { displayName: 'Anna', city: 'x' }, 'notOurs', {}],
    ['what was there', { displayName: 'Anna', jobTitle: 'A' }, 'nothingChanged', {}],
    [
      'a bad value',
      { displayName: 'Anna', jobTitle: 'a\u202eb' },
      'mendInputs',
      { jobTitle: { kind: 'control' } },
    ],
  ])('%s: the form again, and nothing is read or written', async (_name, submitted, note, problems) => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ displayName: 'Anna', jobTitle: 'A' });
    const result = await desk.edits.submit(edit.id, 'owner', submitted);
    expect(result).toMatchObject({ kind: 'form', note, problems });
    expect([desk.directory.reads, desk.directory.written]).toEqual([0, []]);
    expect((await desk.journal.readEdit(edit.id))?.item.state).toBe('open');
  });

  it('needs a reason where the operator wants one, and keeps what was typed', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' }, { reason: 'required' });
    const edit = await desk.open({ jobTitle: 'A' });
    for (const reason of [undefined, '', '   ', 5])
      expect(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', $reason: reason })).toMatchObject({
        kind: 'form',
        note: 'reasonRequired',
        edit: { entered: { jobTitle: 'B' } },
      });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', $reason: 'T-1' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
  });

  it('with a reason counts without it where the operator wants none', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' }, { reason: 'none' });
    const edit = await desk.open({ jobTitle: 'A' });
    const saved = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', $reason: 'T-1' }));
    expect(saved.state).toBe('settled');
    expect(saved.reason).toBeUndefined();
  });

  it('and is more than a card can hold is not given back in one', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    const tooLong = { jobTitle: 'x'.repeat(formRoom + 1) };
    expect(await desk.edits.submit(edit.id, 'owner', tooLong)).toEqual({ kind: 'tooMuch' });
    const fits = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'x'.repeat(formRoom) });
    expect(fits).toMatchObject({ kind: 'form', note: 'mendInputs' });
  });

  it('where it asks for a change is given back to be asked for, and nothing is read or written', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.leave({ ...edit, isRequest: true });
    expect(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', $reason: 'T-1' })).toMatchObject({
      kind: 'asks',
      edit: { id: edit.id, state: 'open', entered: { jobTitle: 'B' }, reason: 'T-1' },
      changes: [{ field: 'jobTitle', before: 'A', after: 'B' }],
    });
    expect([desk.directory.reads, desk.directory.written]).toEqual([0, []]);
    expect((await desk.journal.readEdit(edit.id))?.item.state).toBe('open');
  });

  it('never reaches a field that the card had no input for, nor another person', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (extra) => {
        const desk = createFakeDesk({ jobTitle: 'A' });
        const edit = await desk.open({ jobTitle: 'A' });
        await desk.edits.submit(edit.id, 'owner', { ...extra, $person: 'somebody else', jobTitle: 'B' });
        for (const body of desk.directory.written) expect(body).toEqual({ jobTitle: 'B' });
      }),
    );
  });
});

describe('one application', () => {
  it('for any number of copies of a click, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, copies) => {
        const desk = createFakeDesk({ jobTitle: 'A' });
        const edit = await desk.open({ jobTitle: 'A' });
        desk.directory.onRead = () => scheduler.schedule(Promise.resolve(), 'read');
        const clicks = Array.from({ length: copies }, async () => {
          await scheduler.schedule(Promise.resolve(), 'click');
          return await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
        });
        const results = await scheduler.waitFor(Promise.all(clicks));
        expect(desk.directory.written).toEqual([{ jobTitle: 'B' }]);
        expect(desk.audited).toHaveLength(1);
        for (const result of results) expect(editOf(result).id).toBe(edit.id);
      }),
      { numRuns: 50 },
    );
  });

  it('tells the second click what came of the first, and writes nothing more', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const again = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'C' });
    expect(statesOf(again)).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.written).toEqual([{ jobTitle: 'B' }]);
  });

  it('by two processes that share the store', async () => {
    const one = createFakeDesk({ jobTitle: 'A' });
    const two = createFakeDesk({ jobTitle: 'A' }, { store: one.store });
    const edit = await one.open({ jobTitle: 'A' });
    await Promise.all([one, two].map((desk) => desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' })));
    expect([...one.directory.written, ...two.directory.written]).toEqual([{ jobTitle: 'B' }]);
  });
});

describe('a save that was refused before anything was sent', () => {
  const refused = async (failure: Failure = 'throttled') => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onPrepare = async () => {
      throw new FakeFault(failure);
    };
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.onPrepare = async () => {};
    return { desk, edit };
  };

  it('is not done by the same click delivered again, but by the button that is offered', async () => {
    const { desk, edit } = await refused();
    const again = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' }));
    expect(again).toMatchObject({ state: 'open', failure: 'throttled' });
    expect(editOf(await desk.edits.retry(edit.id, 'owner', 'another')).state).toBe('open');
    expect(desk.directory.written).toEqual([]);
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved' });
  });

  it.each(['signIn', 'moreWanted'] as const)('for want of %s is done by the same click', async (failure) => {
    const { desk, edit } = await refused(failure);
    const again = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(statesOf(again)).toEqual({ jobTitle: 'saved' });
  });

  it('is done with something else that was typed on an older copy of the card', async () => {
    const { desk, edit } = await refused();
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'C' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.values).toEqual({ jobTitle: 'C' });
  });
});

describe('a sensitive change', () => {
  it('is not confirmed by anything but the answer to its own question', async () => {
    const desk = createFakeDesk({ accountEnabled: true, jobTitle: 'A' });
    const { edit } = await desk.save('accountEnabled', true, 'false');
    for (const question of [undefined, '', 'another'])
      expect(editOf(await desk.edits.confirm(edit.id, 'owner', question)).state).toBe('confirming');
    expect(desk.directory.written).toEqual([]);
  });

  it('asks first, then writes, and its undo asks too', async () => {
    const desk = createFakeDesk({ accountEnabled: true });
    const { edit, result } = await desk.save('accountEnabled', true, 'false');
    expect(editOf(result).state).toBe('confirming');
    expect(desk.directory.written).toEqual([]);
    expect(statesOf(await desk.answer('confirm', edit.id))).toEqual({ accountEnabled: 'saved' });
    const undo = editOf(await desk.answer('undo', edit.id));
    expect(undo.state).toBe('confirming');
    expect(statesOf(await desk.answer('confirm', undo.id))).toEqual({ accountEnabled: 'saved' });
    expect(desk.directory.values).toEqual({ accountEnabled: true });
    expect(desk.directory.written).toHaveLength(2);
  });

  it('is compared again when it is confirmed', async () => {
    const desk = createFakeDesk({ accountEnabled: true, jobTitle: 'A' });
    const edit = await desk.open({ accountEnabled: true, jobTitle: 'A' });
    await desk.edits.submit(edit.id, 'owner', { accountEnabled: 'false', jobTitle: 'B' });
    desk.directory.values.jobTitle = 'X';
    expect(editOf(await desk.answer('confirm', edit.id)).state).toBe('conflict');
    // What was confirmed before is asked again, since the change is another one now.
    expect(editOf(await desk.answer('keepMine', edit.id)).state).toBe('confirming');
    expect(desk.directory.written).toEqual([]);
  });
});
