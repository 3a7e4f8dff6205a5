import { distance } from 'fastest-levenshtein';
import { labelOf, optionText, problemText } from '../cards/values.ts';
import { type Language, languageOf } from '../language/language.ts';
import type { Entered } from '../profile/changes.ts';
import { type FieldName, field, fieldNames } from '../profile/fields.ts';
import { isListKind, noneChosen } from '../profile/kinds.ts';
import { parseInput } from '../profile/parseInput.ts';

/** A message that says whom to look up and what to change: `Anna Smith: job title = Lead Engineer; city =`. */
export interface EditMessage {
  readonly who: string;
  /** What fills the inputs. */
  readonly entered: Entered;
  /** Fields that point to people, whom the directory has to be asked for: their names, as they were typed. */
  readonly people: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  /** What was not understood, in words. */
  readonly problems: readonly string[];
}

const editable = fieldNames.filter((name) => !field(name).readOnly && field(name).kind !== 'photo');
const mostNearest = 3;

/** @returns undefined where the text is no such message. */
export function readEditMessage(text: string, language: Language): EditMessage | undefined {
  const [, who, rest] = /^([^:=;]+):([^=;]+=.*)$/su.exec(text) ?? [];
  if (who === undefined || rest === undefined) return undefined;
  const entered: Partial<Record<FieldName, string>> = {};
  const people: Partial<Record<FieldName, readonly string[]>> = {};
  const problems: string[] = [];
  for (const part of rest.split(';').filter((one) => one.trim() !== '')) {
    const at = part.indexOf('=');
    const label = (at < 0 ? part : part.slice(0, at)).trim();
    const typed = at < 0 ? undefined : part.slice(at + 1).trim();
    const name = fieldCalled(label, language);
    if (name === undefined) {
      const nearest = nearestLabels(label, language).join(', ');
      problems.push(language.text('editMessage.noSuchField', { label, nearest }));
    } else if (typed === undefined) {
      problems.push(language.text('editMessage.noValue', { label: labelOf(name, language) }));
    } else if (isOfPeople(name) && typed !== '') {
      people[name] = field(name).kind === 'person' ? [typed] : splitList(typed);
    } else {
      const value = inputText(name, typed, language);
      const parsed = parseInput(field(name), value);
      if (parsed.ok) entered[name] = value;
      else problems.push(`${labelOf(name, language)}: ${problemText(parsed.problem, language)}`);
    }
  }
  return { who: who.trim(), entered, people, problems };
}

function isOfPeople(name: FieldName): boolean {
  const { kind } = field(name);
  return kind === 'person' || kind === 'personList';
}

/** Graph's names, and the labels in the language of whoever types and in English. */
function namesOf(name: FieldName, language: Language): string[] {
  const own = [name, name.split('/').at(-1) ?? name];
  return [...own, labelOf(name, language), labelOf(name, languageOf('en'))].map(folded);
}

function fieldCalled(label: string, language: Language): FieldName | undefined {
  return editable.find((name) => namesOf(name, language).includes(folded(label)));
}

function nearestLabels(label: string, language: Language): string[] {
  const farness = (name: FieldName): number =>
    Math.min(...namesOf(name, language).map((known) => distance(known, folded(label))));
  return editable
    .map((name) => ({ name, far: farness(name) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, mostNearest)
    .map(({ name }) => labelOf(name, language));
}

function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}/]+/gu, ' ')
    .trim();
}

/** What the input of the field would hold for what was typed in words. */
function inputText(name: FieldName, typed: string, language: Language): string {
  const { kind, options = [], clearable } = field(name);
  const says = (key: 'value.yes' | 'value.no'): string[] =>
    [language, languageOf('en')].map((one) => folded(one.text(key)));
  switch (kind) {
    case 'yesNo':
      if (says('value.yes').includes(folded(typed))) return 'true';
      return says('value.no').includes(folded(typed)) ? 'false' : typed.toLowerCase();
    case 'choice':
    case 'person':
      if (typed === '' && clearable) return noneChosen;
      return options.find((option) => folded(optionText(option, language)) === folded(typed)) ?? typed;
    default:
      return isListKind(kind) && kind !== 'phoneList' ? splitList(typed).join('\n') : typed;
  }
}

function splitList(typed: string): string[] {
  return typed
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
