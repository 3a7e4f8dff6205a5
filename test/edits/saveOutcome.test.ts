import { expect, it } from 'vitest';
import type { Edit, Part } from '../../src/edits/edit.ts';
import { saveOutcome } from '../../src/edits/saveOutcome.ts';

it.each<[Edit['state'], readonly Part['state'][] | undefined, string]>([
  ['open', undefined, 'notBegun'],
  ['claimed', undefined, 'notBegun'],
  ['writing', undefined, 'notBegun'],
  ['cancelled', ['saved'], 'notBegun'],
  ['conflict', ['saved'], 'conflict'],
  ['confirming', ['unknown'], 'confirming'],
  ['settled', undefined, 'saved'],
  ['settled', ['saved'], 'saved'],
  ['settled', ['saved', 'saved'], 'saved'],
  ['settled', ['saved', 'notSaved'], 'partlySaved'],
  ['settled', ['notSaved', 'notSaved'], 'notSaved'],
  ['settled', ['saved', 'notSaved', 'unknown'], 'unknown'],
])('an edit that is %s with parts %j came out as %s', (state, parts, outcome) => {
  const edit = { state, parts: parts?.map((one): Part => ({ fields: ['city'], state: one })) };
  expect(saveOutcome(edit as Edit)).toBe(outcome);
});
