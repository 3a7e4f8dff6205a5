import fc from 'fast-check';
import countries from 'i18n-iso-countries';
import { describe, expect, it } from 'vitest';
import { countryCodeOf, countryName } from '../../src/profile/countries.ts';

const codes = Object.keys(countries.getAlpha2Codes());
const anyCode = fc.constantFrom(...codes);
const anyLanguage = fc.constantFrom('en', 'nl');

describe('countries', () => {
  it('knows every country by the name it shows, in each language', () => {
    for (const language of ['en', 'nl'])
      for (const code of codes)
        expect([language, code, countryCodeOf(countryName(code, language)).code]).toEqual([
          language,
          code,
          code,
        ]);
  });

  it('knows a code in any case, and a name in any case, without its marks, with other spacing', () => {
    fc.assert(
      fc.property(anyCode, anyLanguage, (code, language) => {
        const name = countryName(code, language);
        const bare = name.normalize('NFD').replace(/\p{M}/gu, '');
        for (const text of [
          code,
          code.toLowerCase(),
          name.toUpperCase(),
          bare,
          ` ${name.replaceAll(' ', '  ')} `,
        ])
          expect(countryCodeOf(text).code).toBe(code);
      }),
    );
  });

  it.each([
    ['Germny', 'Germany'],
    ['Kingdom', 'United Kingdom'],
    ['Frankrijk ', undefined],
  ])('suggests for %j', (text, suggestion) => {
    const found = countryCodeOf(text);
    if (suggestion === undefined) expect(found).toEqual({ code: 'FR', nearest: [] });
    else expect(found.nearest).toContain(suggestion);
  });

  it('suggests three at most, and none for what holds no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { code, nearest } = countryCodeOf(text);
        expect(nearest.length).toBeLessThanOrEqual(3);
        if (code !== undefined) expect(codes).toContain(code);
      }),
    );
    expect(countryCodeOf('???')).toEqual({ nearest: [] });
  });

  it.each(['ZZ', 'nl', '', '__proto__', 'Nederland'])('shows what is no code as it is: %j', (text) => {
    expect(countryName(text, 'en')).toBe(text);
  });

  it('shows names in the language', () => {
    expect([countryName('DE', 'en'), countryName('DE', 'nl')]).toEqual(['Germany', 'Duitsland']);
  });
});
