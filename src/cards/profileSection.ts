import type { Language, MessageKey } from '../language/language.ts';
import { type FieldName, field, namesIn, type Section, storeOf } from '../profile/fields.ts';
import { isEmpty, isUntouched, longestInput } from '../profile/kinds.ts';
import { isShown, type Lock } from '../profile/locks.ts';
import {
  type Action,
  type ActionContext,
  actionSet,
  column,
  columns,
  container,
  type Element,
  execute,
  heading,
  line,
  paragraph,
} from './elements.ts';
import { inputOfField, inputValue } from './inputs.ts';
import { type Drawn, isTight, lockNotice, type ProfileCardContent } from './profileContent.ts';
import { labelOf, problemText, valueText } from './values.ts';

// One section of the profile card: to read, to edit, or to be read only when somebody asks for it.

function titleRow(section: Section, button: Action | undefined, more: object, language: Language): Element {
  return columns(
    [
      column('stretch', [heading(language.text(`section.${section}` satisfies MessageKey))], {
        verticalContentAlignment: 'Center',
      }),
      ...(button ? [column('auto', [actionSet([button])], { ...more })] : []),
    ],
    { separator: true, spacing: 'Medium' },
  );
}

/** A section that was not read yet. What was typed goes along, and comes back in the inputs. */
export function closedSection(
  section: Section,
  { context }: ProfileCardContent,
  language: Language,
): Element[] {
  return [titleRow(section, showAction(section, context, language), {}, language)];
}

function showAction(section: Section, context: ActionContext, language: Language): Action {
  const title = language.text(`section.${section}` satisfies MessageKey);
  return execute(
    language.text('action.show'),
    'section',
    { ...context, $section: section },
    { withInputs: true, tooltip: language.text('action.showSection', { section: title }) },
  );
}

export function sectionElements(
  section: Section,
  isOpen: boolean,
  content: Drawn,
  language: Language,
): Element[] {
  const { profile, locks } = content;
  const names = namesIn([section]).filter((name) => isShown(name, profile));
  const canEdit = names.some((name) => !locks[name]);
  const edit: Action = {
    type: 'Action.ToggleVisibility',
    title: language.text('action.edit'),
    tooltip: language.text('action.editSection', {
      section: language.text(`section.${section}` satisfies MessageKey),
    }),
    targetElements: [
      { elementId: `$read-${section}`, isVisible: false },
      { elementId: `$edit-${section}`, isVisible: true },
      { elementId: `$open-${section}`, isVisible: false },
      { elementId: '$save', isVisible: true },
    ],
  };
  const toggle = { id: `$open-${section}`, isVisible: !isOpen };
  // Of a section that is open at first, the values stand in its inputs.
  const isRead = !isOpen || !isTight(content);
  const read = names
    .filter((name) => isRead && !isEmpty(profile.values[name] ?? null))
    .map((name) => valueLine(name, content, language));
  const nothing = paragraph(language.text('value.none'), {}, { isSubtle: true });
  return [
    canEdit
      ? titleRow(section, edit, toggle, language)
      : titleRow(section, showAgain(section, content, language), {}, language),
    ...sectionNotes(section, content, language),
    container(read.length > 0 ? read : [nothing], {
      id: `$read-${section}`,
      isVisible: !isOpen,
      spacing: 'Small',
    }),
    ...(canEdit
      ? [
          container([...editElements(names, content, language), photoButtons(section, content, language)], {
            id: `$edit-${section}`,
            isVisible: isOpen,
            spacing: 'Small',
          }),
        ]
      : sectionLock(names, content, language)),
  ];
}

/** A section of which nothing could be read just now can be asked for once more. */
function showAgain(section: Section, { profile, context }: Drawn, language: Language): Action | undefined {
  const stores = namesIn([section]).map(storeOf);
  const isMissing = stores.some((store) => profile.unreadable[store] === 'unreachable');
  return isMissing && context.$edit ? showAction(section, context, language) : undefined;
}

