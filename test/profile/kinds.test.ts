import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import {
  emptyOf,
  type FieldValue,
  fitsInput,
  inputOf,
  inputText,
  isDay,
  isEmpty,
  isUntouched,
  longestInput,
  peopleIn,
  sameValue,
} from '../../src/profile/kinds.ts';
import { anyDay, dayLike, editableNames, fieldWithValues } from './arbitraries.ts';

const person = (id: string, displayName = id) => ({ id, displayName });

describe('fitsInput', () => {
  it.each<[FieldName, FieldValue, boolean]>([
    ['jobTitle', null, true],
    ['jobTitle', 'x'.repeat(128), true],
    ['jobTitle', 'x'.repeat(129), false],
    ['employeeId', 'x'.repeat(17), false],
    ['streetAddress', 'x'.repeat(1024), true],
    ['streetAddress', 'x'.repeat(1025), false],
    ['faxNumber', 'x'.repeat(257), false],
    ['streetAddress', 'a\r\nb', true],
    ['streetAddress', 'a\tb', false],
    ['jobTitle', 'a\r\nb', false],
    ['jobTitle', '\u2067abc', false],
    ['jobTitle', '\ufeffabc', false],
    ['jobTitle', 'abc\udc00', false],
    // What a writing system or an emoji needs is kept, though it is not seen by itself.
    ['jobTitle', 'می\u200cخواهم क्\u200dष ❤\ufe0f 葛\u{e0100} ᠭᠠᠵᠠᠷ\u180e\u180b co\u00adop', true],
    ['jobTitle', '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴', true],
    // What is only there not to be seen is not: fillers, tags of a language, tags without a flag or too many of them.
    ...['\u034f', '\u115f', '\u1160', '\u17b4', '\u3164', '\uffa0', '\u{1bca0}', '\u{1d173}'].map(
      (one): [FieldName, FieldValue, boolean] => ['jobTitle', `a${one}b`, false],
    ),
    ['jobTitle', 'a\u{e0001}', false],
    ['jobTitle', 'a\u{e0041}', false],
    ['jobTitle', '🏴\u{e0041}\u{e0041}\u{e0041}\u{e0041}\u{e0041}\u{e0041}\u{e0041}', false],
    ['jobTitle', '🏴\u202e', false],
    ['photo', 'any', true],
    ['phoneMethods/mobile', '+31 612345678', true],
    ['phoneMethods/mobile', '+X XXXXXXXX78', false],
    ['phoneMethods/mobile', '+31 6xx345678', false],
    ['businessPhones', [], true],
    ['businessPhones', ['1'], true],
    ['businessPhones', ['1', '2'], false],
    ['accountEnabled', false, true],
    ['accountEnabled', null, false],
    ['skills', ['a', 'b c'], true],
    ['skills', [' a'], false],
    ['skills', ['a\nb'], false],
    ['skills', [''], false],
    ['skills', ['x'.repeat(257)], false],
    ['skills', Array.from({ length: 400 }, () => 'x'.repeat(9)), true],
    ['skills', Array.from({ length: 401 }, () => 'x'.repeat(9)), false],
    ['skills', ['a\u202eb'], false],
    ['otherMails', ['a@b.nl', 'ü@b.nl'], true],
    ['ageGroup', null, true],
    ['ageGroup', 'Adult', true],
    ['ageGroup', 'Elder', false],
    ['birthday', '2026-03-01T08:00:00Z', true],
    ['birthday', '2026-02-30T00:00:00Z', false],
    ['birthday', 'soon', false],
    ['birthday', null, true],
    ['skills', null, true],
    ['skills', ['x'.repeat(256)], true],
    ['otherMails', ['a\u202eb@c.nl'], false],
    ['otherMails', ['a', ''], false],
    ['manager', person('3d9f1b0a-0000-4000-8000-000000000001'), true],
    ['sponsors', [1, 2, 3, 4, 5].map((n) => person(`3d9f1b0a-0000-4000-8000-00000000000${n}`)), true],
    ['sponsors', [1, 2, 3, 4, 5, 6].map((n) => person(`3d9f1b0a-0000-4000-8000-00000000000${n}`)), false],
  ])('%s %j: %s', (name, value, fits) => expect(fitsInput(field(name), value)).toBe(fits));

  it('lets no control and no direction mark through, but line ends where there are several lines', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ name, a }) => {
        const { kind } = field(name);
        fc.pre(kind !== 'photo' && fitsInput(field(name), a));
        const hasLines = ['multiline', 'textList', 'mailList'].includes(kind);
        const text = hasLines ? inputText(a).replace(/[\r\n]/g, '') : inputOf(a, field(name));
        expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets through nothing that is longer than the input', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ name, a }) => {
        fc.pre(fitsInput(field(name), a) && field(name).kind !== 'photo');
        expect(inputOf(a, field(name)).length).toBeLessThanOrEqual(Math.max(5, longestInput(field(name))));
      }),
      { numRuns: 2_000 },
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
    [person('A', 'Anna'), person('a', 'Anne'), true],
    [person('a'), person('b'), false],
    [[person('a'), person('b')], [person('B'), person('A')], true],
    [[person('a')], [person('a'), person('b')], false],
    [[person('a')], [], false],
    [person('a'), null, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
    expect(sameValue(b, a)).toBe(same);
  });

  it('is an equivalence, of which the empty values are one class', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ name, a, b }) => {
        expect(sameValue(a, a)).toBe(true);
        expect(sameValue(a, b)).toBe(sameValue(b, a));
        expect(isEmpty(a)).toBe(sameValue(a, null));
        expect(isEmpty(emptyOf(field(name).kind))).toBe(true);
        if (sameValue(a, b)) expect(isEmpty(a)).toBe(isEmpty(b));
      }),
    );
  });
});

