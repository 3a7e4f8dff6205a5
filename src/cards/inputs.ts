import type { Language } from '../language/language.ts';
import { domainInput } from '../profile/changes.ts';
import { countryName } from '../profile/countries.ts';
import { type Field, type FieldName, field } from '../profile/fields.ts';
import {
  type FieldValue,
  inputOf,
  longestInput,
  noneChosen,
  type PersonName,
  peopleIn,
} from '../profile/kinds.ts';
import type { TenantRules } from '../profile/parseInput.ts';
import type { Element } from './elements.ts';
import { plain, unmarked } from './text.ts';
import { labelOf, optionText } from './values.ts';

/** The dataset that a choice of people is asked from, in `application/search`. */
export const peopleDataset = 'people';

export interface InputContent {
  readonly name: FieldName;
  /** What the input holds; in the words of the input, not of Graph. */
  readonly text: string;
  /** What the directory holds. */
  readonly value: FieldValue;
  readonly tenant: TenantRules;
  /** Names of people whom the text may point to, by object id. */
  readonly names: ReadonlyMap<string, PersonName>;
}

/** What a field's input holds for a value. A country is shown by its name. */
export function inputValue(name: FieldName, value: FieldValue, language: Language): string {
  const text = inputOf(value, field(name));
  return field(name).kind === 'country' && text !== '' ? countryName(text, language.tag) : text;
}

/**
 * The input of a field; its id is the property of Graph. No `isRequired` and no `regex`: in a closed section they would
 * keep Save from working without a word.
 */
export function inputOfField(content: InputContent, language: Language): Element[] {
  const { name, text, tenant } = content;
  const rules = field(name);
  const label = labelOf(name, language);
  switch (rules.kind) {
    case 'yesNo':
      return [
        {
          type: 'Input.Toggle',
          id: name,
          title: label,
          value: text || 'false',
          valueOn: 'true',
          valueOff: 'false',
        },
      ];
    case 'choice':
      return [{ ...choiceSet(name, label, choicesOf(rules, language)), value: text }];
    case 'date':
      return [{ type: 'Input.Date', id: name, label, ...(text === '' ? {} : { value: text }) }];
    case 'person':
    case 'personList':
      return [peopleInput(content, label, language)];
    case 'upn':
      return upnInputs(name, label, text, tenant, language);
    default:
      return [textInput(name, label, text, language)];
  }
}

function textInput(name: FieldName, label: string, text: string, language: Language): Element {
  const rules = field(name);
  const isList = rules.kind === 'textList' || rules.kind === 'mailList';
  const hint = hintOf(name, rules, language);
  return {
    type: 'Input.Text',
    id: name,
    label,
    ...(text === '' ? {} : { value: text }),
    ...(hint ? { placeholder: hint } : {}),
    maxLength: longestInput(rules),
    ...(rules.kind === 'multiline' || isList ? { isMultiline: true } : {}),
    ...styleOf(rules),
  };
}

function styleOf({ kind }: Field): { style?: 'Tel' | 'Email' } {
  if (kind === 'phone' || kind === 'phoneList' || kind === 'signInPhone') return { style: 'Tel' };
  return kind === 'mail' ? { style: 'Email' } : {};
}

function hintOf(name: FieldName, { kind }: Field, language: Language): string | undefined {
  if (name === 'usageLocation') return language.text('hint.usageLocation');
  if (kind === 'language') return language.text('hint.preferredLanguage');
  if (kind === 'textList' || kind === 'mailList') return language.text('hint.list');
  if (kind === 'signInPhone') return language.text('hint.signInPhone');
  return undefined;
}

function choiceSet(id: string, label: string, choices: readonly { title: string; value: string }[]): Element {
  return { type: 'Input.ChoiceSet', id, label, choices };
}

function choicesOf({ options = [], clearable }: Field, language: Language) {
  const choices = options.map((value) => ({ title: optionText(value, language), value }));
  return clearable ? [{ title: language.text('value.empty'), value: noneChosen }, ...choices] : choices;
}

/** People are looked for as one types; the client asks the bot: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search. */
function peopleInput({ name, text, value, names }: InputContent, label: string, language: Language): Element {
  const isList = field(name).kind === 'personList';
  const known = new Map([
    ...peopleIn(value).map(({ id, displayName }) => [id, displayName] as const),
    ...[...names].map(([id, { displayName }]) => [id, displayName] as const),
  ]);
  const ids = text.split(',').filter((id) => id !== '' && id !== noneChosen);
  const offered = [...new Set([...ids, ...peopleIn(value).map(({ id }) => id)])];
  const titleOf = isList ? unmarked : plain;
  const none = isList ? [] : [{ title: language.text('value.empty'), value: noneChosen }];
  return {
    ...choiceSet(name, label, [
      ...none,
      ...offered.map((id) => ({ title: titleOf(known.get(id) || id), value: id })),
    ]),
    style: 'filtered',
    ...(isList ? { isMultiSelect: true } : {}),
    ...(text === '' ? {} : { value: text }),
    placeholder: language.text('hint.person'),
    'choices.data': { type: 'Data.Query', dataset: peopleDataset, associatedInputs: 'none' },
  };
}

/** The part before the at sign is typed; the domain is one of the verified ones. */
function upnInputs(
  name: FieldName,
  label: string,
  text: string,
  { verifiedDomains }: TenantRules,
  language: Language,
): Element[] {
  const at = text.lastIndexOf('@');
  const [local, own] = [text.slice(0, at), text.slice(at + 1)];
  const isOwn = (domain: string): boolean => domain.toLowerCase() === own.toLowerCase();
  // What comes back is put together from both, and has to be the name itself.
  const isWhole = at > 0 && local.trim() === local && !local.includes('@') && verifiedDomains.some(isOwn);
  if (!isWhole) return [textInput(name, label, text, language)];
  const choices = verifiedDomains
    .map((domain) => (isOwn(domain) ? own : domain))
    .map((value) => ({ title: `@${value}`, value }));
  return [
    textInput(name, label, local, language),
    { ...choiceSet(name + domainInput, language.text('input.domain'), choices), value: own },
  ];
}
