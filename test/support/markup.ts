import fc from 'fast-check';
import { plain } from '../../src/cards/text.ts';

// What means something to a client that takes a text for Markdown, HTML or a mention:
// https://spec.commonmark.org, https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features,
// https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html.

const whole = fc.constantFrom(
  '**x**',
  '*x* _y_ __z__',
  '***x***',
  '~~x~~',
  '`x`',
  '```x```',
  '[x](https://evil.example)',
  '[x](javascript:alert(1))',
  '[x]: https://evil.example',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example/x',
  'www.evil.example',
  'anna@evil.example',
  '# x',
  '###### x',
  '> x',
  '- x',
  '+ x',
  '* x',
  '1. x',
  '2) x',
  '---',
  '***',
  '===',
  '| a | b |',
  '- [ ] x',
  'x\\',
  '\\*x\\*',
  '&lt;b&gt;',
  '&amp;',
  '&#42;x&#42;',
  '&nbsp;x',
  '<b>x</b>',
  '<mark>x</mark>',
  '<a href="https://evil.example">x</a>',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  '<iframe src=//evil.example>',
  '<style>*{display:none}</style>',
  '</span></div>',
  '<!-- x',
  '<![CDATA[x]]>',
  '"><b>x',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  'data:text/html,<b>x</b>',
  '<at>Anna</at>',
  '<at id="0">all</at>',
  '@everyone',
  ':smile: :-)',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '{{TIME(2026-01-01T00:00:00Z)}}',
  '{name} {{name}}',
  '{x, plural, one {y} other {z}}',
  '%s %d %o',
  "$& $1 $' $`",
);
const fragments = fc.constantFrom(
  ...'*_~`[]()<>!#+-=|\\&;:"\'{}@/.$%^'.split(''),
  'x',
  'Anna',
  ' ',
  '  ',
  '1.',
  '**',
  '](',
  '<b>',
  '</b>',
  '<!--',
  '{{',
  '}}',
  'https://x.io',
  'é',
  '語',
  '👩‍👩‍👧',
);
const mixed = fc.oneof(
  fc.array(fragments, { minLength: 1, maxLength: 16, size: 'max' }).map((parts) => parts.join('')),
  fc.tuple(whole, fragments, whole).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30, size: 'max' }),
);

const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;
export const longestMarkup = 56;

/** A text that is markup to whoever takes it for that, and that a card shows to the letter. */
export const markup = fc
  .oneof({ weight: 2, arbitrary: whole }, { weight: 3, arbitrary: mixed })
  .map((text) => plain(text).trim())
  .filter((text) => bytesOf(text) <= longestMarkup && bytesOf(text) <= 3 * text.length - 6)
  // Two x in a row are what Entra hides of a number.
  .filter((text) => !/xx/i.test(text));

/** Each of the words that stand for such texts. */
export const harmlessWord = /Q[b-z]{2}[aé語]*/gu;

/** A word of the same size as a text, and with another beginning for each index, that means nothing to anybody. */
export function harmless(text: string, index: number): string {
  const lead = `Q${String.fromCharCode(0x62 + Math.floor(index / 25), 0x62 + (index % 25))}`;
  const units = text.length - lead.length;
  const more = bytesOf(text) - text.length;
  const [threes, twos] = [Math.floor(more / 2), more % 2];
  return lead + '語'.repeat(threes) + 'é'.repeat(twos) + 'a'.repeat(units - threes - twos);
}