/** What has to be known of a section: why parts of it are missing, and what a field may hold instead of what is shown. */
function sectionNotes(section: Section, content: Drawn, language: Language): Element[] {
  const { profile, mostShown } = content;
  const note = (text: string): Element =>
    paragraph(text, { spacing: 'Small' }, { isSubtle: true, size: 'Small' });
  const stores = new Set(namesIn([section]).map(storeOf));
  const missing = new Set([...stores].flatMap((store) => profile.unreadable[store] ?? []));
  return [
    ...(section === 'signIn' ? [note(language.text('signInMethods.note'))] : []),
    ...[...missing].map((why) => note(language.text(`unreadable.${why}` satisfies MessageKey))),
    ...namesIn([section])
      .filter((name) => isShown(name, profile))
      .flatMap((name) =>
        (profile.alsoPossible?.[name] ?? []).map((other) => {
          const value = valueText(name, other, language, mostShown);
          const text = language.text('form.perhaps', { label: labelOf(name, language), value });
          return paragraph(text, { spacing: 'Small' }, { color: 'Warning', size: 'Small' });
        }),
      ),
  ];
}

function valueLine(name: FieldName, { profile, mostShown }: Drawn, language: Language): Element {
  return line(labelOf(name, language), valueText(name, profile.values[name] ?? null, language, mostShown));
}

/** Why a section has nothing to edit, where that was not said for the whole card, or needs no saying. */
function sectionLock(
  names: readonly FieldName[],
  content: ProfileCardContent,
  language: Language,
): Element[] {
  if (lockNotice(content, language).length > 0) return [];
  const locks = new Set(names.map((name) => content.locks[name] as Lock));
  return [...locks].flatMap((lock) => lockReason(lock, language));
}

function lockReason(lock: Lock, language: Language): Element[] {
  if (lock === 'readOnly') return [];
  return [
    paragraph(
      language.text(`lock.${lock}` satisfies MessageKey),
      { spacing: 'Small' },
      { isSubtle: true, size: 'Small' },
    ),
  ];
}

function editElements(names: readonly FieldName[], content: Drawn, language: Language): Element[] {
  const { locks, profile } = content;
  const locked = names.filter((name) => locks[name]);
  const reasons = new Set(locked.map((name) => locks[name] as Lock));
  return [
    ...names.filter((name) => !locks[name]).flatMap((name) => inputElements(name, content, language)),
    ...[...reasons].flatMap((lock) => {
      const those = locked.filter(
        (name) => locks[name] === lock && (lock !== 'readOnly' || !isEmpty(profile.values[name] ?? null)),
      );
      return [...lockReason(lock, language), ...those.map((name) => valueLine(name, content, language))];
    }),
  ];
}

/** A photo has no input: it is sent in the chat. What was typed goes along, and comes back. */
function photoButtons(
  section: Section,
  { profile, locks, context, isPhotoAsked, prepared = [] }: ProfileCardContent,
  language: Language,
): Element | undefined {
  if (section !== 'identity' || locks.photo || profile.values.photo === undefined) return undefined;
  const button = (title: MessageKey, verb: string): Action =>
    execute(language.text(title), verb, context, { withInputs: true });
  const isPrepared = prepared.some((change) => change.field === 'photo');
  return actionSet([
    button('action.changePhoto', 'photo'),
    ...(isPrepared ? [button('action.keepPhoto', 'keepPhoto')] : []),
    // Seldom wanted, and a button is large: it comes with the question for a new one.
    ...(profile.photo && isPhotoAsked ? [button('action.removePhoto', 'removePhoto')] : []),
  ]);
}

/** An input, and below it what is wrong with what was typed. */
function inputElements(name: FieldName, content: Drawn, language: Language): Element[] {
  const { profile, entered, problems, names = new Map(), drivers, mostShown } = content;
  const rules = field(name);
  const value = profile.values[name] ?? null;
  // Cut where a client sent more than the input takes: the card has to stay small.
  const typed = entered?.[name]?.slice(0, longestInput(rules));
  const text = typed ?? inputValue(name, value, language);
  const below = (words: string, style: object): Element => paragraph(words, { spacing: 'None' }, style);
  const problem = problems?.[name];
  // Where the input holds something else than the directory, both are there to see.
  const hasRoom = mostShown > 8;
  const differs = entered?.[name] !== undefined && !isUntouched(entered[name], value, rules);
  const now = language.text('form.nowIs', { value: valueText(name, value, language, mostShown) });
  const subtle = { isSubtle: true, size: 'Small' };
  return [
    ...inputOfField({ name, text, value, tenant: profile.tenant, names }, language),
    ...(drivers?.has(name) ? [below(language.text('hint.driver'), { color: 'Warning', size: 'Small' })] : []),
    ...(differs && hasRoom ? [below(now, subtle)] : []),
    ...(problem ? [below(problemText(problem, language), { color: 'Attention' })] : []),
  ];
}
