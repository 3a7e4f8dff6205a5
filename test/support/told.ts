import { expect } from 'vitest';
import type { MessageView } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from './cards.ts';

/** What a card says became of a change. */
export type Told = 'saved' | 'notSaved' | 'unknown';

const titles: Readonly<Record<string, Told | 'mixed'>> = {
  Saved: 'saved',
  Undone: 'saved',
  'Not saved': 'notSaved',
  'Not undone': 'notSaved',
  'Not known whether it was saved': 'unknown',
  'Saved in part': 'mixed',
};

/** What a card of an outcome says of each change, by the line that shows it, such as `City: Rotterdam → Delft`. */
export function toldOf(card: unknown): ReadonlyMap<string, Told> {
  const [title = '', ...lines] = textOf(card).split('\n');
  const told = new Map<string, Told>();
  let state = titles[title];
  if (state === undefined) return told;
  for (const line of lines) {
    state = titles[line] ?? state;
    if (/^[^:]+: .* → /.test(line) && state !== 'mixed') told.set(line, state);
  }
  return told;
}

/**
 * Whether a card leaves it to its reader if the photo is sent again: from "Try the rest again", or from the form of "Edit
 * again", which shows the present one. Graph gives a photo back drawn anew, so that nobody else can tell if it is the new one:
 * https://learn.microsoft.com/graph/api/profilephoto-get.
 */
export function asksAboutPhoto(card: unknown): boolean {
  return [...toldOf(card)].some(([line, told]) => line.startsWith('Photo: ') && told === 'unknown');
}

/** A change that somebody makes, and whether the directory has it. */
export interface TruthOfChange {
  readonly label: string;
  /** How a card may show the new value. */
  readonly shownAs: readonly string[];
  readonly isDone: () => boolean;
  readonly isNotDone: () => boolean;
}

/**
 * What a card says was done has to be so, and what it says was not done must not: of the changes, and of taking them back.
 * @param mayBeUnknown whether something went wrong that leaves it open.
 */
export function expectTruth(
  { card, error }: MessageView,
  changes: readonly TruthOfChange[],
  mayBeUnknown: boolean,
): void {
  expect(error, 'what Teams says below the card').toBeUndefined();
  for (const [line, told] of toldOf(card)) {
    const change = changes.find(({ label }) => line.startsWith(`${label}: `));
    if (!change) throw new Error(`Nobody changed “${line}”`);
    const isForward = change.shownAs.some((value) => line.endsWith(` → ${value}`));
    const isSo = isForward ? change.isDone() : change.isNotDone();
    const isNotSo = isForward ? change.isNotDone() : change.isDone();
    if (told === 'saved' && !isSo) throw new Error(`Told as saved, and not so: ${line}\n${textOf(card)}`);
    if (told === 'notSaved' && !isNotSo)
      throw new Error(`Told as not saved, and so: ${line}\n${textOf(card)}`);
    if (told === 'unknown' && !mayBeUnknown) throw new Error(`Told as unknown, and known: ${line}`);
  }
}

/**
 * In the end, where the card says that the goal is reached, all changes are made, or all taken back. Where it ends elsewhere,
 * or there is no goal, each of them is one or the other.
 * @returns whether the goal was reached
 */
export function expectEnd(
  { card }: MessageView,
  changes: readonly TruthOfChange[],
  goal: 'Saved' | 'Undone' | undefined,
): boolean {
  const isReached = goal !== undefined && textOf(card).startsWith(`${goal}\n`);
  const wrong = changes.filter(({ isDone, isNotDone }) => {
    if (!isReached) return !isDone() && !isNotDone();
    return goal === 'Saved' ? !isDone() : !isNotDone();
  });
  expect(
    wrong.map(({ label }) => label),
    `what is otherwise than the card says in the end: ${textOf(card)}`,
  ).toEqual([]);
  return isReached;
}

/** Where nobody else changes anything, nobody is asked whose value is to stand. */
export function expectNoConflict({ card }: MessageView): void {
  expect(titlesOf(card)).not.toContain('Keep mine');
}
