import { expect, it } from 'vitest';
import { changesLeft, decidedParts, isInDoubt, savedChanges } from '../../src/edits/edit.ts';
import { createFakeDesk } from './fakeDesk.ts';

it('an edit that was never submitted has nothing saved, nothing in doubt, and nothing left to be saved', async () => {
  const edit = await createFakeDesk({}).open({ jobTitle: 'A' });
  expect([savedChanges(edit), changesLeft(edit), decidedParts(edit)]).toEqual([[], [], []]);
  expect(isInDoubt(edit)).toBe(false);
});
