import type { Card } from '../../src/cards/elements.ts';
import { type Language, languageOf } from '../../src/language/language.ts';
import { field, isFieldName } from '../../src/profile/fields.ts';
import { cardKinds, textsOf } from './sampleCards.ts';

/** A kind of card, with the places of it that hold a text of the directory or of a person. */
export interface CardKind {
  readonly kind: string;
  readonly places: readonly string[];
}

const isData = (place: string): boolean => place.includes('.data.');
const isDay = (place: string): boolean => {
  const name = place.split(' ')[0] ?? '';
  return isFieldName(name) && ['date', 'instant'].includes(field(name).kind);
};
const [opening, closing] = ['⟦', '⟧'];

/** Every kind of card that has such places; of these, those that can be read on it, in an input or beside. */
export const cardKindsWithPlaces: readonly CardKind[] = [
  ...cardKinds((place) => opening + place + closing, languageOf('en')),
].flatMap(([kind, draw]) => {
  const found = textsOf(draw())
    .filter(({ place }) => !isData(place))
    .flatMap(({ text }) => [...text.matchAll(/⟦([^⟦⟧]+)⟧/g)].map(([, place = '']) => place));
  const places = [...new Set(found)].filter((place) => !isDay(place));
  return places.length > 0 ? [{ kind, places }] : [];
});

/** Cards of a kind that hold these texts, each in a place of its own. */
export function cardsWith({ kind, places }: CardKind, texts: readonly string[], language: Language): Card[] {
  const cards: Card[] = [];
  for (let from = 0; from < texts.length; from += places.length) {
    const textOf = (place: string): string => {
      if (isDay(place)) return '2026-03-01T00:00:00Z';
      const index = places.indexOf(place);
      return index < 0 ? 'x' : (texts[(from + index) % texts.length] ?? '');
    };
    const draw = cardKinds(textOf, language).get(kind);
    if (!draw) throw new Error(`There is no card ${kind}`);
    cards.push(draw());
  }
  return cards;
}

/** Strings that each kind of card is to hold in a full run. */
const stringsPerKind = 10_000;
/** Small cards stand together in one case. */
const fewest = 46;
export const stringsPerCase = ({ places }: CardKind): number =>
  places.length * Math.ceil(fewest / places.length);
export const casesPerKind = (kind: CardKind, scale = 1): number =>
  Math.ceil((stringsPerKind * scale) / stringsPerCase(kind));
