import { unsafe } from '../profile/kinds.ts';

// The only door for text of the directory, of Graph or of a user into a card. Text goes into TextRun, which is plain text
// by schema, or into an input's value; never into a TextBlock or a FactSet, which are Markdown.
// https://adaptivecards.io/explorer/TextRun.html

const invisible = new RegExp(unsafe, 'gu');
const lines = /\r\n|[\r\n\u2028\u2029\t]/g;
const longest = 200;
/** Code units; a family of emoji with skin tones has about 25. More of one grapheme is no writing. */
const longestGrapheme = 32;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Text of the directory, made safe to stand beside other text: no character that reorders or hides what is around it,
 * cut at 200 graphemes, and isolated, so that its writing direction stays its own (Unicode Standard Annex 9).
 */
export function shown(text: string, mostGraphemes = longest): string {
  return `\u2068${plain(text, mostGraphemes)}\u2069`;
}

/** The same, without the marks of isolation: for what stands alone, such as an alternative text. */
export function plain(text: string, mostGraphemes = longest): string {
  const clean = text.normalize('NFC').replace(lines, ' ').replace(invisible, '\ufffd');
  if (clean.length <= mostGraphemes) return clean;
  // Segments are looked at one by one, and in a part of the text only: each of them holds all that was segmented.
  let kept = '';
  let count = 0;
  for (const { segment } of segmenter.segment(clean.slice(0, mostGraphemes * longestGrapheme))) {
    if (count === mostGraphemes - 1)
      return segment.length + kept.length === clean.length ? clean : `${kept}…`;
    kept += segment;
    count += 1;
  }
  return kept.length === clean.length ? clean : `${kept}…`;
}

// What CommonMark makes something of (https://spec.commonmark.org), and the moments of Adaptive Cards.
const markdown =
  /[\\`*<]|\]\s*[(:[]|(^|[^\p{L}\p{N}])_|_([^\p{L}\p{N}]|$)|~~|&#?\w+;|\{\{|^([-+=>]|#+\s|\d+[.)]\s)/u;

/**
 * The same, for the one place where a client may take a text for Markdown and there is no other: choices of which several
 * can be made, in Microsoft's renderer (adaptivecards 3.0.6, `GlobalSettings.useMarkdownInRadioButtonAndCheckbox`). What
 * would mean something there is in full-width characters: backslashes would be seen, or heard, by all who do not.
 */
export function unmarked(text: string): string {
  const safe = plain(text).trim();
  const wide = (character: string): string => String.fromCharCode(character.charCodeAt(0) + 0xfee0);
  return markdown.test(safe) ? safe.replace(/[!-/:-@[-`{-~]/g, wide) : safe;
}

/** One or two letters that stand for a person without a photo. */
export function initials(displayName: string): string {
  const words = plain(displayName).split(/\s+/u).filter(Boolean);
  const first = (word: string | undefined): string =>
    word === undefined ? '' : ([...segmenter.segment(word)][0]?.segment ?? '');
  const letters = words.filter((word) => /^\p{L}/u.test(word));
  const chosen = letters.length > 0 ? letters : words;
  return (first(chosen[0]) + (chosen.length > 1 ? first(chosen.at(-1)) : '')).toLocaleUpperCase();
}
