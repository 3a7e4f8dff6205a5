import { describe, expect, it } from 'vitest';
import { profileCard } from '../../src/cards/profileCard.ts';
import { type Language, languageOf } from '../../src/language/language.ts';
import { newId } from '../../src/newId.ts';
import { type Change, diff, type Entered } from '../../src/profile/changes.ts';
import { type FieldName, field, firstSections, isFieldName, longestText } from '../../src/profile/fields.ts';
import { inputTexts, withoutRoom } from '../../src/profile/formRoom.ts';
import { fitsInput, longestInput } from '../../src/profile/kinds.ts';
import type { FieldValues, Profile } from '../../src/profile/profile.ts';
import { allCards, bytesOf, nodesOf, untouchedInputs } from './sampleCards.ts';
import {
  changeable,
  enteredFrom,
  locksFor,
  noValues,
  portalUrl,
  profileFrom,
  valuesFrom,
} from './sampleValues.ts';

const languages = [languageOf('en'), languageOf('nl')];
const guid = '3d9f1b0a-0000-4000-8000-000000000009';
const context = { $card: newId(), $edit: newId(), $person: guid };
/** Drawn as the bot draws it: what finds no room in the inputs is closed, and holds nothing that was typed. */
const cardOf = (
  profile: Profile,
  language: Language,
  more: { readonly entered?: Entered; readonly [key: string]: unknown } = {},
) => {
  const locks = locksFor(profile, more.entered);
  const entries = Object.entries(more.entered ?? {}).filter(([name]) => !locks[name as FieldName]);
  const entered = more.entered && Object.fromEntries(entries);
  return profileCard({ profile, locks, context, portalUrl, reason: 'optional', ...more, entered }, language);
};
/** A text of so many UTF-16 code units, made of one character. */
const filled = (character: string, length: number): string => character.repeat(length).slice(0, length);
const jpeg = (bytes: number): string => `data:image/jpeg;base64,${'A'.repeat(Math.ceil((bytes * 4) / 3))}`;

const ordinaryWords: Partial<Record<FieldName, string>> = {
  displayName: 'Ünal Öztürk-van der Berg',
  givenName: 'Ünal',
  surname: 'Öztürk-van der Berg',
  userPrincipalName: 'unal.ozturk@contoso.onmicrosoft.com',
  mail: 'unal.ozturk@contoso.onmicrosoft.com',
  usageLocation: 'NL',
  preferredLanguage: 'en-US',
  employeeHireDate: '2026-03-01T00:00:00Z',
};

describe('the size of an ordinary profile’s card, its first sections filled and with a photo', () => {
  it.each<[string, (name: FieldName) => string]>([
    ['ordinary words', (name) => ordinaryWords[name] ?? 'Afdeling Financiën, 2e etage'],
    [
      'forty letters each',
      (name) => ordinaryWords[name] ?? filled('x', Math.min(40, longestText(field(name)))),
    ],
  ])('is 28 KB at most, of %s', (_name, textOf) => {
    const values = valuesFrom(textOf);
    const about = { values, photo: jpeg(5 * 1_024), sections: firstSections };
    for (const language of languages) {
      const card = cardOf(profileFrom(textOf as (place: string) => string, about), language);
      expect(bytesOf(card)).toBeLessThanOrEqual(28 * 1_024);
      expect(JSON.stringify(card)).toContain('"Image"');
    }
  });
});

describe('the size of a card, whatever is in it', () => {
  // The most bytes for one of JavaScript's characters, the most that are escaped, and graphemes of many characters.
  const characters = ['x', '中', '"', '👩‍👩‍👧', 'Z̸̡̧̛'];
  const isOurs = (place: string): boolean => ['card', 'edit', 'id', 'requestId'].includes(place);
  const longest = (character: string) => (place: string) => {
    const name = place.split(' ')[0] ?? '';
    if (isOurs(place)) return guid;
    return filled(character, isFieldName(name) ? longestText(field(name)) : 256);
  };
  /** Values as long as an input holds them, and lists as long. */
  const longestValues = (character: string): FieldValues => {
    const values = valuesFrom(longest(character));
    const lists = changeable.flatMap((name): [FieldName, string[]][] => {
      const item = filled(character, 150);
      return /^(textList|mailList)$/.test(field(name).kind) ? [[name, [item, item, item, item, item]]] : [];
    });
    return { ...values, ...Object.fromEntries(lists) };
  };
  const longestTyped = (character: string) =>
    enteredFrom((name) => `${filled(character, longestInput(field(name)) - 1)}!`);

  it.each(characters)('is 80 KB at most on every card, of %j', (character) => {
    for (const language of languages)
      for (const [name, card] of allCards(longest(character), language))
        expect([name, bytesOf(card)]).toEqual([name, expect.toSatisfy((size) => size <= 80 * 1_024)]);
  });

  it.each(characters)(
    'is 80 KB at most with all sections open, and everything typed anew, of %j',
    (character) => {
      const values = longestValues(character);
      const profile = profileFrom(longest(character), { values, photo: jpeg(12_000) });
      const entered = longestTyped(character);
      const { problems } = diff(values, entered);
      expect(Object.keys(problems).length).toBeGreaterThan(3);
      const prepared: Change[] = changeable.map((name) => ({
        field: name,
        before: values[name] ?? null,
        after: entered[name] ?? null,
      }));
      for (const language of languages)
        for (const more of [
          {},
          { entered },
          { entered, prepared, problems, note: language.text('form.mendInputs') },
        ])
          expect(bytesOf(cardOf(profile, language, more))).toBeLessThanOrEqual(80 * 1_024);
    },
  );

  it.each(characters)(
    'is 80 KB at most where every value is too long to be edited here, of %j',
    (character) => {
      const values = valuesFrom(() => filled(character, 5_000));
      for (const language of languages)
        expect(bytesOf(cardOf(profileFrom(longest(character), { values }), language))).toBeLessThanOrEqual(
          80 * 1_024,
        );
    },
  );

  it('is 80 KB at most whatever was pasted into an input that has no limit of its own', () => {
    const entered = enteredFrom(() => filled('中', 40_000));
    const card = cardOf(
      profileFrom((name) => name, { values: noValues }),
      languages[0] as Language,
      { entered },
    );
    expect(bytesOf(card)).toBeLessThanOrEqual(80 * 1_024);
  });

  it.each(characters)('never shortens what an input holds, of %j', (character) => {
    const values = longestValues(character);
    const profile = profileFrom(longest(character), { values, photo: jpeg(12_000) });
    const card = cardOf(profile, languages[0] as Language);
    const inputs = untouchedInputs(card);
    const tooLong = withoutRoom(inputTexts(changeable, values));
    const open = changeable.filter(
      (name) => name !== 'photo' && !tooLong.includes(name) && fitsInput(field(name), values[name] ?? null),
    );
    expect(open.length).toBeGreaterThan(40);
    for (const name of open) {
      const value = values[name];
      const text = Array.isArray(value) && typeof value[0] === 'string' ? value.join('\n') : value;
      if (typeof text === 'string') expect([name, inputs[name]]).toEqual([name, text]);
    }
    expect(nodesOf(card).filter(({ id }) => id === 'skills')).toHaveLength(1);
  });
});
