import { createHash } from 'node:crypto';
import { type FieldName, field, isFieldName, namesIn, type Section, sections } from './fields.ts';
import {
  type FieldValue,
  isEmpty,
  isUntouched,
  lineEnd,
  type PersonName,
  type PersonValue,
  peopleIn,
  sameValue,
} from './kinds.ts';
import { noTenantRules, type Problem, parseInput, type TenantRules } from './parseInput.ts';

/** One field's value, before and after. */
export interface Change {
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** Whether the card could not show what was there before: `before` is empty then. */
  readonly isUnseen?: true | undefined;
}

/** A field that somebody else changed since the card was shown. */
export interface Conflict extends Change {
  /** What the directory holds now. */
  readonly theirs: FieldValue;
}

/** What was in the inputs, by field. */
export type Entered = Readonly<Partial<Record<FieldName, string>>>;
export type Seen = Readonly<Partial<Record<FieldName, FieldValue>>>;
export type FieldProblems = Readonly<Partial<Record<FieldName, Problem>>>;

/**
 * The key of the one hidden input that is never empty: if it comes back, the client sent the inputs. It holds the sections
 * that the card has, since an older copy of it may be clicked once another one has more; their fields that have no input,
 * since one that is emptied may be left out; and what each input holds as long as nobody types into it, since a copy may be
 * clicked when nothing else tells any more what was typed.
 */
export const formMarker = '$form';

/** Ends the id of the input that a sign-in name's domain is chosen in; the field's own input has the part before it. */
export const domainInput = '@domain';

export type Submission =
  | { readonly kind: 'entered'; readonly entered: Entered }
  /** The client sent no input at all: nothing can be known of what was typed. */
  | { readonly kind: 'nothingSent' }
  /** A key that the card had no input for, or a value that no input yields. */
  | { readonly kind: 'notOurs' };

/**
 * What the marker of a card with these sections holds. Which fields have no input is shorter to tell, as a rule.
 * @param untouched the text of each input as long as nobody types into it
 */
export function markerOf(chosen: readonly Section[], untouched: Entered): string {
  const writable = namesIn(chosen).filter((name) => !field(name).readOnly);
  const isOpen = (name: FieldName): boolean => untouched[name] !== undefined;
  const closed = writable.filter((name) => !isOpen(name)).map((name) => `-${name}`);
  const marks = writable.filter(isOpen).map((name) => textMark(name, untouched[name] ?? ''));
  return [...chosen, ...closed, marksBegin + marks.join('')].join(',');
}

const marksBegin = '=';
const markLength = 4;

/** Stands for the text of an input: 24 bits of a hash, since a card has few bytes to spare. */
function textMark(name: FieldName, text: string): string {
  const content = `${name} ${text.replace(lineEnd, '\n')}`;
  return createHash('sha256').update(content).digest('base64url').slice(0, markLength);
}

function markedIn(submitted: Readonly<Record<string, unknown>>): readonly string[] {
  const marker = Object.hasOwn(submitted, formMarker) ? submitted[formMarker] : undefined;
  return typeof marker === 'string' ? marker.split(',') : [];
}

/** The sections that a card had when it was sent, or undefined where it does not tell. */
function sectionsSent(submitted: Readonly<Record<string, unknown>>): readonly Section[] | undefined {
  const marked = markedIn(submitted);
  const sent = sections.filter((section) => marked.includes(section));
  return sent.length > 0 ? sent : undefined;
}

/** The fields that a card had an input for when it was sent, as far as it tells. */
export function inputsSent(submitted: Readonly<Record<string, unknown>>): readonly FieldName[] {
  const marked = markedIn(submitted);
  return namesIn(sectionsSent(submitted) ?? []).filter(
    (name) => !field(name).readOnly && !marked.includes(`-${name}`),
  );
}

/** Of what came back from a card, what its inputs did not hold from the start; all, where the card does not tell. */
export function typedAmong(entered: Entered, submitted: Readonly<Record<string, unknown>>): Entered {
  const marks = markedIn(submitted)
    .find((part) => part.startsWith(marksBegin))
    ?.slice(marksBegin.length);
  const markAt = (index: number) => marks?.slice(index * markLength, (index + 1) * markLength);
  const untouched = new Map(inputsSent(submitted).map((name, index) => [name, markAt(index)]));
  const texts = Object.entries(entered) as [FieldName, string][];
  return Object.fromEntries(texts.filter(([name, text]) => untouched.get(name) !== textMark(name, text)));
}

/**
 * Sorts out what came back from a card that had inputs for the fields `shown`, or for some of their sections.
 *
 * An emptied input arrives as an empty string or not at all (the adaptivecards renderer leaves it out), so one that is
 * missing was emptied if any other came back. Keys that begin with `$` are the card's own.
 */
