import type { Language, MessageKey } from '../language/language.ts';
import type { Change } from '../profile/changes.ts';
import { countryName } from '../profile/countries.ts';
import { type FieldName, field } from '../profile/fields.ts';
import { type FieldValue, inputText, isEmpty, type Problem } from '../profile/kinds.ts';
import { type Element, paragraph, run } from './elements.ts';
import { plain, shown } from './text.ts';

export function labelOf(name: FieldName, language: Language): string {
  return language.text(`field.${name}` satisfies MessageKey);
}

/** A value in words, as the card shows it. */
export function valueText(name: FieldName, value: FieldValue, language: Language): string {
  if (isEmpty(value)) return language.text('value.empty');
  if (typeof value === 'boolean') return language.text(value ? 'value.yes' : 'value.no');
  if (field(name).kind === 'country') return shown(countryName(inputText(value), language.tag));
  return shown(typeof value === 'string' ? value : (value ?? []).join(', '));
}

/** What the field's input holds for a value. A country is shown by its name. */
export function inputValue(name: FieldName, value: FieldValue, language: Language): string {
  const text = inputText(value);
  return field(name).kind === 'country' && text !== '' ? countryName(text, language.tag) : text;
}

/** A change in one paragraph: before → after. */
export function changeLine(change: Change, language: Language): Element {
  return paragraph(
    [
      run(`${labelOf(change.field, language)}: `, { weight: 'Bolder' }),
      run(valueText(change.field, change.before, language), { isSubtle: true }),
      run(' → '),
      run(valueText(change.field, change.after, language)),
    ],
    { spacing: 'Small' },
  );
}

export function problemText(problem: Problem, language: Language): string {
  const key = `problem.${problem.kind}` satisfies MessageKey;
  if (problem.kind === 'tooLong') return language.text(key, { maxLength: problem.maxLength });
  if (problem.kind === 'noSuchCountry')
    return language.text(key, { nearest: problem.nearest.map((name) => plain(name)).join(', ') || 'none' });
  return language.text(key);
}
