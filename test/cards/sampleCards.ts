import { editCard } from '../../src/cards/editCards.ts';
import { type Action, type Card, openUrl } from '../../src/cards/elements.ts';
import { groupCard } from '../../src/cards/groupCards.ts';
import { helpCard, welcomeCard } from '../../src/cards/helpCards.ts';
import { type History, historyCard } from '../../src/cards/historyCard.ts';
import { listCard, noneCard, noticeCard } from '../../src/cards/listCard.ts';
import { profileCard } from '../../src/cards/profileCard.ts';
import { type RequestView, requestCard, reviewCard } from '../../src/cards/requestCards.ts';
import type { Edit } from '../../src/edits/edit.ts';
import type { GroupCard, GroupState } from '../../src/edits/groupCard.ts';
import type { Language } from '../../src/language/language.ts';
import type { FieldProblems } from '../../src/profile/changes.ts';
import { type FieldName, fieldNames, firstSections, sections } from '../../src/profile/fields.ts';
import type { Lock } from '../../src/profile/locks.ts';
import { noTenantRules } from '../../src/profile/parseInput.ts';
import type { ChangeRequest } from '../../src/requests/changeRequest.ts';
import { editableNames } from '../profile/arbitraries.ts';
import {
  changeable,
  enteredFrom,
  locksFor,
  mostOthers,
  noValues,
  otherId,
  portalUrl,
  profileFrom,
  valuesFrom,
} from './sampleValues.ts';

/** Each problem that an input can have. */
const someProblems = (textOf: (place: string) => string): FieldProblems => ({
  displayName: { kind: 'required' },
  jobTitle: { kind: 'tooLong', maxLength: 128 },
  city: { kind: 'control' },
  usageLocation: { kind: 'noSuchCountry', nearest: ['Germany'] },
  preferredLanguage: { kind: 'notALanguage' },
  accountEnabled: { kind: 'notYesOrNo' },
  skills: { kind: 'tooMany', mostItems: 50 },
  employeeHireDate: { kind: 'notADate' },
  ageGroup: { kind: 'notAChoice', options: ['Minor', 'NotAdult', 'Adult'] },
  mail: { kind: 'notAnAddress', item: textOf('item') },
  mailNickname: { kind: 'notAnAlias' },
  userPrincipalName: { kind: 'notVerified', domains: [textOf('domain')] },
  'phoneMethods/mobile': { kind: 'phoneNeedsCountry' },
  'phoneMethods/office': { kind: 'notAPhone' },
  manager: { kind: 'notAPerson' },
});

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
    shown: editableNames,
    sections,
    tenant: noTenantRules,
    state: 'open',
    changes: changeable.map((name) => ({
      field: name,
      before: before[name] ?? null,
      after: after[name] ?? null,
    })),
    createdAt: 0,
    expiresAt: 1,
    ...given,
  };
}

function groupFrom(textOf: (place: string) => string, { tag }: Language): Omit<GroupCard, 'state'> {
  return {
    askerName: textOf('askerName'),
    askerTeamsId: '29:asker',
    language: tag,
    query: textOf('query'),
    viewers: Array.from({ length: 60 }, (_, index) => `29:${'x'.repeat(80)}${index}`),
    saves: [1, 2, 3, 4, 5].map((index) => ({
      editId: `${textOf('edit')}${index}`,
      by: textOf('by'),
      at: index,
      fields: changeable.slice(0, 12),
    })),
  };
}

