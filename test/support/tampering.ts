import fc from 'fast-check';
import { domainInput, formMarker } from '../../src/profile/changes.ts';
import { fieldNames, sections } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';

/** Something of the moment, by its name: an edit, a question, a request, a card. */
export interface Ref {
  readonly ref: string;
}

/** One thing that is done to what a card would have sent. */
export type Tampering =
  | { readonly kind: 'set'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'dropInputs' }
  /** All inputs come back empty, which a client leaves out, but for the hidden one, `$form`. */
  | { readonly kind: 'onlyForm'; readonly value: unknown }
  | { readonly kind: 'dropAll' }
  | { readonly kind: 'data'; readonly value: unknown }
  | { readonly kind: 'verb'; readonly value: unknown }
  | { readonly kind: 'trigger'; readonly value: unknown };

/** What a client sends for a click: of an Action.Execute apart, of an Action.Submit the data alone, with `$verb`. */
export interface Sent {
  readonly verb: unknown;
  readonly data: unknown;
  readonly trigger: unknown;
}

/** An object with one key of its own, `__proto__` too. */
export const withKey = (key: string, value: unknown): object => Object.fromEntries([[key, value]]);

const verbs = [
  'save',
  'retry',
  'confirm',
  'keepMine',
  'takeTheirs',
  'cancel',
  'undo',
  'showResult',
  'section',
  'removePhoto',
  'keepPhoto',
  'photo',
  'open',
  'editAgain',
  'askForm',
  'history',
  'refresh',
  'approve',
  'decline',
  'withdraw',
  'review',
  'view',
  'lookUp',
];
const ownKeys = [
  '$edit',
  '$person',
  '$card',
  '$asked',
  '$verb',
  '$form',
  '$section',
  '$photo',
  '$reason',
  '$answer',
];
/** What no card has an input for, and what no object should be given. */
const foreignKeys = [
  'passwordProfile',
  'assignedLicenses',
  'memberOf',
  'manager@odata.bind',
  '@odata.type',
  `city${domainInput}`,
  `userPrincipalName${domainInput}`,
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];
const inherited = fc.constantFrom<unknown>(
  withKey('__proto__', { verb: 'save', writable: true }),
  { constructor: { prototype: { x: 1 } } },
  { constructor: 'x' },
  { toString: 'x', valueOf: null },
  { length: 2, 0: 'x' },
);
const texts = fc.constantFrom(
  '',
  ' ',
  'true',
  'false',
  'none',
  'Delft',
  'Germany',
  '+31 6 12345678',
  '2026-02-28',
  'en-US',
  ' Ünal ',
  'a\u202eb',
  'a\r\nb',
  '../../me',
  "x' or 1 eq 1",
  ...sections,
  ...[people.obrien, people.globalAdministrator, people.employee].flatMap(({ oid, userPrincipalName }) => [
    oid,
    userPrincipalName,
  ]),
);

const addresses = ['a@home.example', 'b@home.example', 'c@home.example'];
const some = (items: readonly string[], separator: string) =>
  fc.subarray([...items]).map((chosen) => chosen.join(separator));
/** What is typed into an input, and written: of each kind of value, and of each way to write it. */
export const typing = fc.oneof(
  fc.tuple<[string, string]>(
    fc.constant('manager'),
    fc.constantFrom('none', people.employee.oid, people.hyphenated.oid),
  ),
  fc.tuple(fc.constant('sponsors'), some([people.employee.oid, people.hyphenated.oid], ',')),
  fc.tuple(fc.constant('otherMails'), some(addresses, '\n')),
  fc.tuple(fc.constant('ageGroup'), fc.constantFrom('none', 'Adult', 'notadult')),
  fc.tuple(fc.constant('usageLocation'), fc.constantFrom('Germany', 'FR')),
  fc.tuple(
    fc.constantFrom('employeeOrgData/division', 'onPremisesExtensionAttributes/extensionAttribute7'),
    fc.constantFrom('', 'Harbor', 'none'),
  ),
);

/** @param refs what else there is to be named */
export function tamperings(refs: readonly string[]): fc.Arbitrary<Tampering> {
  const ref = fc.constantFrom(...refs).map((name): Ref => ({ ref: name }));
  const value: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 4, arbitrary: texts },
    { weight: 3, arbitrary: ref },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300, size: 'max' }) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(true, false, null, 0, -1, 1e21, [], {}, ['x'], [[]]) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: inherited },
  );
  const field = fc.constantFrom(...fieldNames);
  const key = fc.oneof(
    { weight: 4, arbitrary: field },
    { weight: 4, arbitrary: fc.constantFrom(...ownKeys) },
    { weight: 1, arbitrary: fc.constantFrom(...foreignKeys) },
    { weight: 1, arbitrary: fc.constant('__proto__') },
    { weight: 1, arbitrary: fc.string({ maxLength: 20, size: 'max' }) },
  );
  const verb = fc.oneof({ weight: 5, arbitrary: fc.constantFrom<unknown>(...verbs) }, value);
  const trigger = fc.oneof({ weight: 5, arbitrary: fc.constant<unknown>('automatic') }, value);
  const section = fc.constantFrom(...sections);
  const form = fc.oneof(
    section,
    section.map((one) => [one]),
    value,
  );
  const set = fc.constant('set');
  const named = fc.constantFrom('$edit', '$asked', '$person', '$card');
  return fc.oneof(
    // What somebody types, who is no attacker.
    { weight: 4, arbitrary: fc.record({ kind: set, key: field, value: texts }) },
    { weight: 8, arbitrary: fc.record({ kind: set, key, value }) },
    // What somebody has seen on another card.
    { weight: 4, arbitrary: fc.record({ kind: set, key: named, value: ref }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('drop'), key }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('dropInputs', 'dropAll') }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('onlyForm'), value: form }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('data'), value }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('verb'), value: verb }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('trigger'), value: trigger }) },
  );
}

/** Does to a click what is to be done to it, one after the other. */
export function tampered(
  sent: Sent,
  todo: readonly Tampering[],
  refs: Readonly<Record<string, unknown>>,
): Sent {
  const meant = (value: unknown): unknown => {
    const name = (value as Partial<Ref> | null)?.ref;
    return typeof name === 'string' && Object.hasOwn(refs, name) ? refs[name] : value;
  };
  let { verb, data, trigger } = sent;
  for (const step of todo) {
    const entries = Object.entries(data ?? {});
    if (step.kind === 'set') data = Object.fromEntries([...entries, [step.key, meant(step.value)]]);
    if (step.kind === 'drop') data = Object.fromEntries(entries.filter(([key]) => key !== step.key));
    if (step.kind === 'dropInputs') data = Object.fromEntries(entries.filter(([key]) => isOwnKey(key)));
    if (step.kind === 'onlyForm')
      data = Object.fromEntries([
        ...entries.filter(([key]) => isOwnKey(key)),
        [formMarker, meant(step.value)],
      ]);
    if (step.kind === 'dropAll') data = {};
    if (step.kind === 'data') data = meant(step.value);
    if (step.kind === 'verb') verb = meant(step.value);
    if (step.kind === 'trigger') trigger = meant(step.value);
  }
  return { verb, data, trigger };
}

const isOwnKey = (key: string): boolean => key.startsWith('$') && key !== formMarker && key !== '$reason';
