import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import {
  type FieldValue,
  fitsInput,
  inputText,
  isEmpty,
  isUntouched,
  parseInput,
  sameValue,
} from '../../src/profile/kinds.ts';
import { directoryText, fieldWithValues } from './arbitraries.ts';

describe('parseInput', () => {
  it.each<[FieldName, string, FieldValue]>([
    ['jobTitle', 'Engineer', 'Engineer'],
    ['jobTitle', '  Engineer ', 'Engineer'],
    ['jobTitle', '   ', null],
    ['jobTitle', '', null],
    ['jobTitle', 'null', 'null'],
    ['jobTitle', '👩‍👩‍👧 and co', '👩‍👩‍👧 and co'],
    ['mobilePhone', '+31 6 1234 x5', '+31 6 1234 x5'],
    ['businessPhones', '+31 20 1', ['+31 20 1']],
    ['businessPhones', '', []],
    ['streetAddress', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['usageLocation', 'nl', 'NL'],
    ['usageLocation', 'Duitsland', 'DE'],
    ['country', 'Holland', 'Holland'],
    ['preferredLanguage', 'EN-us', 'en-US'],
    ['preferredLanguage', 'zh-hant-tw', 'zh-Hant-TW'],
    ['accountEnabled', 'true', true],
    ['accountEnabled', 'false', false],
  ])('reads %s %j as %j', (name, entered, value) => {
    expect(parseInput(field(name), entered)).toEqual({ ok: true, value });
  });

  it.each<[FieldName, string, string]>([
    ['displayName', '', 'required'],
    ['displayName', ' \t ', 'required'],
    ['usageLocation', '', 'required'],
    ['accountEnabled', '', 'required'],
    ['accountEnabled', 'yes', 'notYesOrNo'],
    ['accountEnabled', 'True', 'notYesOrNo'],
    ['usageLocation', 'Atlantis', 'noSuchCountry'],
    ['preferredLanguage', 'Dutch, please', 'notALanguage'],
    ['preferredLanguage', 'en_US', 'notALanguage'],
    ['jobTitle', 'a\nb', 'control'],
    ['jobTitle', 'a\u202eb', 'control'],
    ['jobTitle', 'a\u2028b', 'control'],
    ['jobTitle', 'a\ud800b', 'control'],
    ['streetAddress', 'a\tb', 'control'],
    ['employeeId', '12345678901234567', 'tooLong'],
    ['displayName', 'x'.repeat(257), 'tooLong'],
    ['businessPhones', '1'.repeat(65), 'tooLong'],
  ])('refuses %s %j: %s', (name, entered, kind) => {
    expect(parseInput(field(name), entered)).toMatchObject({ ok: false, problem: { kind } });
  });

  it('has a limit for every text, also where Microsoft documents none', () => {
    const unlimited = fieldNames.filter((name) => parseInput(field(name), '1'.repeat(5_000)).ok);
    expect(unlimited).toEqual([]);
  });

  it('never gives an empty string, nor throws, and reads its own result again to the same value', () => {
    fc.assert(
      fc.property(fieldWithValues, directoryText(), ({ name }, text) => {
        const parsed = parseInput(field(name), text);
        if (!parsed.ok) return;
        expect(parsed.value).not.toBe('');
        expect(parsed.value).not.toEqual(['']);
        expect(parseInput(field(name), inputText(parsed.value))).toEqual(parsed);
      }),
    );
  });

  it('reads every well-formed language tag', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2}|-\d{3})?$/), (tag) => {
        expect(parseInput(field('preferredLanguage'), tag).ok).toBe(true);
      }),
    );
  });

  it('takes what it lets through as something that an input can show again', () => {
    fc.assert(
      fc.property(fieldWithValues, directoryText(), ({ name }, text) => {
        const parsed = parseInput(field(name), text.slice(0, 250));
        if (parsed.ok) expect(fitsInput(field(name), parsed.value)).toBe(true);
      }),
    );
  });
});

describe('fitsInput', () => {
  it.each<[FieldName, FieldValue, boolean]>([
    ['jobTitle', null, true],
    ['jobTitle', 'x'.repeat(128), true],
    ['jobTitle', 'x'.repeat(129), false],
    ['streetAddress', 'x'.repeat(1024), true],
    ['streetAddress', 'x'.repeat(1025), false],
    ['faxNumber', 'x'.repeat(257), false],
    ['streetAddress', 'a\r\nb', true],
    ['streetAddress', 'a\tb', false],
    ['jobTitle', 'a\r\nb', false],
    ['jobTitle', '\u2067abc', false],
    ['jobTitle', '\ufeffabc', false],
    ['jobTitle', 'abc\udc00', false],
    ['businessPhones', [], true],
    ['businessPhones', ['1'], true],
    ['businessPhones', ['1', '2'], false],
    ['accountEnabled', false, true],
  ])('%s %j: %s', (name, value, fits) => expect(fitsInput(field(name), value)).toBe(fits));

  it('lets no control and no direction mark through, but line ends where there are several lines', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ name, a }) => {
        fc.pre(fitsInput(field(name), a));
        const text = field(name).kind === 'multiline' ? inputText(a).replace(/[\r\n]/g, '') : inputText(a);
        expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});

describe('sameValue and isEmpty', () => {
  it.each<[FieldValue, FieldValue, boolean]>([
    [null, '', true],
    [null, [], true],
    ['', [], true],
    [null, false, false],
    [[''], [], false],
    [['a'], 'a', false],
    ['a', 'A', false],
    ['a', 'a ', false],
    [['a', 'b'], ['b', 'a'], false],
    ['true', true, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
    expect(sameValue(b, a)).toBe(same);
  });

  it('is an equivalence, of which the empty values are one class', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ a, b }) => {
        expect(sameValue(a, a)).toBe(true);
        expect(sameValue(a, b)).toBe(sameValue(b, a));
        expect(isEmpty(a)).toBe(sameValue(a, null));
        if (sameValue(a, b)) expect(isEmpty(a)).toBe(isEmpty(b));
      }),
    );
  });
});

describe('isUntouched', () => {
  it.each<[string, FieldValue, boolean]>([
    ['', null, true],
    ['', [], true],
    ['a\nb', 'a\r\nb', true],
    ['a\r\nb', 'a\rb', true],
    ['a b', 'a\nb', false],
    ['a', 'a ', false],
    ['1', ['1'], true],
    ['true', true, true],
    ['', false, false],
  ])('%j for %j: %s', (entered, value, untouched) => expect(isUntouched(entered, value)).toBe(untouched));
});