/** A request in each state, of every field. */
function requestsFrom(textOf: (place: string) => string): ChangeRequest[] {
  const by = { id: textOf('id'), displayName: textOf('by') };
  const before = valuesFrom(textOf);
  const after = valuesFrom((name) => textOf(`${name} after`));
  const base: ChangeRequest = {
    id: textOf('card'),
    asker: { ...by, displayName: textOf('askerName'), teamsId: '29:asker', language: 'en' },
    subject: {
      id: textOf('id'),
      displayName: textOf('displayName'),
      userPrincipalName: textOf('userPrincipalName'),
    },
    fields: changeable,
    values: {
      changes: changeable.map((name) => ({
        field: name,
        before: before[name] ?? null,
        after: after[name] ?? null,
      })),
      reason: textOf('reason'),
      answer: textOf('answer'),
      until: 1,
    },
    createdAt: 0,
    openUntil: 1,
    expiresAt: 1,
    state: 'open',
    lastAttempt: { by, at: 1, failure: 'forbidden' },
  };
  const decision = { by, at: 1, editId: textOf('edit') };
  return [
    base,
    { ...base, state: 'deciding', deciding: { by, editId: textOf('edit'), until: 1 } },
    { ...base, state: 'approved', decision, values: undefined },
    { ...base, state: 'declined', decision },
    { ...base, state: 'withdrawn', decision },
    { ...base, state: 'expired' },
  ];
}

function requestViews({ fields }: ChangeRequest, textOf: (place: string) => string): [string, RequestView][] {
  const asker = { displayName: textOf('asker'), userPrincipalName: textOf('asker UPN') };
  const unreadable = { aboutMe: 'unreachable', manager: 'consentMissing' } as const;
  return [
    ['the asker', { seen: fields, isAsker: true, mayDecide: false }],
    ['an approver', { seen: fields, isAsker: false, asker, mayDecide: true }],
    ['anybody', { seen: fields.slice(0, 3), unreadable, isAsker: false, mayDecide: false }],
  ];
}

function groupStates(textOf: (place: string) => string): GroupState[] {
  const profile = {
    displayName: textOf('displayName'),
    jobTitle: textOf('jobTitle'),
    department: textOf('department'),
    photo: undefined,
  };
  const found = { kind: 'found', personId: textOf('id'), profile } as const;
  return [{ kind: 'waiting' }, { kind: 'choosing' }, { kind: 'nobody' }, found];
}

/** A history in which every value is a text of its place. */
export function historyFrom(textOf: (place: string) => string, given: Partial<History> = {}): History {
  const property = (name: string, field?: FieldName) => ({
    name,
    field,
    before: textOf(`${name} before`),
    after: textOf(`${name} after`),
  });
  const outcomes = ['saved', 'notSaved', 'unknown'] as const;
  return {
    subject: {
      id: textOf('id'),
      displayName: textOf('displayName'),
      userPrincipalName: textOf('userPrincipalName'),
    },
    entries: Array.from({ length: 12 }, (_, index) => ({
      at: Date.parse('2026-11-24T09:00:00Z') - index * 3_600_000,
      actorId: index === 1 ? otherId : textOf('actor'),
      requestedBy: index === 2 ? textOf('asker') : undefined,
      editId: textOf('edit'),
      fields: index === 0 ? editableNames : (['jobTitle', 'city'] as const),
      outcome: outcomes[index % 3] ?? 'saved',
      reason: index < 3 ? textOf('reason') : undefined,
    })),
    days: 90,
    names: new Map([[otherId, { displayName: textOf('displayName'), userPrincipalName: '' }]]),
    auditLog: {
      activities: Array.from({ length: 20 }, (_, index) => ({
        at: new Date(Date.parse('2026-11-24T09:00:00Z') - index * 3_600_000).toISOString(),
        name: index === 0 ? 'Update user' : textOf('activity'),
        initiatedBy: index === 1 ? undefined : textOf('userPrincipalName'),
        isDone: index !== 2,
        modified: [
          property('jobTitle', 'jobTitle'),
          { ...property('accountEnabled', 'accountEnabled'), before: true, after: false },
          { ...property('TelephoneNumber', 'businessPhones'), before: [textOf('phone')], after: [] },
          property('StrongAuthenticationUserDetails'),
        ],
      })),
      more: true,
    },
    ...given,
  };
}

