import { labelOf } from '../../src/cards/values.ts';
import { languageOf } from '../../src/language/language.ts';
import { inputsOf, textOf } from './cards.ts';

// What a card shows of the fields that the model of the desk knows.

/** Texts that can be emptied, all in the first sections of a card. */
export const modelFields = ['jobTitle', 'department', 'officeLocation', 'city', 'state'] as const;
export type ModelField = (typeof modelFields)[number];

export type Value = string | null;
export type Values = Map<ModelField, Set<Value>>;

export const noValues = (): Values => new Map(modelFields.map((field) => [field, new Set()]));

const label = (name: ModelField): string => labelOf(name, languageOf('en'));

/** The values that can be seen on a card. Every value is a word of its own, so that it can be found wherever it stands. */
export function valuesOn(card: unknown): Values {
  const shown = noValues();
  const inputs = inputsOf(card);
  const text = textOf(card);
  for (const [field, values] of shown) {
    if (field in inputs) values.add(inputs[field] || null);
    for (const [word] of text.matchAll(/\bv\d+\b/g)) values.add(word);
    // That there is none stands in a line of the field's own, or among the three of a conflict.
    if (new RegExp(`^${label(field)}(: .*|\\n(.*\\n){1,5})\\(empty\\)`, 'm').test(text)) values.add(null);
  }
  return shown;
}

/** The values that a form compares with: those of a field's own input and line. Its header may have a newer one. */
export function comparedOn(card: unknown): Values {
  const shown = noValues();
  const inputs = inputsOf(card);
  const text = textOf(card);
  for (const [field, values] of shown) {
    if (field in inputs) values.add(inputs[field] || null);
    const line = new RegExp(`^${label(field)}: (v\\d+|\\(empty\\))$`, 'm').exec(text)?.[1];
    if (line !== undefined) values.add(line === '(empty)' ? null : line);
  }
  return shown;
}

/** What a card says became of changes: of which fields, and the values after them. */
export interface Told {
  readonly title: string;
  readonly changes: ReadonlyMap<ModelField, Value>;
}

/** Undefined where it does not tell, or tells of a part only. */
export function toldOn(card: unknown): Told | undefined {
  const text = textOf(card);
  const title = /^(Saved|Undone|Not saved|Not undone)\n/.exec(text)?.[1];
  if (title === undefined) return undefined;
  const changes = new Map<ModelField, Value>();
  for (const field of modelFields) {
    const after = new RegExp(`^${label(field)}: .* → (.*)$`, 'm').exec(text)?.[1];
    if (after !== undefined) changes.set(field, after === '(empty)' ? null : after);
  }
  return { title, changes };
}
