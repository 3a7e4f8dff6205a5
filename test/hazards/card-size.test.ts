import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Card, mostBytes } from '../../src/cards/elements.ts';
import { languageOf } from '../../src/language/language.ts';
import { people } from '../../src/sandbox/people.ts';
import { cardOf, characters, type Fill, filled, longest, longestCards } from '../cards/longestCards.ts';
import { bytesOf, cardKinds } from '../cards/sampleCards.ts';
import { enteredFrom, noValues, profileFrom } from '../cards/sampleValues.ts';
import { problemsOf } from '../support/cardReader.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { lookAtLongest } from '../support/longestPerson.ts';
import { hazard } from './hazard.ts';

const kindsOf = (fill: Fill, tag: string): Map<string, () => Card> => {
  const language = languageOf(tag);
  const samples = cardKinds(longest(fill), language);
  // The bot draws it with what finds room alone, as it is among the longest: more typed than that is refused.
  samples.delete('profile again');
  return new Map([...samples, ...longestCards(fill, language)]);
};
const kinds = [...kindsOf(() => 'x', 'en').keys()];
const tags = ['en', 'nl'] as const;

/** What takes much room in JSON, in UTF-8 or for a grapheme, or is replaced by what does. */
const unit = fc.oneof(
  fc.constantFrom(...characters, '\\', '\u0000', '\ud800', '\u202e', '\n', '⁨', '﷽', 'é', ' ', '𒐫', 'ก็็็็็'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);
const drawn = fc.record({
  kind: fc.constantFrom(...kinds),
  tag: fc.constantFrom(...tags),
  units: fc.array(unit, { minLength: 1, maxLength: 24, size: 'max' }),
});

let desk: DeskUnderTest;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

hazard(
  {
    number: 28,
    hazard: 'A card too large for Teams, or that a client can’t read',
    promise:
      'Of texts as long as Entra takes, every card is 80 KB of UTF-8 at most, valid in version 1.5, and has a text for old clients',
    cases: 5_000,
  },
  async (run) => {
    let largest = { bytes: 0, kind: '' };
    const look = (kind: string, card: Card | undefined) => {
      if (!card) throw new Error(`There is no card ${kind}`);
      const bytes = bytesOf(card);
      if (bytes > largest.bytes) largest = { bytes, kind };
      expect(bytes).toBeLessThanOrEqual(mostBytes);
      expect(problemsOf(card)).toEqual([]);
      expect(card.fallbackText).toMatch(/./);
    };
    for (const character of characters)
      for (const tag of tags)
        for (const [kind, draw] of kindsOf(() => character, tag))
          await run.check(`${kind} (${tag}), all of ${character}`, () => look(kind, draw()));
    for (const tag of tags) {
      desk.sandbox.teams.settings.locale = tag;
      const client = await desk.as(people.globalAdministrator);
      for (const character of characters)
        await run.check(`every section opened in Teams (${tag}), all of ${character}`, async () => {
          const cards = await lookAtLongest(desk, client, () => character);
          expect(cards.length).toBeGreaterThan(8);
          for (const card of cards) look('profile in Teams', card as Card);
        });
    }
    await run.check('40,000 characters pasted into each input', () => {
      const entered = enteredFrom(() => filled('中', 40_000));
      const empty = profileFrom((place) => place, { values: noValues });
      look('profile, typed anew', cardOf(empty, languageOf('en'), { entered }));
    });
    await run.property(
      fc.property(drawn, ({ kind, tag, units }) => {
        const fill: Fill = (place) => {
          const hash = [...place].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7);
          return units[hash % units.length] ?? '';
        };
        look(kind, kindsOf(fill, tag).get(kind)?.());
      }),
    );
    return `the largest is ${(largest.bytes / 1_024).toFixed(1)} KB: ${largest.kind}`;
  },
);
