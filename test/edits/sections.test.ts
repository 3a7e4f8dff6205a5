import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/edits/edit.ts';
import { formRoom } from '../../src/profile/formRoom.ts';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

const about: Pick<Edit, 'seen' | 'shown' | 'sections'> = {
  seen: { aboutMe: 'old', skills: ['a'] },
  shown: ['aboutMe', 'skills'],
  sections: ['job', 'about'],
};
const read = async () => about;

describe('one more section of a card', () => {
  it('adds its inputs and what was seen, and keeps what was typed', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    const typed = { jobTitle: 'B', $reason: ' T-1 ', $form: '1' };
    const result = await desk.edits.amend(edit.id, 'owner', typed, read);
    expect(result).toMatchObject({ kind: 'form', problems: {}, note: undefined });
    const shown = { ...editOf(result) };
    expect(shown).toMatchObject({
      state: 'open',
      shown: ['jobTitle', 'aboutMe', 'skills'],
      sections: ['job', 'about'],
      seen: { jobTitle: 'A', aboutMe: 'old', skills: ['a'] },
      entered: { jobTitle: 'B' },
      reason: 'T-1',
    });
    expect(desk.directory.written).toEqual([]);
  });

  it('leads to a save of both', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', aboutMe: 'old', skills: ['a'] });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, read);
    const typed = { jobTitle: 'B', aboutMe: 'new', skills: 'a' };
    expect(statesOf(await desk.edits.submit(edit.id, 'owner', typed))).toEqual({
      jobTitle: 'saved',
      aboutMe: 'saved',
    });
    expect(desk.directory.written).toEqual([{ jobTitle: 'B' }, { aboutMe: 'new' }]);
  });

  it('never changes what its owner has seen: a newer value is a conflict when they save', async () => {
    const desk = createFakeDesk({ jobTitle: 'X' });
    const edit = await desk.open({ jobTitle: 'A' });
    const newer = async () => ({ ...about, seen: { ...about.seen, jobTitle: 'X' } });
    const added = editOf(await desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, newer));
    expect(added.seen.jobTitle).toBe('A');
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'old', skills: 'a' });
    expect(editOf(result)).toMatchObject({ state: 'conflict', conflicts: [{ theirs: 'X' }] });
  });

  it('asked for twice has each input once', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.edits.amend(edit.id, 'owner', { jobTitle: 'A' }, read);
    const again = await desk.edits.amend(edit.id, 'owner', { jobTitle: 'A' }, read);
    expect(editOf(again).shown).toEqual(['jobTitle', 'aboutMe', 'skills']);
  });

  it.each([
    ['nothing', {}],
    ['what the card had no input for', { city: 'x' }],
  ])('keeps what was typed before where the client sends %s', async (_name, submitted) => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, read);
    const again = await desk.edits.amend(edit.id, 'owner', submitted, read);
    expect(editOf(again).entered).toEqual({ jobTitle: 'B' });
  });

  it('is nobody’s but the owner’s, and reads nothing for others', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    const never = async () => {
      throw new Error('read for somebody else');
    };
    expect(await desk.edits.amend(edit.id, 'eve', {}, never)).toEqual({ kind: 'notOwner' });
    expect(await desk.edits.amend('no such edit', 'owner', {}, never)).toEqual({ kind: 'unknown' });
    expect((await desk.journal.readEdit(edit.id))?.item).toEqual(edit);
  });

  it('that can not be read keeps what was typed, and has nothing new', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    const failing = async () => {
      throw new FakeFault('unreachable');
    };
    await expect(desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, failing)).rejects.toThrow(FakeFault);
    expect((await desk.journal.readEdit(edit.id))?.item).toMatchObject({
      state: 'open',
      shown: edit.shown,
      seen: edit.seen,
      entered: { jobTitle: 'B' },
    });
  });

  it('is read for the edit with what was typed so far', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    let known: Edit | undefined;
    await desk.edits.amend(edit.id, 'owner', { jobTitle: 'B', $reason: 'T-1' }, async (one) => {
      known = one;
      return about;
    });
    expect(known).toEqual({ ...edit, entered: { jobTitle: 'B' }, reason: 'T-1' });
  });

  it('is not read where the card can’t hold what was typed, and the edit stays as it was', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    let isRead = false;
    const result = await desk.edits.amend(
      edit.id,
      'owner',
      { jobTitle: 'x'.repeat(formRoom + 1) },
      async () => {
        isRead = true;
        return about;
      },
    );
    expect(result).toEqual({ kind: 'tooMuch' });
    expect(isRead).toBe(false);
    expect((await desk.journal.readEdit(edit.id))?.item).toEqual(edit);
  });

  it('or a photo: what is not changed of the card stays, and its owner is told what is next', async () => {
    const desk = createFakeDesk({});
    const edit = await desk.open({ jobTitle: 'A' });
    const newPhoto = { id: 'staged', about: 'JPEG, 5 KB' };
    const result = await desk.edits.amend(edit.id, 'owner', {}, async () => ({ newPhoto }), 'sendPhoto');
    expect(result).toMatchObject({ kind: 'form', note: 'sendPhoto', edit: { newPhoto } });
    const { shown, seen, sections } = editOf(result);
    expect({ shown, seen, sections }).toEqual({
      shown: edit.shown,
      seen: edit.seen,
      sections: edit.sections,
    });
  });

  it('changes nothing of an edit that was saved meanwhile', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const result = await desk.edits.amend(edit.id, 'owner', { jobTitle: 'C' }, read);
    expect(result.kind).toBe('current');
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
  });

  it('and a save at once: one of them is first, and what is saved was typed', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    const [added, saved] = await Promise.all([
      desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, read),
      desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' }),
    ]);
    const wasSaved = desk.directory.values.jobTitle === 'B';
    const told = [added, saved].map((result) => statesOf(result).jobTitle);
    expect(told.includes('saved')).toBe(wasSaved);
    expect(desk.directory.written.length).toBeLessThanOrEqual(1);
  });
});
