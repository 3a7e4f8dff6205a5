import { editCard } from '../../src/cards/editCards.ts';
import { type Action, type Card, openUrl } from '../../src/cards/elements.ts';
import { helpCard, welcomeCard } from '../../src/cards/helpCards.ts';
import { listCard, noneCard, noticeCard } from '../../src/cards/listCard.ts';
import { profileCard } from '../../src/cards/profileCard.ts';
import type { Edit } from '../../src/edits/edit.ts';
import type { Language } from '../../src/language/language.ts';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';
import type { FieldValues, Lock, Profile } from '../../src/profile/profile.ts';

export const portalUrl = 'https://entra.microsoft.com/#view/x';

/** A value of each field, made from a text where the field holds one. */
export function valuesFrom(textOf: (name: FieldName) => string): FieldValues {
  const oneValue = (name: FieldName): FieldValue => {
    switch (field(name).kind) {
      case 'yesNo':
        return true;
      case 'phoneList':
        return [textOf(name)];
      default:
        return textOf(name);
    }
  };
  return Object.fromEntries(fieldNames.map((name) => [name, oneValue(name)])) as FieldValues;
}

/** A profile whose every text is made by a function of its place. */
export function profileFrom(textOf: (place: string) => string, given: Partial<Profile> = {}): Profile {
  return {
    id: textOf('id'),
    displayName: textOf('displayName'),
    userPrincipalName: textOf('userPrincipalName'),
    jobTitle: textOf('jobTitle'),
    department: textOf('department'),
    isGuest: true,
    isSynced: true,
    isDisabled: true,
    values: valuesFrom(textOf),
    manager: { id: 'manager', displayName: textOf('manager') },
    photo: undefined,
    isProtected: false,
    ...given,
  };
}

/** An edit in which every value is a text of its place. */
function editFrom(textOf: (place: string) => string, given: Partial<Edit> = {}): Edit {
  const [before, after] = [
    valuesFrom((name) => textOf(`${name} before`)),
    valuesFrom((name) => textOf(`${name} after`)),
  ];
  return {
    id: textOf('edit'),
    cardId: textOf('card'),
    ownerId: 'owner',
    subject: {
      id: textOf('id'),
      displayName: textOf('displayName'),
      userPrincipalName: textOf('userPrincipalName'),
    },
    seen: before,
    shown: fieldNames,
    state: 'open',
    changes: fieldNames.map((name) => ({ field: name, before: before[name], after: after[name] })),
    createdAt: 0,
    expiresAt: 1,
    ...given,
  };
}

