import { describe, expect, it } from 'vitest';
import { createFakeDesk, editOf, FakeFault, statesOf } from './fakeDesk.ts';

describe('cancelling', () => {
  it('ends an edit that is open, and nothing is left of what was typed', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.edits.amend(edit.id, 'owner', { jobTitle: 'B' }, async () => ({}));
    const ended = editOf(await desk.edits.cancel(edit.id, 'owner'));
    expect(ended).toMatchObject({ state: 'cancelled', changes: [] });
    expect(ended.entered).toBeUndefined();
    expect(editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' })).state).toBe('cancelled');
    expect(desk.directory.written).toEqual([]);
  });

  it('on an old copy of a card leaves a save as it is, and what was refused of it can still be tried', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { fields }) => {
      if (fields[0] === 'aboutMe') throw new FakeFault('refused');
      store();
    };
    const saved = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' }));
    expect(editOf(await desk.edits.cancel(edit.id, 'owner'))).toEqual(saved);
    desk.directory.onWrite = async (store) => store();
    const result = await desk.edits.retry(edit.id, 'owner', saved.asked?.id);
    expect(statesOf(result)).toEqual({ jobTitle: 'saved', aboutMe: 'saved' });
  });
});
