import { countryCodeOf } from './countries.ts';
import { type Field, longestText } from './fields.ts';

/** How a value looks, is entered and is compared. */
export type Kind =
  | 'text'
  | 'multiline'
  /** Texts, one in a line. */
  | 'textList'
  | 'mail'
  | 'mailList'
  /** The part of an address before the at sign. */
  | 'alias'
  | 'upn'
  | 'phone'
  | 'phoneList'
  | 'signInPhone'
  | 'country'
  | 'language'
  | 'choice'
  | 'yesNo'
  /** A day; Graph has it as a moment, midnight UTC. */
  | 'date'
  | 'instant'
  | 'person'
  | 'personList'
  | 'photo';

/** Somebody whom a value points to. */
export interface PersonValue {
  readonly id: string;
  readonly displayName: string;
}

/** What somebody is called, and the name that nobody else has. */
export interface PersonName {
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** A value as Graph has it. `null` and `[]` mean that there is none. A photo's value is a mark of its content. */
export type FieldValue = string | boolean | PersonValue | readonly string[] | readonly PersonValue[] | null;

const listKinds: ReadonlySet<Kind> = new Set(['textList', 'mailList', 'phoneList', 'personList']);

export function isListKind(kind: Kind): boolean {
  return listKinds.has(kind);
}

/** What stands for no value of a kind, in Graph too. */
export function emptyOf(kind: Kind): FieldValue {
  return isListKind(kind) ? [] : null;
}

/** What an input of this field holds for a value; `''` for none. */
export function inputText(value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  if ('id' in value) return value.id;
  return value.map((item) => (typeof item === 'string' ? item : item.id)).join(separatorOf(value));
}

/** Chosen people come back from an input with commas between them, texts with line ends. */
function separatorOf(list: readonly (string | PersonValue)[]): string {
  return typeof list[0] === 'object' ? ',' : '\n';
}

/** Whether both mean the same value to Graph. */
export function sameValue(a: FieldValue, b: FieldValue): boolean {
  return JSON.stringify(compared(a)) === JSON.stringify(compared(b));
}

/** Whether there is no value. */
export function isEmpty(value: FieldValue): boolean {
  return compared(value) === null;
}

/** People by their ids alone, and in any order: names change, and Graph gives no order. */
function compared(value: FieldValue): string | boolean | readonly string[] | null {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return null;
  if (typeof value !== 'object' || value === null) return value;
  if ('id' in value) return value.id.toLowerCase();
  const isOfPeople = value.some((item) => typeof item === 'object');
  const items = value.map((item) => (typeof item === 'string' ? item : item.id.toLowerCase()));
  return isOfPeople ? items.toSorted() : items;
}

/** The people whom a value points to. */
export function peopleIn(value: FieldValue): readonly PersonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('id' in value) return [value];
  return value.filter((item): item is PersonValue => typeof item === 'object');
}

// Line ends of any convention, which renderers turn into one another.
export const lineEnd = /\r\n|\r|\n/g;

/**
 * Whether a text that came back from an input is what the input held: untouched, but for the renderer's line ends. A country
 * is there by its name, in the viewer's language.
 */
export function isUntouched(entered: string, value: FieldValue, field: Field): boolean {
  const held = inputOf(value, field);
  if (field.kind === 'country' && held !== '' && countryCodeOf(entered).code === held) return true;
  return entered.replace(lineEnd, '\n') === held.replace(lineEnd, '\n');
}

/** What is chosen where there is to be no value: a choice can't be taken back, and an empty one is not sent. */
export const noneChosen = 'none';

/** What the input of a field holds for a value, before it is put into the viewer's words. */
export function inputOf(value: FieldValue, { kind, clearable }: Field): string {
  // An input for days takes and gives nothing but the day.
  if (kind === 'date') return inputText(value).slice(0, 10);
  const isChosen = (kind === 'choice' && clearable) || kind === 'person';
  return isChosen && isEmpty(value) ? noneChosen : inputText(value);
}

/**
 * C0 and C1 controls, halves of characters, and the characters that reorder or hide text (Unicode Standard Annex 9, and
 * section 5.21 of the standard: the ignorable ones). Not those that writing needs: joiners, variation selectors, the soft
 * hyphen and the vowel separator of Mongolian, and the tags that make a black flag one of England, say. A line end is
 * allowed where the field has several lines.
 */
export const unsafe =
  /(?![\p{Join_C}\p{VS}\u00ad\u180e\u{e0020}-\u{e007f}])[\p{Cc}\p{Cs}\p{DI}\u2028\u2029\ufff9-\ufffb]|(?<!🏴[\u{e0020}-\u{e007e}]{0,5})[\u{e0020}-\u{e007f}]/u;

/** Whether an input of a kind could show a text as something else than it is. */
export function isUnsafe(text: string, kind: Kind): boolean {
  const hasLines = kind === 'multiline' || kind === 'textList' || kind === 'mailList';
  return unsafe.test(hasLines ? text.replace(lineEnd, ' ') : text);
}

/** Longest list that an input holds, in characters: more than that nobody looks through there. */
const longestList = 4_000;

/** Whether an input can hold the value as it is, so that leaving it untouched means the value itself. */
export function fitsInput(field: Field, value: FieldValue): boolean {
  const { kind } = field;
  switch (kind) {
    case 'photo':
      return true;
    case 'signInPhone':
      // Some are told a part of the number only: https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod.
      if (isMasked(value)) return false;
      break;
    case 'phoneList':
      if (Array.isArray(value) && value.length > 1) return false;
      break;
    case 'textList':
    case 'mailList': {
      const items = (value ?? []) as readonly string[];
      if (items.some((item) => item.trim() !== item || item === '' || /[\r\n]/.test(item))) return false;
      if (items.some((item) => item.length > longestText(field))) return false;
      return inputText(value).length <= longestInput(field) && !isUnsafe(inputText(value), kind);
    }
    case 'choice':
      return value === null || (field.options ?? []).includes(String(value));
    case 'yesNo':
      // Neither on nor off can't be told from off.
      return value !== null;
    case 'date':
      return value === null || isDay(inputText(value).slice(0, 10));
    default:
  }
  const text = inputText(value);
  return text.length <= longestInput(field) && !isUnsafe(text, kind);
}

/** Whether a number to sign in with is told in part only. */
export function isMasked(value: FieldValue): boolean {
  return typeof value === 'string' && /X{2}/i.test(value);
}

/** Longest text that the input of a field holds, in characters. */
export function longestInput(field: Field): number {
  switch (field.kind) {
    case 'textList':
    case 'mailList':
      return longestList;
    case 'person':
    case 'personList':
      // Object ids with commas between them.
      return 37 * (field.mostItems ?? 1);
    default:
      return longestText(field);
  }
}

/** Whether a text is a day of the calendar, as `2026-03-01`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}
