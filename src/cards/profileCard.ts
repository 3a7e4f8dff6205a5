import type { Language, MessageKey } from '../language/language.ts';
import { type Entered, type FieldProblems, formMarker } from '../profile/changes.ts';
import { type FieldName, field, fieldNames, longestText, type Section, sections } from '../profile/fields.ts';
import { isEmpty, isUntouched } from '../profile/kinds.ts';
import type { Lock, Profile } from '../profile/profile.ts';
import {
  type ActionContext,
  actionSet,
  type Card,
  card,
  column,
  columns,
  container,
  type Element,
  execute,
  heading,
  openUrl,
  paragraph,
  row,
} from './elements.ts';
import { personHeader } from './personHeader.ts';
import { shown } from './text.ts';
import { inputValue, labelOf, problemText, valueText } from './values.ts';

export interface ProfileCardContent {
  readonly profile: Profile;
  /** Why a field is closed, by field; a field that is not in it has an input. */
  readonly locks: Readonly<Partial<Record<FieldName, Lock>>>;
  readonly context: ActionContext;
  readonly portalUrl: string;
  readonly reason: 'none' | 'optional' | 'required';
  /** What the inputs hold instead of the directory's values: what was typed before. */
  readonly entered?: Entered | undefined;
  readonly reasonGiven?: string | undefined;
  readonly problems?: FieldProblems | undefined;
  /** A sentence above the form: why it is there again. */
  readonly note?: string | undefined;
}

/**
 * One person's profile: to read, and, section by section, to edit. Sections open without a round trip; the inputs of
 * a closed section are sent too, and untouched ones change nothing.
 */
export function profileCard(content: ProfileCardContent, language: Language): Card {
  const { profile, note, context, portalUrl } = content;
  const open = sections.filter((section) => isOpenAtFirst(section, content));
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      note ? paragraph(note, {}, { weight: 'Bolder', color: 'Warning' }) : undefined,
      personHeader(profile, language),
      managerRow(profile, language),
      ...lockNotice(content, language),
      ...sections.flatMap((section) => sectionElements(section, open.includes(section), content, language)),
      ...(fieldNames.every((name) => content.locks[name])
        ? []
        : [
            { type: 'Input.Text', id: formMarker, value: '1', isVisible: false },
            container(saveBar(content, language), {
              id: '$save',
              isVisible: open.length > 0,
              separator: true,
              spacing: 'Medium',
            }),
          ]),
    ],
    [
      execute(language.text('action.lookUpAgain'), 'open', { $card: context.$card, $person: profile.id }),
      openUrl(language.text('action.portal'), portalUrl),
    ],
  );
}

function managerRow(profile: Profile, language: Language): Element {
  const manager = profile.manager ? shown(profile.manager.displayName) : language.text('profile.noManager');
  return row(language.text('profile.manager'), manager);
}

/** Where everything is closed for one reason, it is said once, at the top. */
function lockNotice({ locks }: ProfileCardContent, language: Language): Element[] {
  const wholes: Lock[] = ['writesOff', 'protected'];
  const whole = wholes.find((lock) => fieldNames.every((name) => locks[name] === lock));
  return whole
    ? [paragraph(language.text(`lock.${whole}` satisfies MessageKey), {}, { color: 'Warning' })]
    : [];
}

function isOpenAtFirst(section: Section, { profile, entered, problems, locks }: ProfileCardContent): boolean {
  return namesOf(section).some((name) => {
    const text = entered?.[name];
    const changed = text !== undefined && !isUntouched(text, profile.values[name]);
    return !locks[name] && (changed || problems?.[name] !== undefined);
  });
}

function namesOf(section: Section): FieldName[] {
  return fieldNames.filter((name) => field(name).section === section);
}

function sectionElements(
  section: Section,
  isOpen: boolean,
  content: ProfileCardContent,
  language: Language,
): Element[] {
  const title = language.text(`section.${section}` satisfies MessageKey);
  const names = namesOf(section);
  const canEdit = names.some((name) => !content.locks[name]);
  const edit = {
    type: 'Action.ToggleVisibility',
    title: language.text('action.edit'),
    tooltip: language.text('action.editSection', { section: title }),
    targetElements: [
      { elementId: `$read-${section}`, isVisible: false },
      { elementId: `$edit-${section}`, isVisible: true },
      { elementId: `$open-${section}`, isVisible: false },
      { elementId: '$save', isVisible: true },
    ],
  };
  const titleRow = columns(
    [
      column('stretch', [heading(title)], { verticalContentAlignment: 'Center' }),
      ...(canEdit
        ? [column('auto', [actionSet([edit])], { id: `$open-${section}`, isVisible: !isOpen })]
        : []),
    ],
    { separator: true, spacing: 'Medium' },
  );
  const filled = names.filter((name) => !isEmpty(content.profile.values[name]));
  const read = filled.map((name) =>
    row(labelOf(name, language), valueText(name, content.profile.values[name], language)),
  );
  const nothing = paragraph(language.text('value.none'), {}, { isSubtle: true });
  return [
    titleRow,
    container(read.length > 0 ? read : [nothing], {
      id: `$read-${section}`,
      isVisible: !isOpen,
      spacing: 'Small',
    }),
    ...(canEdit
      ? [
          container(editElements(names, content, language), {
            id: `$edit-${section}`,
            isVisible: isOpen,
            spacing: 'Small',
          }),
        ]
      : sectionLock(names, content, language)),
  ];
}

