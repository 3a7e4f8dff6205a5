import { describe, expect, it } from 'vitest';
import type { Edit, Failure, Part, Question } from '../../src/edits/edit.ts';
import { answers, canRetry, canUndoAgain, isOver, sameChanges } from '../../src/edits/questions.ts';
import { createFakeDesk } from './fakeDesk.ts';

const open = await createFakeDesk({}).open({ jobTitle: 'A' });
const asked = (kind: Question['kind']): Question => ({ kind, id: 'q' });
const parts = (...states: Part['state'][]): Part[] =>
  states.map((state) => ({ fields: ['jobTitle'], state }));

describe('an answer', () => {
  it.each<[string, Partial<Edit>, boolean]>([
    ['the question that stands', { state: 'conflict', asked: asked('conflict') }, true],
    ['an earlier question', { state: 'conflict', asked: { kind: 'conflict', id: 'later' } }, false],
    ['a question of another kind', { state: 'confirming', asked: asked('confirming') }, false],
    ['nothing that was asked', { state: 'open', failure: 'signIn' }, false],
    [
      'a question whose answer lacked a sign-in',
      { state: 'open', failure: 'signIn', asked: asked('conflict') },
      true,
    ],
    [
      'one about the rest, whose answer lacked a sign-in',
      { state: 'settled', failure: 'moreWanted', asked: asked('conflict') },
      true,
    ],
    [
      'one of another kind, whose answer lacked a sign-in',
      { state: 'open', failure: 'signIn', asked: asked('confirming') },
      false,
    ],
    ['a question that was answered', { state: 'settled', asked: asked('conflict') }, false],
  ])('to %s', (_name, change, counts) => {
    expect(answers({ ...open, ...change }, 'conflict', 'q')).toBe(counts);
  });
});

describe('a click that tries once more', () => {
  const notSaved = parts('saved', 'notSaved');
  it.each<[string, Partial<Edit>, { offered: boolean; any: boolean }]>([
    ['nothing that failed', { state: 'open' }, { offered: false, any: false }],
    ['what could not begin', { failure: 'throttled' }, { offered: true, any: false }],
    ['what lacks a sign-in', { failure: 'signIn' }, { offered: true, any: true }],
    ['what lacks a further proof', { failure: 'moreWanted' }, { offered: true, any: true }],
    ['what a process left behind', { failure: 'interrupted' }, { offered: true, any: true }],
    ['the rest', { state: 'settled', parts: notSaved }, { offered: true, any: false }],
    [
      'the rest, asked anew',
      { state: 'settled', parts: notSaved, asked: undefined },
      { offered: false, any: false },
    ],
    ['no rest', { state: 'settled', parts: parts('saved', 'unknown') }, { offered: false, any: false }],
    ['nothing at all', { state: 'settled', failure: 'signIn' }, { offered: false, any: false }],
    ['what asks', { state: 'conflict', failure: 'throttled' }, { offered: false, any: false }],
    ['what was given up', { state: 'cancelled' }, { offered: false, any: false }],
    ['what is under way', { state: 'writing' }, { offered: false, any: false }],
  ])('tries %s where it should', (_name, change, { offered, any }) => {
    const edit: Edit = { ...open, asked: asked('retry'), ...change };
    expect(canRetry(edit, 'q')).toBe(offered);
    expect(canRetry(edit, undefined)).toBe(any);
  });

  it('is no answer to a question', () => {
    const failure: Failure = 'throttled';
    expect(canRetry({ ...open, failure, asked: asked('conflict') }, 'q')).toBe(false);
    expect(canRetry({ ...open, failure }, undefined)).toBe(false);
  });
});

it('two saves are the same where they change the same fields from and to the same, in any order', () => {
  const [title, city] = [
    { field: 'jobTitle', before: 'A', after: 'B' },
    { field: 'city', before: null, after: 'Ede' },
  ] as const;
  expect(sameChanges([title, city], [city, title])).toBe(true);
  for (const other of [
    [],
    [title],
    [title, { ...city, after: 'Epe' }],
    [title, { ...city, before: '' }],
    undefined,
  ])
    expect(sameChanges([title, city], other)).toBe(false);
});

it('an edit is over when its time is, unless it broke off and nobody was told yet', () => {
  const states = ['open', 'claimed', 'conflict', 'confirming', 'writing', 'settled', 'cancelled'] as const;
  const over = (now: number) => states.filter((state) => isOver({ ...open, state }, now));
  expect(over(open.expiresAt - 1)).toEqual([]);
  expect(over(open.expiresAt)).toEqual(['open', 'conflict', 'confirming', 'settled', 'cancelled']);
});

it.each<[Edit['state'], Part['state'][], boolean]>([
  ['cancelled', [], true],
  ['settled', ['notSaved', 'notSaved'], true],
  ['settled', ['notSaved', 'saved'], false],
  ['settled', ['notSaved', 'unknown'], false],
  ['open', ['notSaved'], false],
  ['conflict', [], false],
  ['claimed', [], false],
  ['writing', ['notSaved'], false],
])('an undo that is %s with parts %j may be asked for again: %s', (state, states, isAgain) => {
  expect(canUndoAgain({ ...open, state, parts: parts(...states) })).toBe(isAgain);
});
