import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { isPhone, parseSignInPhone, phoneSpellings } from '../../src/profile/phoneNumbers.ts';

const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);

describe('a phone to sign in with', () => {
  it('is tried with the example of every region', () => {
    expect(numbers.length).toBeGreaterThan(230);
    expect(numbers).toHaveLength(getCountries().length);
  });

  it('is read in every way that people write it, and comes out in the form that Entra takes', () => {
    for (const { number, countryCallingCode, nationalNumber } of numbers) {
      const expected = { number: `+${countryCallingCode} ${nationalNumber}` };
      expect(expected.number).toMatch(/^\+\d{1,3} \d{4,15}$/);
      for (const text of [number, number.replace('+', '00'), expected.number])
        expect([text, parseSignInPhone(text)]).toEqual([text, expected]);
    }
  });

  it('is the same where it is written with spaces, dashes and brackets', () => {
    for (const example of numbers) {
      const { number } = parseSignInPhone(example.number);
      for (const format of ['INTERNATIONAL', 'RFC3966'] as const) {
        const text = example.format(format).replace('tel:', '');
        expect([text, parseSignInPhone(text).number]).toEqual([text, number]);
      }
    }
  });

  it('read again is itself, with its extension too', () => {
    for (const example of numbers)
      for (const extension of ['', 'x123', ' ext. 4567']) {
        const { number = '' } = parseSignInPhone(example.number + extension);
        expect(number.endsWith(extension.replace(/^\D+/, ''))).toBe(true);
        expect(parseSignInPhone(number)).toEqual({ number });
      }
  });

  it('has its extension after an x', () => {
    expect(parseSignInPhone('+1 (425) 555-1234 ext. 123')).toEqual({ number: '+1 4255551234x123' });
    expect(parseSignInPhone('+1 4255551234x123')).toEqual({ number: '+1 4255551234x123' });
  });

  it('is refused without its country, whatever the region', () => {
    for (const example of numbers) {
      const national = example.formatNational();
      // In some regions a national number begins as an international one does elsewhere.
      if (/^00[1-9]/.test(national)) continue;
      expect([national, parseSignInPhone(national)]).toEqual([national, { problem: 'phoneNeedsCountry' }]);
    }
  });

  it.each([
    '+',
    '+31',
    '+31 6',
    '+0 123456789',
    '+999 123456789',
    '+31 61234567890123',
    '+1 Anna',
    '+'.repeat(30),
  ])('is refused where no number is like it: %j', (text) =>
    expect(parseSignInPhone(text)).toEqual({ problem: 'notAPhone' }),
  );
});

describe('a text that can be a phone number', () => {
  it.each([
    ['+31 10 555 0112', true],
    ['(010) 555-0112', true],
    ['010.555/0112', true],
    ['123456', true],
    ['+'.padEnd(30, '1'), true],
    ['12345', false],
    ['1 2 3 4 5', false],
    ['1'.repeat(32), false],
    ['Anna 123456', false],
    ['123456 Anna', false],
    ['++31105550112', false],
    ['a@b.nl', false],
    ['', false],
  ])('%j: %s', (text, is) => expect(isPhone(text)).toBe(is));
});

describe('how a number may be written', () => {
  const everywhere = [
    '+31105550112',
    '+31 10 555 0112',
    '+31-10-555-0112',
    '+31 105550112',
    '0031105550112',
    '31105550112',
  ];
  const there = ['010 555 0112', '010-555-0112', '0105550112'];

  it.each([
    ['with its code, where it is at home', '+31 10 555 0112', 'NL', [...everywhere, ...there]],
    ['without its code, where it is at home', ' 010 555 0112 ', 'NL', [...everywhere.slice(0, -1), ...there]],
    ['with its code, elsewhere', '+31 10 555 0112', 'DE', everywhere],
    ['with its code, nobody knows where', '+31 10 555 0112', undefined, everywhere],
    ['with two zeros', '0031 10 555 0112', 'NL', [...everywhere.slice(0, -1), '0031 10 555 0112', ...there]],
    [
      'with two zeros, nobody knows where',
      '0031 10 555 0112',
      undefined,
      [...everywhere.slice(0, -1), '0031 10 555 0112'],
    ],
    ['without its code, nobody knows where', '010 555 0112', undefined, ['010 555 0112', '0105550112']],
    ['in a country that there is none of', '010 555 0112', 'XX', ['010 555 0112', '0105550112']],
  ])('%s', (_what, text, country, expected) => {
    const spellings = phoneSpellings(text, country);
    expect([...spellings].sort()).toEqual([...expected].sort());
    expect(new Set(spellings).size).toBe(spellings.length);
  });
});
