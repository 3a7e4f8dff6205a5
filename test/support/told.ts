import { textOf } from './cards.ts';

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
