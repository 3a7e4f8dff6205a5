import { describe, expect, it } from 'vitest';
import { languageOf } from '../../src/language/language.ts';
import { type FieldName, field, firstSections, longestText } from '../../src/profile/fields.ts';
import { inputTexts, withoutRoom } from '../../src/profile/formRoom.ts';
import { fitsInput } from '../../src/profile/kinds.ts';
import { cardOf, characters, filled, longest, longestValues, photoOf } from './longestCards.ts';
import { bytesOf, nodesOf, untouchedInputs } from './sampleCards.ts';
import { changeable, profileFrom, valuesFrom } from './sampleValues.ts';

const languages = [languageOf('en'), languageOf('nl')];
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
    const about = { values, photo: photoOf(5 * 1_024), sections: firstSections };
    for (const language of languages) {
      const card = cardOf(profileFrom(textOf as (place: string) => string, about), language);
      expect(bytesOf(card)).toBeLessThanOrEqual(28 * 1_024);
      expect(JSON.stringify(card)).toContain('"Image"');
    }
  });
});

// The size of every other card, whatever is in it: test/hazards/card-size.test.ts.
describe('the inputs of a card whose texts are as long as can be', () => {
  it.each(characters)('never hold a shortened one, of %j', (character) => {
    const fill = () => character;
    const values = longestValues(fill);
    const profile = profileFrom(longest(fill), { values, photo: photoOf(12_000) });
    const card = cardOf(profile, languageOf('en'));
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