describe('isUntouched', () => {
  it.each<[FieldName, string, FieldValue, boolean]>([
    ['jobTitle', '', null, true],
    ['skills', '', [], true],
    ['streetAddress', 'a\nb', 'a\r\nb', true],
    ['streetAddress', 'a\r\nb', 'a\rb', true],
    ['streetAddress', 'a b', 'a\nb', false],
    ['jobTitle', 'a', 'a ', false],
    ['businessPhones', '1', ['1'], true],
    ['skills', 'a\r\nb', ['a', 'b'], true],
    ['accountEnabled', 'true', true, true],
    ['accountEnabled', '', false, false],
    ['birthday', '2026-03-01', '2026-03-01T08:00:00Z', true],
    ['birthday', '2026-03-02', '2026-03-01T08:00:00Z', false],
    ['ageGroup', 'none', null, true],
    ['ageGroup', '', null, false],
    ['userType', '', null, true],
    ['manager', 'none', null, true],
    ['manager', 'a', person('a'), true],
    ['sponsors', 'a,b', [person('a'), person('b')], true],
    ['usageLocation', 'Netherlands', 'NL', true],
    ['usageLocation', 'Nederland', 'NL', true],
    ['usageLocation', 'NL', 'NL', true],
    ['usageLocation', 'Germany', 'NL', false],
    ['usageLocation', '', 'NL', false],
    ['usageLocation', '', null, true],
    ['usageLocation', 'Atlantis', null, false],
    ['usageLocation', 'Atlantis', 'Atlantis', true],
    ['city', 'Netherlands', 'NL', false],
  ])('%s %j for %j: %s', (name, entered, value, untouched) =>
    expect(isUntouched(entered, value, field(name))).toBe(untouched),
  );

  it('is so for what the input holds, whatever that is', () => {
    fc.assert(
      fc.property(fieldWithValues, ({ name, a }) => {
        fc.pre(editableNames.includes(name));
        expect(isUntouched(inputOf(a, field(name)), a, field(name))).toBe(true);
      }),
    );
  });
});

describe('isDay', () => {
  it.each([
    ['2026-03-01', true],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['2026-02-29', false],
    ['1900-02-29', false],
    ['2026-02-30', false],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-3-1', false],
    ['26-03-01', false],
    ['2026-03-01T00:00:00Z', false],
    ['+2026-03-01', false],
    ['', false],
  ])('%j: %s', (text, is) => expect(isDay(text)).toBe(is));

  it('is every day of the calendar, and no other', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(isDay(day)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(dayLike, (text) => {
        const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
        const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
        const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        expect(isDay(text)).toBe(day >= 1 && day <= (lengths[month - 1] ?? 0));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('peopleIn', () => {
  it('finds them wherever they are', () => {
    const [a, b] = [person('a'), person('b')];
    expect([
      peopleIn(a),
      peopleIn([a, b]),
      peopleIn([]),
      peopleIn('a'),
      peopleIn(['a']),
      peopleIn(null),
    ]).toEqual([[a], [a, b], [], [], [], []]);
  });
});
