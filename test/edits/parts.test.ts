import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../src/profile/fields.ts';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

const managerId = '3d9f1b0a-0000-4000-8000-000000000002';
type Desk = ReturnType<typeof createFakeDesk>;

/** Lets the writes of these fields fail, as long as they are in the list. */
function refuse(desk: Desk, ...names: FieldName[]): FieldName[] {
  desk.directory.onWrite = async (store, step) => {
    if (step.fields.some((name) => names.includes(name))) throw new FakeFault('refused');
    store();
  };
  return names;
}

/** A save of a title and a text about oneself, of which one was refused. */
async function savedInPart() {
  const seen = { jobTitle: 'A', aboutMe: 'A' };
  const desk = createFakeDesk(seen);
  const edit = await desk.open(seen);
  const refused = refuse(desk, 'aboutMe');
  const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
  return { desk, edit, result, refused };
}

describe('a save of several parts', () => {
  it('tells of each what became of it', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A', manager: null, city: 'Ede' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { kind, fields }) => {
      if (fields[0] === 'aboutMe') throw new FakeFault('forbidden');
      if (kind === 'setManager') throw new FakeFault('unreachable', true);
      store();
    };
    const typed = { jobTitle: 'B', aboutMe: 'B', manager: managerId, city: 'Epe' };
    const { state, parts } = editOf(await desk.edits.submit(edit.id, 'owner', typed));
    expect(state).toBe('settled');
    expect(parts).toEqual([
      { fields: ['jobTitle', 'city'], state: 'saved', requestId: 'request-1' },
      { fields: ['aboutMe'], state: 'notSaved', failure: 'forbidden', requestId: undefined },
      { fields: ['manager'], state: 'unknown', failure: 'unreachable', requestId: undefined },
    ]);
    expect(desk.audited.map(({ outcome }) => outcome)).toEqual(['saved', 'notSaved', 'unknown']);
  });

  it('calls saved what was there already, beside what was written', async () => {
    const desk = createFakeDesk({ jobTitle: 'B', aboutMe: 'A' });
    const edit = await desk.open({ jobTitle: 'A', aboutMe: 'A' });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
    expect(desk.directory.written).toEqual([{ aboutMe: 'B' }]);
  });

  it('does not try what had to come after something that was refused', async () => {
    const seen = { 'phoneMethods/mobile': null, 'phoneMethods/alternateMobile': null } as const;
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    const refused = refuse(desk, 'phoneMethods/mobile');
    const numbers = {
      'phoneMethods/mobile': '+31 612345678',
      'phoneMethods/alternateMobile': '+31 612345679',
    };
    await desk.edits.submit(edit.id, 'owner', numbers);
    const { parts } = editOf(await desk.answer('confirm', edit.id));
    expect(parts?.map(({ failure }) => failure)).toEqual(['refused', 'earlierFailed']);
    expect(desk.directory.written).toHaveLength(1);
    refused.pop();
    await desk.answer('retry', edit.id);
    expect(statesOf(await desk.answer('confirm', edit.id))).toEqual({
      'phoneMethods/mobile': 'saved',
      'phoneMethods/alternateMobile': 'saved',
    });
    expect(desk.directory.values).toEqual(numbers);
  });

  it('calls saved a field of which all its writes were done, once', async () => {
    const ids = ['3d9f1b0a-0000-4000-8000-000000000003', '3d9f1b0a-0000-4000-8000-000000000004'];
    const desk = createFakeDesk({ sponsors: [] });
    const { result } = await desk.save('sponsors', [], ids.join());
    expect(editOf(result).parts).toEqual([{ fields: ['sponsors'], state: 'saved', requestId: 'request-1' }]);
    expect(desk.directory.written).toHaveLength(2);
  });

  it('is saved in the history where one of its parts was, whichever', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', aboutMe: 'A' });
    const edit = await desk.open({ jobTitle: 'A', aboutMe: 'A' });
    refuse(desk, 'jobTitle');
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
    expect((await desk.journal.readPerson('person')).item.history).toMatchObject([{ outcome: 'saved' }]);
  });

  it('calls unknown a field of which some of its writes were done', async () => {
    const [one, two] = ['3d9f1b0a-0000-4000-8000-000000000003', '3d9f1b0a-0000-4000-8000-000000000004'];
    const desk = createFakeDesk({ sponsors: [] });
    desk.directory.onWrite = async (store, step) => {
      if ('sponsorId' in step && step.sponsorId === two) throw new FakeFault('refused');
      store();
    };
    const { result } = await desk.save('sponsors', [], `${one},${two}`);
    expect(editOf(result).parts).toMatchObject([{ fields: ['sponsors'], state: 'unknown' }]);
  });

  it('sends the half of the organization data that was not changed as it is now', async () => {
    const half = { 'employeeOrgData/costCenter': 'C1' } as const;
    const desk = createFakeDesk({ ...half, 'employeeOrgData/division': 'D2' });
    const edit = await desk.open({ ...half, 'employeeOrgData/division': 'D1' });
    const typed = { 'employeeOrgData/costCenter': 'C2', 'employeeOrgData/division': 'D1' };
    await desk.edits.submit(edit.id, 'owner', typed);
    expect(desk.directory.written).toEqual([{ employeeOrgData: { costCenter: 'C2', division: 'D2' } }]);
  });

  it('gives people who were chosen their names, so that the card can tell who they are', async () => {
    const desk = createFakeDesk({ manager: null });
    const { result } = await desk.save('manager', null, managerId);
    expect(editOf(result).changes).toEqual([
      { field: 'manager', before: null, after: { id: managerId, displayName: `Name of ${managerId}` } },
    ]);
  });

  it.each(['signIn', 'moreWanted'] as const)('that all lack %s is as good as not begun', async (failure) => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async () => {
      throw new FakeFault(failure);
    };
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
    expect(editOf(result)).toMatchObject({ state: 'open', failure });
    desk.directory.onWrite = async (store) => store();
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({
      jobTitle: 'saved',
      aboutMe: 'saved',
    });
  });
});