export function readSubmission(
  submitted: Readonly<Record<string, unknown>>,
  shown: readonly FieldName[],
): Submission {
  const keys = Object.keys(submitted).filter((key) => !key.startsWith('$'));
  const isInput = (key: string): boolean => {
    const name = key.endsWith(domainInput) ? key.slice(0, -domainInput.length) : key;
    return isFieldName(name) && shown.includes(name) && (name === key || field(name).kind === 'upn');
  };
  if (!keys.every((key) => isInput(key) && typeof submitted[key] === 'string')) return { kind: 'notOurs' };
  if (keys.length === 0 && !Object.hasOwn(submitted, formMarker)) return { kind: 'nothingSent' };
  const sent = (key: string): string => (Object.hasOwn(submitted, key) ? String(submitted[key]) : '');
  const textOf = (name: FieldName): string => {
    const [text, domain] = [sent(name), sent(name + domainInput)];
    // Whoever types a whole address into the first means that one.
    return domain === '' || text.trim() === '' || text.includes('@') ? text : `${text.trim()}@${domain}`;
  };
  const onCard = sectionsSent(submitted);
  const own = shown.filter((name) => keys.includes(name) || (onCard?.includes(field(name).section) ?? true));
  return { kind: 'entered', entered: Object.fromEntries(own.map((name) => [name, textOf(name)])) };
}

/** The changes that were entered against what the card showed, and what is wrong with the other inputs. */
export function diff(
  seen: Seen,
  entered: Entered,
  tenant: TenantRules = noTenantRules,
): { changes: Change[]; problems: FieldProblems } {
  const changes: Change[] = [];
  const problems: Partial<Record<FieldName, Problem>> = {};
  for (const [name, text] of Object.entries(entered) as [FieldName, string][]) {
    const before = seen[name];
    if (before === undefined || isUntouched(text, before, field(name))) continue;
    const parsed = parseInput(field(name), text, tenant);
    if (!parsed.ok) problems[name] = parsed.problem;
    else if (!sameValue(parsed.value, before)) changes.push({ field: name, before, after: parsed.value });
  }
  return { changes, problems };
}

/** What a field may hold now, and which values of it the one who changes it has seen. */
export interface Standing {
  /** What was read just now. */
  readonly read: FieldValue;
  /** The likeliest first; several where the fate of an earlier write is unknown. */
  readonly possible: readonly FieldValue[];
  readonly seen: readonly FieldValue[];
}

/**
 * The three-way comparison: what was shown, what was entered, what the directory may hold now. A change is applied only
 * over values that were seen; one that is there already is none.
 */
export function compare(
  changes: readonly Change[],
  standingOf: (change: Change) => Standing,
): { apply: Change[]; conflicts: Conflict[]; done: Change[] } {
  const apply: Change[] = [];
  const conflicts: Conflict[] = [];
  const done: Change[] = [];
  for (const change of changes) {
    const { read, possible, seen } = standingOf(change);
    const known = [...seen, change.before, change.after];
    const theirs = possible.find((value) => !known.some((one) => sameValue(one, value)));
    if (theirs !== undefined) conflicts.push({ ...change, theirs });
    else if ([read, ...possible].every((value) => sameValue(value, change.after))) done.push(change);
    // Written again where the read does not show it: all that is known may have been taken back from outside.
    else apply.push(change);
  }
  return { apply, conflicts, done };
}

/** Whether a change can be taken back: of a photo that was replaced nothing is left, and some fields take no empty value. */
export function canUndo({ field: name, before }: Change): boolean {
  const { kind, clearable } = field(name);
  return kind !== 'photo' && (clearable || !isEmpty(before));
}

/** The changes that take these back, as far as they can be. */
export function undo(changes: readonly Change[]): Change[] {
  return changes
    .filter(canUndo)
    .map(({ field: name, before, after }) => ({ field: name, before: after, after: before }));
}

/** A change with the names of the people that it points to by their object ids. */
export function withNames(change: Change, names: ReadonlyMap<string, PersonName>): Change {
  const { after } = change;
  const nameOf = (person: PersonValue): PersonValue => ({
    ...person,
    displayName: person.displayName || (names.get(person.id.toLowerCase())?.displayName ?? person.id),
  });
  const people = peopleIn(after).map(nameOf);
  const [only] = people;
  if (only === undefined) return change;
  return { ...change, after: Array.isArray(after) ? people : only };
}

/** Whether any of the changes asks to be confirmed first. */
export function isSensitive(changes: readonly Change[]): boolean {
  return changes.some((change) => field(change.field).sensitive === true);
}
