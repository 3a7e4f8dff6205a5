import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initials, plain, shown, unmarked } from '../../src/cards/text.ts';
import { directoryText } from '../profile/arbitraries.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);
const anyText = fc.oneof(
  directoryText(),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '\u202e',
          '\u2066',
          '\u2069',
          '\u061c',
          '\u200f',
          '\ufeff',
          '\ud800',
          '\udc00',
          '\u0000',
          '\u0085',
          '\u2028',
          '👩‍👩‍👧',
          'e\u0301',
          'Ü',
          'א',
        ),
        fc.string({ unit: 'grapheme' }),
      ),
    )
    .map((parts) => parts.join('')),
);

describe('plain', () => {
  it('lets no control, no direction mark, no half character and no line end survive', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = plain(text);
        expect(safe).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b\ufeff]/u);
        expect(safe).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cuts between graphemes, at most as many as asked for, and says that it did', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, most) => {
        const whole = graphemes(plain(text, 10_000));
        const cut = graphemes(plain(text, most));
        expect(cut.length).toBeLessThanOrEqual(most);
        if (whole.length <= most) expect(cut).toEqual(whole);
        else expect(plain(text, most)).toBe(`${whole.slice(0, most - 1).join('')}…`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves ordinary text as it is, in one form of Unicode', () => {
    for (const text of [
      'Anna Smith',
      'Ünal Öztürk',
      '名前',
      'محمد',
      '👩‍👩‍👧',
      "O'Brien **x** <b>",
      '$1 {{x}}',
    ])
      expect(plain(text)).toBe(text);
    expect(plain('e\u0301')).toBe('\u00e9');
  });

  it('gives its own result again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plain(plain(text))).toBe(plain(text));
      }),
    );
  });

  it.each([
    ['a\r\nb', 'a b'],
    ['a\nb\tc', 'a b c'],
    ['a\u2028b', 'a b'],
    ['a\u202eb', 'a\ufffdb'],
    ['a\u0000b', 'a\ufffdb'],
    ['a\ud800b', 'a\ufffdb'],
    ['a\u00adb', 'a\u00adb'],
  ])('of %j', (text, safe) => expect(plain(text)).toBe(safe));

  it('looks no further than it shows: a long text costs what its length says, not its square', () => {
    // Each segment that Intl.Segmenter gives holds a copy of the whole text, so taking them all is quadratic.
    const millisecondsFor = (length: number): number => {
      const begun = performance.now();
      plain('a'.repeat(length));
      return performance.now() - begun;
    };
    plain('a'.repeat(1_000));
    expect(millisecondsFor(20_000)).toBeLessThan(100);
  });
});

describe('shown', () => {
  it('is the same, isolated: one opening and one closing mark, around it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shown(text)).toBe(`\u2068${plain(text)}\u2069`);
        expect(shown(text).match(/[\u2066-\u2069]/g)).toEqual(['\u2068', '\u2069']);
      }),
    );
  });
});

describe('unmarked', () => {
  it.each([
    ["Anna-Maria O'Brien & Co. (Ünal #2)", "Anna-Maria O'Brien & Co. (Ünal #2)"],
    ['a_b', 'a_b'],
    ['*a*', '＊a＊'],
    ['[a](https://evil.example)', '［a］（https：／／evil．example）'],
    ['<b>', '＜b＞'],
    ['1. a', '1． a'],
    ['&lt;', '＆lt；'],
    ['{{DATE(2026-01-01T00:00:00Z)}}', '｛｛DATE（2026－01－01T00：00：00Z）｝｝'],
  ])('of %j', (text, safe) => expect(unmarked(text)).toBe(safe));
});

describe('initials', () => {
  it.each([
    ['Anna Smith', 'AS'],
    ['anna', 'A'],
    ['Anna van der Berg', 'AB'],
    ['  Anna   Smith  ', 'AS'],
    ['Smith, Anna (Contoso)', 'SA'],
    ['Ünal Öztürk', 'ÜÖ'],
    ['名 前', '名前'],
    ['42', '4'],
    ['👩‍👩‍👧 x', 'X'],
    ['', ''],
    ['\u202e', '\ufffd'],
  ])('of %j are %j', (name, letters) => expect(initials(name)).toBe(letters));

  it('are two at most, of what is in the name, and safe', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const letters = initials(text);
        expect(letters).not.toMatch(/[\p{Cc}\p{Bidi_Control}\s]/u);
        expect(letters).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});
