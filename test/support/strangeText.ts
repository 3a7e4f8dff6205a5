import { createRequire } from 'node:module';
import fc from 'fast-check';

// Texts as nobody should meet them unprepared: Unicode Standard Annex 9 (direction), Technical Report 36 (security).

const pieces = fc.constantFrom(
  // Directions: overrides, embeddings, isolates, marks; unpaired, or closed too often.
  ...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c',
  // What is not seen: zero width, joiners, fillers, operators, annotations, tags.
  ...'\u200b\u200c\u200d\u2060\u2061\u2064\u206a\u206f\ufeff\ufff9\ufffb\u00ad\u180e\ufe0f',
  ...'\u034f\u115f\u1160\u17b5\u3164\uffa0\ufff0\u{1bca3}\u{1d17a}\u{e0001}\u{e0041}\u{e007f}\u{e0fff}',
  // Controls and line ends.
  ...'\u0000\u0007\u001b\u007f\u0085\u2028\u2029\r\n\t',
  // Halves of characters.
  '\ud800',
  '\udc00',
  '\udbff',
  // Marks upon marks.
  'Z̸̡̧̛͉̗̠̳̐́',
  'ก็็็็็็็็็',
  'e\u0301',
  '\u0301',
  // Look like others.
  'А',
  'ο',
  'ａ',
  'ﬁ',
  'Å',
  'ı',
  'İ',
  // Right to left, and numbers that move with it.
  'אבג',
  'محمد',
  '١٢٣',
  '123',
  '(',
  ')',
  '[',
  '+31',
  // Many code points, one grapheme.
  '👩‍👩‍👧',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '🇳🇱',
  'क्षि',
  '﷽',
  'Anna',
  ' ',
);

/** @param most pieces */
const upTo = (most: number): fc.Arbitrary<string> => {
  // fast-check makes an array of few items, whatever is allowed, unless it is told otherwise.
  const length = { minLength: 1, maxLength: most, size: 'max' } as const;
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(pieces, length).map((all) => all.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', ...length }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', ...length }) },
  );
};

export const strangeText = upTo(12);
/** Longer than anything that a card shows. */
export const longStrangeText = upTo(400);

const lineEnds = /\r\n|[\r\n\u2028\u2029\t]/g;
/**
 * What no text on a card may hold: it hides, or moves what is around it. Of the ignorable characters
 * (https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt) all but what writing needs: U+00AD, U+180B to
 * U+180F, U+200C and U+200D, variation selectors, and tags that follow a black flag.
 */
export const unfit =
  /\u034f|[\p{Cc}\p{Cs}\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]|(?<!🏴[\u{e0020}-\u{e007e}]{0,5})[\u{e0020}-\u{e007f}]/gu;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A text as it is to be read: what is unfit stands there as the sign for it, and what is too long is cut between graphemes. */
export function readable(text: string, most: number): string {
  const clean = text.normalize('NFC').replace(lineEnds, ' ').replace(unfit, '\ufffd');
  const graphemes = [...segmenter.segment(clean)].map(({ segment }) => segment);
  return graphemes.length <= most ? clean : `${graphemes.slice(0, most - 1).join('')}…`;
}

// What the package's types say of its default holds for its main file.
const bidi = (createRequire(import.meta.url)('bidi-js') as typeof import('bidi-js').default)();

/**
 * Whether all of a line but some parts of it stands as it was written, whatever is in these, on a line from left to right.
 * @param parts each of them once or more often in the line
 */
export function neighboursStay(line: string, parts: readonly string[]): boolean {
  // Where the part begins that each character is of. A long part first: a short one may be the same as its beginning, with what
  // stands before it.
  const beginnings = Array<number | undefined>(line.length).fill(undefined);
  for (const part of parts.filter((one) => one !== '').toSorted((a, b) => b.length - a.length))
    for (let at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + 1)) {
      const end = at + part.length;
      if (beginnings.slice(at, end).every((one) => one === undefined)) beginnings.fill(at, at, end);
    }
  // The number of its stretch for every character: each part is one, and what is between two is.
  let stretch = 0;
  const stretches = beginnings.map((one, at) => {
    if (at > 0 && one !== beginnings[at - 1]) stretch += 1;
    return stretch;
  });
  const seen = bidi.getReorderedIndices(line, bidi.getEmbeddingLevels(line, 'ltr'));
  return seen
    .map((index) => stretches[index] ?? 0)
    .every((one, index, all) => index === 0 || one >= (all[index - 1] ?? 0));
}