/** Why a section has nothing to edit, where that was not said for the whole card. */
function sectionLock(
  names: readonly FieldName[],
  content: ProfileCardContent,
  language: Language,
): Element[] {
  if (lockNotice(content, language).length > 0) return [];
  const locks = new Set(names.map((name) => content.locks[name] as Lock));
  return [...locks].map((lock) =>
    paragraph(
      language.text(`lock.${lock}` satisfies MessageKey),
      { spacing: 'Small' },
      { isSubtle: true, size: 'Small' },
    ),
  );
}

function editElements(
  names: readonly FieldName[],
  content: ProfileCardContent,
  language: Language,
): Element[] {
  const { locks, profile } = content;
  const locked = names.filter((name) => locks[name]);
  const reasons = new Set(locked.map((name) => locks[name] as Lock));
  return [
    ...names.filter((name) => !locks[name]).flatMap((name) => inputElements(name, content, language)),
    ...[...reasons].flatMap((lock) => [
      paragraph(language.text(`lock.${lock}` satisfies MessageKey), {}, { isSubtle: true, size: 'Small' }),
      ...locked
        .filter((name) => locks[name] === lock)
        .map((name) => row(labelOf(name, language), valueText(name, profile.values[name], language))),
    ]),
  ];
}

/** An input, whose id is the property of Graph, and below it what is wrong with what was typed. No `isRequired` and no
 * `regex`: in a closed section they would keep Save from working without a word. */
function inputElements(
  name: FieldName,
  { profile, entered, problems }: ProfileCardContent,
  language: Language,
): Element[] {
  const rules = field(name);
  // Cut where a client sent more than the input takes: the card has to stay small.
  const typed = entered?.[name]?.slice(0, longestText(rules));
  const value = typed ?? inputValue(name, profile.values[name], language);
  const label = labelOf(name, language);
  const problem = problems?.[name];
  const hint =
    name === 'usageLocation' || name === 'preferredLanguage' ? language.text(`hint.${name}`) : undefined;
  const input: Element =
    rules.kind === 'yesNo'
      ? {
          type: 'Input.Toggle',
          id: name,
          title: label,
          value: value || 'false',
          valueOn: 'true',
          valueOff: 'false',
        }
      : {
          type: 'Input.Text',
          id: name,
          label,
          ...(value === '' ? {} : { value }),
          ...(hint ? { placeholder: hint } : {}),
          maxLength: longestText(rules),
          ...(rules.kind === 'multiline' ? { isMultiline: true } : {}),
          ...(rules.kind === 'phone' || rules.kind === 'phoneList' ? { style: 'Tel' } : {}),
        };
  // Where the input holds something else than the directory, both are there to see.
  const differs = entered?.[name] !== undefined && !isUntouched(entered[name] ?? '', profile.values[name]);
  const now = language.text('form.nowIs', { value: valueText(name, profile.values[name], language) });
  return [
    input,
    ...(differs ? [paragraph(now, { spacing: 'None' }, { isSubtle: true, size: 'Small' })] : []),
    ...(problem
      ? [paragraph(problemText(problem, language), { spacing: 'None' }, { color: 'Attention' })]
      : []),
  ];
}

function saveBar({ context, reason, reasonGiven }: ProfileCardContent, language: Language): Element[] {
  const label = language.text(reason === 'required' ? 'profile.reasonRequired' : 'profile.reason');
  const given = reasonGiven ? { value: reasonGiven } : {};
  const input = { type: 'Input.Text', id: '$reason', label, maxLength: 256, ...given };
  const save = execute(language.text('action.save'), 'save', context, {
    withInputs: true,
    style: 'positive',
  });
  const cancel = execute(language.text('action.cancel'), 'cancel', context);
  return [...(reason === 'none' ? [] : [input]), actionSet([save, cancel])];
}