describe('what is left of a save', () => {
  it('meets a conflict: keeping mine writes it, and nothing else', async () => {
    const { desk, edit, refused } = await savedInPart();
    desk.directory.values.aboutMe = 'X';
    refused.pop();
    const conflict = editOf(await desk.answer('retry', edit.id));
    expect(conflict).toMatchObject({ state: 'conflict', conflicts: [{ field: 'aboutMe', theirs: 'X' }] });
    expect(conflict.parts).toMatchObject([{ fields: ['jobTitle'], state: 'saved' }]);
    expect(statesOf(await desk.answer('keepMine', edit.id))).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
    expect(desk.directory.sent).toEqual([['jobTitle'], ['aboutMe'], ['aboutMe']]);
  });

  it.each(['takeTheirs', 'cancel'] as const)(
    'meets a conflict: %s keeps what was saved, and its undo',
    async (verb) => {
      const { desk, edit } = await savedInPart();
      desk.directory.values.aboutMe = 'X';
      await desk.answer('retry', edit.id);
      const result =
        verb === 'cancel' ? await desk.edits.cancel(edit.id, 'owner') : await desk.answer(verb, edit.id);
      expect(editOf(result)).toMatchObject({
        state: 'settled',
        changes: [{ field: 'jobTitle' }],
        asked: { kind: 'retry' },
      });
      expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
      await desk.answer('undo', edit.id);
      expect(desk.directory.values).toEqual({ jobTitle: 'A', aboutMe: 'X' });
    },
  );

  it('is confirmed anew where it is sensitive, and cancelling then keeps what was saved', async () => {
    const seen = { jobTitle: 'A', userType: 'Member', emailMethods: null } as const;
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    refuse(desk, 'emailMethods');
    const typed = { jobTitle: 'B', userType: 'Member', emailMethods: 'a@b.nl' };
    await desk.edits.submit(edit.id, 'owner', typed);
    expect(statesOf(await desk.answer('confirm', edit.id))).toEqual({
      jobTitle: 'saved',
      emailMethods: 'notSaved',
    });
    expect(editOf(await desk.answer('retry', edit.id)).state).toBe('confirming');
    const ended = await desk.edits.cancel(edit.id, 'owner');
    expect(statesOf(ended)).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.sent).toHaveLength(2);
  });

  it('is not tried any more once the rest was taken back', async () => {
    const { desk, edit, result, refused } = await savedInPart();
    refused.pop();
    await desk.answer('undo', edit.id);
    const sent = desk.directory.sent.length;
    // On an old card, which still offers it.
    const retried = await desk.edits.retry(edit.id, 'owner', editOf(result).asked?.id);
    expect(editOf(retried)).toMatchObject({ undoes: edit.id });
    expect(desk.directory.sent).toHaveLength(sent);
    expect(desk.directory.values).toEqual({ jobTitle: 'A', aboutMe: 'A' });
  });
});

describe('a photo in an edit', () => {
  const photo = 'mark of the old one';
  it('is saved with the rest, in a write of its own, and is not what an undo brings back', async () => {
    const seen = { jobTitle: 'A', photo };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen, 'owner', { id: 'staged', about: 'JPEG, 5 KB' });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved', photo: 'saved' });
    expect(desk.directory.written).toEqual([{ jobTitle: 'B' }, { kind: 'setPhoto', stagedPhoto: 'staged' }]);
    const undo = editOf(await desk.answer('undo', edit.id));
    expect(undo.changes?.map((change) => change.field)).toEqual(['jobTitle']);
    expect(desk.directory.values).toEqual({ jobTitle: 'A', photo: 'mark of staged' });
  });

  it('is removed where that was asked for', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', photo });
    const edit = await desk.open({ jobTitle: 'A', photo }, 'owner', { id: null, about: '' });
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'A' });
    expect(desk.directory.values).toEqual({ jobTitle: 'A', photo: null });
  });

  it('that somebody else changed meanwhile is a conflict', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', photo: 'another one' });
    const edit = await desk.open({ jobTitle: 'A', photo }, 'owner', { id: 'staged', about: '' });
    const result = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'A' }));
    expect(result).toMatchObject({
      state: 'conflict',
      conflicts: [{ field: 'photo', theirs: 'another one' }],
    });
    expect(desk.directory.written).toEqual([]);
  });

  it('alone, once saved, leaves nothing to undo', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', photo });
    const edit = await desk.open({ jobTitle: 'A', photo }, 'owner', { id: 'staged', about: '' });
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'A' });
    expect(editOf(await desk.answer('undo', edit.id)).id).toBe(edit.id);
    expect(desk.directory.values.photo).toBe('mark of staged');
  });
});