/** Every kind of card that the bot sends, by name, with its texts made by a function of their place. */
export function allCards(textOf: (place: string) => string, language: Language): Map<string, Card> {
  const context = { $card: textOf('card'), $edit: textOf('edit'), $person: textOf('id') };
  const content = {
    profile: profileFrom(textOf),
    locks: {},
    context,
    portalUrl,
    reason: 'optional' as const,
  };
  const lockAll = (lock: Lock) => Object.fromEntries(fieldNames.map((name) => [name, lock]));
  const edit = (given: Partial<Edit>): Card => editCard(editFrom(textOf, given), portalUrl, language);
  const [first, ...rest] = fieldNames as [FieldName, ...FieldName[]];
  const part = (state: 'saved' | 'notSaved' | 'unknown', fields: readonly FieldName[] = fieldNames) => ({
    fields,
    state,
    failure: state === 'saved' ? undefined : ('forbidden' as const),
    requestId: textOf('requestId'),
  });
  const reason = textOf('reason');
  const person = { ...content.profile };
  return new Map([
    ['profile', profileCard(content, language)],
    [
      'profile with photo',
      profileCard({ ...content, profile: { ...person, photo: 'data:image/png;base64,AAAA' } }, language),
    ],
    [
      'profile that is empty',
      profileCard(
        { ...content, profile: { ...person, values: valuesFrom(() => ''), manager: undefined } },
        language,
      ),
    ],
    ['profile, writes off', profileCard({ ...content, locks: lockAll('writesOff') }, language)],
    ['profile, synced', profileCard({ ...content, locks: lockAll('synced') }, language)],
    [
      'profile, partly locked',
      profileCard(
        { ...content, locks: { jobTitle: 'closedByOperator', city: 'notShowable' }, reason: 'required' },
        language,
      ),
    ],
    [
      'profile again',
      profileCard(
        {
          ...content,
          entered: Object.fromEntries(
            fieldNames.map((name) => [
              name,
              field(name).kind === 'yesNo' ? 'false' : textOf(`${name} typed`),
            ]),
          ),
          problems: {
            displayName: { kind: 'required' },
            jobTitle: { kind: 'tooLong', maxLength: 128 },
            city: { kind: 'control' },
            usageLocation: { kind: 'noSuchCountry', nearest: ['Germany'] },
            preferredLanguage: { kind: 'notALanguage' },
            accountEnabled: { kind: 'notYesOrNo' },
          },
          reasonGiven: reason,
          note: language.text('form.mendInputs'),
        },
        language,
      ),
    ],
    [
      'list',
      listCard(
        {
          query: textOf('query'),
          people: Array.from({ length: 10 }, () => person),
          more: true,
          cardId: textOf('card'),
        },
        language,
      ),
    ],
    ['nobody', noneCard(textOf('query'), language)],
    ['help', helpCard([{ word: 'find', help: 'command.find' }], language)],
    ['welcome', welcomeCard(language)],
    ['notice', noticeCard(language.text('error.title'), [language.text('error.slow')], language)],
    [
      'consent',
      noticeCard(
        language.text('consent.title'),
        [language.text('consent.text', { permissions: 'User.Read.All, User.ReadWrite.All' })],
        language,
        [openUrl(language.text('action.grantConsent'), portalUrl)],
      ),
    ],
    ['saving', edit({ state: 'writing' })],
    ['confirming', edit({ state: 'confirming' })],
    [
      'conflict',
      edit({
        state: 'conflict',
        conflicts: [
          { field: first, before: textOf('before'), after: textOf('after'), theirs: textOf('theirs') },
        ],
      }),
    ],
    ['saved', edit({ state: 'settled', reason, parts: [part('saved')] })],
    ['not saved', edit({ state: 'settled', parts: [part('notSaved')] })],
    ['in doubt', edit({ state: 'settled', parts: [part('unknown')] })],
    ['saved in part', edit({ state: 'settled', parts: [part('saved', [first]), part('notSaved', rest)] })],
    [
      'of every fate',
      edit({
        state: 'settled',
        parts: [part('saved', [first]), part('unknown', rest.slice(1)), part('notSaved', rest.slice(0, 1))],
      }),
    ],
    ['undone', edit({ state: 'settled', undoes: textOf('edit'), parts: [part('saved')] })],
    ['not undone', edit({ state: 'settled', undoes: textOf('edit'), parts: [part('notSaved')] })],
    ['cancelled', edit({ state: 'cancelled', changes: [] })],
    ['interrupted', edit({ state: 'open', failure: 'interrupted' })],
  ]);
}

export interface Found {
  /** The type of the nearest element or action, a dot, and the property. */
  readonly place: string;
  readonly text: string;
}

/** Every text of a card, with where it stands. */
export function textsOf(node: unknown, type = '', key = ''): Found[] {
  if (typeof node === 'string') return [{ place: `${type}.${key}`, text: node }];
  if (Array.isArray(node)) return node.flatMap((item) => textsOf(item, type, key));
  if (typeof node !== 'object' || node === null) return [];
  const own = 'type' in node && typeof node.type === 'string' ? node.type : `${type}.${key}`;
  return Object.entries(node).flatMap(([name, value]) => textsOf(value, own, name));
}

/** Every object within a card: elements, actions, and what they hold. */
export function nodesOf(node: unknown): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap(nodesOf);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Record<string, unknown>, ...Object.values(node).flatMap(nodesOf)];
}

/** The buttons of a card, without their fallbacks. */
export function actionsOf(card: Card): Action[] {
  return nodesOf(card).flatMap((node) => (Array.isArray(node.actions) ? (node.actions as Action[]) : []));
}

/** What a client sends for a card that nobody touched: empty texts are left out, switches are texts. */
export function untouchedInputs(card: Card): Record<string, string> {
  const inputs = nodesOf(card).filter((node) => String(node.type).startsWith('Input.'));
  return Object.fromEntries(
    inputs.flatMap(({ id, type, value, valueOff }) => {
      const text = String(value ?? (type === 'Input.Toggle' ? valueOff : ''));
      return text === '' ? [] : [[String(id), text]];
    }),
  );
}

export const bytesOf = (card: Card): number => Buffer.byteLength(JSON.stringify(card));
