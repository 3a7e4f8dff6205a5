import type { Language, MessageKey } from '../language/language.ts';
import type { Change } from '../profile/changes.ts';
import { countryName } from '../profile/countries.ts';
import { type FieldName, field } from '../profile/fields.ts';
import { type FieldValue, inputText, isEmpty, peopleIn } from '../profile/kinds.ts';
import type { Problem } from '../profile/parseInput.ts';
import { type Element, paragraph, run } from './elements.ts';
import { plain, shown } from './text.ts';

export function labelOf(name: FieldName, language: Language): string {
  if (isExtension(name))
    return language.text('field.extensionAttribute', { number: name.replace(/^\D+/, '') });
  return language.text(`field.${name}` satisfies MessageKey);
}

type ExtensionName = Extract<FieldName, `onPremisesExtensionAttributes/${string}`>;

function isExtension(name: FieldName): name is ExtensionName {
  return name.startsWith('onPremisesExtensionAttributes/');
}

/** A choice in words; one that has none is shown as Graph has it. */
export function optionText(value: string, language: Language): string {
  const key = `option.${value}`;
  return language.has(key) ? language.text(key) : plain(value);
}

/** How much is shown of a value where there is room, in graphemes. */
const roomy = 200;

/** A value in words, as the card shows it: cut at so many graphemes, and a list at a tenth as many items. */
export function valueText(
  name: FieldName,
  value: FieldValue,
  language: Language,
  mostShown: number = roomy,
): string {
  const { kind } = field(name);
  if (kind === 'photo') return language.text(isEmpty(value) ? 'photo.none' : 'photo.some');
  if (isEmpty(value)) return language.text('value.empty');
  if (typeof value === 'boolean') return language.text(value ? 'value.yes' : 'value.no');
  if (kind === 'country') return shown(countryName(inputText(value), language.tag), mostShown);
  if (kind === 'choice') return optionText(String(value), language);
  if (kind === 'date' || kind === 'instant') {
    const text = String(value);
    return momentText(text, kind, language) ?? shown(text, mostShown);
  }
  if (typeof value === 'string') return shown(value, mostShown);
  const people = peopleIn(value);
  const items =
    people.length > 0 ? people.map(({ displayName, id }) => displayName || id) : (value as readonly string[]);
  const mostItems = Math.ceil(mostShown / 10);
  const more =
    items.length > mostItems ? ` ${language.text('value.more', { count: items.length - mostItems })}` : '';
  return (
    items
      .slice(0, mostItems)
      .map((item) => shown(item, mostShown))
      .join(', ') + more
  );
}

// To make one takes longer than to draw the rest of a line.
const momentFormats = new Map<string, Intl.DateTimeFormat>();

function momentFormat(tag: string, kind: 'date' | 'instant'): Intl.DateTimeFormat {
  const key = `${tag} ${kind}`;
  const time = kind === 'date' ? {} : ({ timeStyle: 'short' } as const);
  const format =
    momentFormats.get(key) ?? new Intl.DateTimeFormat(tag, { dateStyle: 'long', ...time, timeZone: 'UTC' });
  momentFormats.set(key, format);
  return format;
}

/** @returns undefined for a text that is no moment */
export function momentText(text: string, kind: 'date' | 'instant', { tag }: Language): string | undefined {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return undefined;
  const words = momentFormat(tag, kind).format(moment);
  return kind === 'date' ? words : `${words} UTC`;
}

/** What was there before a change. */
export function beforeText(change: Change, language: Language, mostShown: number = roomy): string {
  return change.isUnseen
    ? language.text('value.unread')
    : valueText(change.field, change.before, language, mostShown);
}

/** What a change makes of it. */
export function afterText(change: Change, language: Language, mostShown: number = roomy): string {
  const isNewPhoto = field(change.field).kind === 'photo' && !isEmpty(change.after);
  return isNewPhoto ? language.text('photo.new') : valueText(change.field, change.after, language, mostShown);
}

/** A change in one paragraph: before → after. */
export function changeLine(change: Change, language: Language, mostShown: number = roomy): Element {
  return paragraph(
    [
      run(`${labelOf(change.field, language)}: `, { weight: 'Bolder' }),
      run(beforeText(change, language, mostShown), { isSubtle: true }),
      run(' → '),
      run(afterText(change, language, mostShown)),
    ],
    { spacing: 'Small' },
  );
}

export function problemText(problem: Problem, language: Language): string {
  const key = `problem.${problem.kind}` satisfies MessageKey;
  const list = (items: readonly string[]): string => items.map((item) => shown(item)).join(', ');
  switch (problem.kind) {
    case 'tooLong':
      return language.text(key, { maxLength: problem.maxLength });
    case 'tooMany':
      return language.text(key, { mostItems: problem.mostItems });
    case 'noSuchCountry':
      return language.text(key, { nearest: list(problem.nearest) || 'none' });
    case 'notAChoice':
      return language.text(key, {
        options: problem.options.map((one) => optionText(one, language)).join(', '),
      });
    case 'notAnAddress':
      return language.text(key, { item: shown(problem.item) });
    case 'notVerified':
      return language.text(key, { domains: list(problem.domains) });
    default:
      return language.text(key);
  }
}