/** Every kind of card that the bot sends, by name, with its texts made by a function of their place. */
export function allCards(textOf: (place: string) => string, language: Language): Map<string, Card> {
  return new Map([...cardKinds(textOf, language)].map(([name, draw]) => [name, draw()]));
}

/** What draws each of them. */
export function cardKinds(textOf: (place: string) => string, language: Language): Map<string, () => Card> {
  const context = { $card: textOf('card'), $edit: textOf('edit'), $person: textOf('id') };
  const profile = profileFrom(textOf);
  const content = {
    profile,
    locks: locksFor(profile),
    context,
    portalUrl,
    reason: 'optional' as const,
  };
  const lockAll = (lock: Lock) => Object.fromEntries(fieldNames.map((name) => [name, lock]));
  const edit = (given: Partial<Edit>): Card => editCard(editFrom(textOf, given), portalUrl, language);
  const [first, ...rest] = changeable as [FieldName, ...FieldName[]];
  const part = (state: 'saved' | 'notSaved' | 'unknown', fields: readonly FieldName[] = changeable) => ({
    fields,
    state,
    failure: state === 'saved' ? undefined : ('forbidden' as const),
    requestId: textOf('requestId'),
  });
  const reason = textOf('reason');
  const person = { ...content.profile };
  const empty = { ...person, values: noValues };
  const name = textOf('manager typed');
  const alsoPossible = mostOthers((name) => textOf(`${name} perhaps`));
  return new Map<string, () => Card>([
    ['profile', () => profileCard(content, language)],
    [
      'profile with photo',
      () =>
        profileCard({ ...content, profile: { ...person, photo: 'data:image/png;base64,AAAA' } }, language),
    ],
    ...groupStates(textOf).map((state): [string, () => Card] => [
      `look-up in a group, ${state.kind}`,
      () => groupCard(textOf('card'), { ...groupFrom(textOf, language), state }),
    ]),
    ...requestsFrom(textOf).flatMap((request): [string, () => Card][] => [
      [`request, ${request.state}`, () => requestCard(request, language)],
      ...requestViews(request, textOf).map(([name, view]): [string, () => Card] => [
        `request, ${request.state}, as ${name} sees it`,
        () => reviewCard(request, view, language),
      ]),
    ]),
    [
      'profile to ask for a change',
      () => profileCard({ ...content, locks: { ...locksFor(profile), jobTitle: 'role' } }, language),
    ],
    ['profile that asks for a change', () => profileCard({ ...content, isRequest: true }, language)],
    [
      'profile that is empty',
      () => profileCard({ ...content, profile: empty, locks: locksFor(empty) }, language),
    ],
    [
      'profile with its first sections alone',
      () => profileCard({ ...content, profile: { ...person, sections: firstSections } }, language),
    ],
    [
      'profile of which not all can be read',
      () =>
        profileCard(
          {
            ...content,
            profile: { ...person, unreadable: { sharePoint: 'forbidden', manager: 'unreachable' } },
          },
          language,
        ),
    ],
    [
      'profile of which it is not known what it holds',
      () => profileCard({ ...content, profile: { ...person, alsoPossible } }, language),
    ],
    [
      'profile with a domain to choose',
      () =>
        profileCard(
          {
            ...content,
            profile: {
              ...person,
              values: { ...person.values, userPrincipalName: 'anna@contoso.com' },
              tenant: { verifiedDomains: ['contoso.com', 'contoso.onmicrosoft.com'] },
            },
          },
          language,
        ),
    ],
    ['profile, writes off', () => profileCard({ ...content, locks: lockAll('writesOff') }, language)],
    ['profile, synced', () => profileCard({ ...content, locks: lockAll('synced') }, language)],
    [
      'profile, partly locked',
      () =>
        profileCard(
          {
            ...content,
            locks: { ...locksFor(profile), jobTitle: 'closedByOperator', city: 'notShowable' },
            reason: 'required',
          },
          language,
        ),
    ],
    [
      'profile again',
      () =>
        profileCard(
          {
            ...content,
            entered: enteredFrom((name) => textOf(`${name} typed`)),
            problems: someProblems(textOf),
            prepared: editFrom(textOf).changes,
            names: new Map([[otherId, { displayName: name, userPrincipalName: '' }]]),
            drivers: new Set<FieldName>(['department', 'onPremisesExtensionAttributes/extensionAttribute1']),
            reasonGiven: reason,
            note: language.text('form.mendInputs'),
          },
          language,
        ),
    ],
    [
      'list',
      () =>
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
    [
      'list for histories',
      () =>
        listCard(
          {
            query: textOf('query'),
            people: [person, person],
            more: false,
            cardId: textOf('card'),
            shows: 'history',
          },
          language,
        ),
    ],
    ['history', () => historyCard(historyFrom(textOf), textOf('card'), language)],
    [
      'history of nothing',
      () =>
        historyCard(
          historyFrom(textOf, { entries: [], auditLog: { activities: [], more: false } }),
          textOf('card'),
          language,
        ),
    ],
    ...(['forbidden', 'unreachable'] as const).map((auditLog): [string, () => Card] => [
      `history, log ${auditLog}`,
      () => historyCard(historyFrom(textOf, { auditLog }), textOf('card'), language),
    ]),
    [
      'history without consent to the log',
      () =>
        historyCard(historyFrom(textOf, { auditLog: 'consentMissing' }), textOf('card'), language, [
          openUrl(language.text('action.grantConsent'), portalUrl),
        ]),
    ],
    ['nobody', () => noneCard(textOf('query'), language)],
    ['help', () => helpCard([{ word: 'find', help: 'command.find' }], language)],
    ['welcome', () => welcomeCard(language)],
    ['notice', () => noticeCard(language.text('error.title'), [language.text('error.slow')], language)],
    [
      'consent',
      () =>
        noticeCard(
          language.text('consent.title'),
          [language.text('consent.text', { permissions: 'User.Read.All, User.ReadWrite.All' })],
          language,
          [openUrl(language.text('action.grantConsent'), portalUrl)],
        ),
    ],
    ['saving', () => edit({ state: 'writing' })],
    ['confirming', () => edit({ state: 'confirming' })],
    [
      'conflict',
      () =>
        edit({
          state: 'conflict',
          conflicts: [
            { field: first, before: textOf('before'), after: textOf('after'), theirs: textOf('theirs') },
          ],
        }),
    ],
    [
      'unseen photo',
      () => {
        const change = { field: 'photo', before: null, after: 'new', isUnseen: true } as const;
        return edit({ state: 'conflict', changes: [change], conflicts: [{ ...change, theirs: 'other' }] });
      },
    ],
    [
      'in doubt for good',
      () =>
        edit({
          state: 'settled',
          changes: [{ field: 'photo', before: 'old', after: 'new' }],
          parts: [{ fields: ['photo'], state: 'unknown', failure: 'unclearPhoto' }],
        }),
    ],
    ['saved', () => edit({ state: 'settled', reason, parts: [part('saved')] })],
    ['not saved', () => edit({ state: 'settled', parts: [part('notSaved')] })],
    ['in doubt', () => edit({ state: 'settled', parts: [part('unknown')] })],
    [
      'saved in part',
      () => edit({ state: 'settled', parts: [part('saved', [first]), part('notSaved', rest)] }),
    ],
    [
      'of every fate',
      () =>
        edit({
          state: 'settled',
          parts: [part('saved', [first]), part('unknown', rest.slice(1)), part('notSaved', rest.slice(0, 1))],
        }),
    ],
    ['undone', () => edit({ state: 'settled', undoes: textOf('edit'), parts: [part('saved')] })],
    ['not undone', () => edit({ state: 'settled', undoes: textOf('edit'), parts: [part('notSaved')] })],
    ['cancelled', () => edit({ state: 'cancelled', changes: [] })],
    ['interrupted', () => edit({ state: 'open', failure: 'interrupted' })],
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
