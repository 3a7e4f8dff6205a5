import { profileCard } from '../../src/cards/profileCard.ts';
import type { Language } from '../../src/language/language.ts';
import { newId } from '../../src/newId.ts';
import { type Change, diff, type Entered } from '../../src/profile/changes.ts';
import { type FieldName, field, isFieldName, longestText } from '../../src/profile/fields.ts';
import { longestInput } from '../../src/profile/kinds.ts';
import type { FieldValues, Profile } from '../../src/profile/profile.ts';
import {
  changeable,
  enteredFrom,
  locksFor,
  mostOthers,
  portalUrl,
  profileFrom,
  valuesFrom,
} from './sampleValues.ts';

const guid = '3d9f1b0a-0000-4000-8000-000000000009';
const context = { $card: newId(), $edit: newId(), $person: guid };

/** The most bytes for one of JavaScript's characters, the most that are escaped, and graphemes of many characters. */
export const characters = ['x', '中', '"', '👩‍👩‍👧', 'Z̸̡̧̛'] as const;

/** Which characters a place is filled with. */
export type Fill = (place: string) => string;

/** A text of so many UTF-16 code units, made of some characters. */
export const filled = (some: string, length: number): string => some.repeat(length).slice(0, length);

export const photoOf = (bytes: number): string =>
  `data:image/jpeg;base64,${'A'.repeat(Math.ceil((bytes * 4) / 3))}`;

/** A profile's card as the bot draws it: what finds no room in the inputs is closed, and holds nothing that was typed. */
export function cardOf(
  profile: Profile,
  language: Language,
  more: { readonly entered?: Entered; readonly [key: string]: unknown } = {},
) {
  const locks = locksFor(profile, more.entered);
  const entries = Object.entries(more.entered ?? {}).filter(([name]) => !locks[name as FieldName]);
  const entered = more.entered && Object.fromEntries(entries);
  return profileCard({ profile, locks, context, portalUrl, reason: 'optional', ...more, entered }, language);
}

const isOurs = (place: string): boolean => ['card', 'edit', 'id', 'requestId'].includes(place);

/** As long a text as there can be at each place of a card. */
export const longest = (fill: Fill) => (place: string) => {
  const name = place.split(' ')[0] ?? '';
  if (isOurs(place)) return guid;
  return filled(fill(place), isFieldName(name) ? longestText(field(name)) : 256);
};

/** Values as long as an input holds them, and lists as long. */
export function longestValues(fill: Fill): FieldValues {
  const values = valuesFrom(longest(fill));
  const lists = changeable.flatMap((name): [FieldName, string[]][] => {
    const item = filled(fill(name), 150);
    return /^(textList|mailList)$/.test(field(name).kind) ? [[name, [item, item, item, item, item]]] : [];
  });
  return { ...values, ...Object.fromEntries(lists) };
}

/** Every way in which the card of a profile with the longest values is drawn: as it is, and with all typed anew. */
export function longestCards(fill: Fill, language: Language) {
  const values = longestValues(fill);
  const alsoPossible = mostOthers((name) => longest(fill)(`${name} perhaps`));
  const profile = profileFrom(longest(fill), { values, alsoPossible, photo: photoOf(12_000) });
  const entered = enteredFrom((name) => `${filled(fill(`${name} typed`), longestInput(field(name)) - 1)}!`);
  const { problems } = diff(values, entered);
  const prepared: Change[] = changeable.map((name) => ({
    field: name,
    before: values[name] ?? null,
    after: entered[name] ?? null,
  }));
  const note = language.text('form.mendInputs');
  const tooLong = valuesFrom((name) => filled(fill(name), 5_000));
  return new Map([
    ['profile, filled', () => cardOf(profile, language)],
    ['profile, typed anew', () => cardOf(profile, language, { entered })],
    ['profile, to be mended', () => cardOf(profile, language, { entered, prepared, problems, note })],
    ['profile, too long for inputs', () => cardOf(profileFrom(longest(fill), { values: tooLong }), language)],
  ]);
}
