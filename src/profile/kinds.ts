import { countryCodeOf } from './countries.ts';
import { type Field, longestText } from './fields.ts';

/** How a value looks, is entered and is compared. */
export type Kind = 'text' | 'multiline' | 'phone' | 'phoneList' | 'country' | 'language' | 'yesNo';

/** A value as Graph has it. `null` and `[]` mean that there is none. */
export type FieldValue = string | boolean | readonly string[] | null;

/** Why an entered text is no value of the field. The card shows it at the input. */
export type Problem =
  | { readonly kind: 'required' }
  | { readonly kind: 'tooLong'; readonly maxLength: number }
  | { readonly kind: 'control' }
  | { readonly kind: 'noSuchCountry'; readonly nearest: readonly string[] }
  | { readonly kind: 'notALanguage' }
  | { readonly kind: 'notYesOrNo' };

export type Parsed =
  | { readonly ok: true; readonly value: FieldValue }
  | { readonly ok: false; readonly problem: Problem };

/** What an input of this field holds for a value; `''` for none. */
export function inputText(value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  return value[0] ?? '';
}

/** Whether both mean the same value to Graph. */
export function sameValue(a: FieldValue, b: FieldValue): boolean {
  return JSON.stringify(withoutEmpty(a)) === JSON.stringify(withoutEmpty(b));
}

/** Whether there is no value. */
export function isEmpty(value: FieldValue): boolean {
  return withoutEmpty(value) === null;
}

function withoutEmpty(value: FieldValue): FieldValue {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return null;
  return value;
}

// Line ends of any convention, which renderers turn into one another.
const lineEnd = /\r\n|\r|\n/g;

/** Whether a text that came back from an input is what the input held: untouched, but for the renderer's line ends. */
export function isUntouched(entered: string, value: FieldValue): boolean {
  return entered.replace(lineEnd, '\n') === inputText(value).replace(lineEnd, '\n');
}

// C0 and C1 controls, and the characters that reorder or hide text (Unicode Standard Annex 9 and chapter 23).
// A line end is allowed where the field has several lines.
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;

/** Whether an input can hold the value as it is, so that leaving it untouched means the value itself. */
export function fitsInput(field: Field, value: FieldValue): boolean {
  if (Array.isArray(value) && value.length > 1) return false;
  // Neither on nor off can't be told from off.
  if (field.kind === 'yesNo' && value === null) return false;
  const text = inputText(value);
  if (text.length > longestText(field)) return false;
  return !unsafe.test(field.kind === 'multiline' ? text.replace(lineEnd, ' ') : text);
}

/**
 * Reads what was entered into an input of a field, strictly. Space around it is dropped; nothing else is mended.
 */
export function parseInput(field: Field, entered: string): Parsed {
  const text = entered.trim().replace(lineEnd, '\n');
  if (text === '') {
    if (!field.clearable) return refuse({ kind: 'required' });
    return accept(field.kind === 'phoneList' ? [] : null);
  }
  if (unsafe.test(field.kind === 'multiline' ? text.replaceAll('\n', ' ') : text))
    return refuse({ kind: 'control' });
  const maxLength = longestText(field);
  if (text.length > maxLength) return refuse({ kind: 'tooLong', maxLength });
  switch (field.kind) {
    case 'phoneList':
      return accept([text]);
    case 'country':
      return parseCountry(text);
    case 'language':
      // The form that Graph asks for: https://learn.microsoft.com/graph/api/resources/user (preferredLanguage).
      return /^[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2}|-\d{3})?$/i.test(text)
        ? accept(canonicalLanguage(text))
        : refuse({ kind: 'notALanguage' });
    case 'yesNo':
      return text === 'true' || text === 'false' ? accept(text === 'true') : refuse({ kind: 'notYesOrNo' });
    default:
      return accept(text);
  }
}

function parseCountry(text: string): Parsed {
  const found = countryCodeOf(text);
  return found.code ? accept(found.code) : refuse({ kind: 'noSuchCountry', nearest: found.nearest });
}

function canonicalLanguage(text: string): string {
  return Intl.getCanonicalLocales(text)[0] ?? text;
}

function accept(value: FieldValue): Parsed {
  return { ok: true, value };
}

function refuse(problem: Problem): Parsed {
  return { ok: false, problem };
}
