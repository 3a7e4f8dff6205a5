import type { Edit } from './edit.ts';

/** What came of an application of an edit, in one word. */
export type SaveOutcome =
  | 'saved'
  | 'partlySaved'
  | 'notSaved'
  | 'unknown'
  | 'conflict'
  | 'confirming'
  /** Nothing was sent: a right, a sign-in or the lease was missing, say. */
  | 'notBegun';

export function saveOutcome({ state, parts = [] }: Edit): SaveOutcome {
  if (state === 'conflict' || state === 'confirming') return state;
  if (state !== 'settled') return 'notBegun';
  if (parts.some((part) => part.state === 'unknown')) return 'unknown';
  const saved = parts.filter((part) => part.state === 'saved').length;
  if (saved === parts.length) return 'saved';
  return saved === 0 ? 'notSaved' : 'partlySaved';
}
