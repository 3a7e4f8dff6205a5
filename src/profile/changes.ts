import { type FieldName, field, isFieldName } from './fields.ts';
import { type FieldValue, isUntouched, type Problem, parseInput, sameValue } from './kinds.ts';

/** One field's value, before and after. */
export interface Change {
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
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

/** The key of the one hidden input that is never empty: if it comes back, the client sent the inputs. */
export const formMarker = '$form';

export type Submission =
  | { readonly kind: 'entered'; readonly entered: Entered }
  /** The client sent no input at all: nothing can be known of what was typed. */
  | { readonly kind: 'nothingSent' }
  /** A key that the card had no input for, or a value that no input yields. */
  | { readonly kind: 'notOurs' };

/**
 * Sorts out what came back from a card that had inputs for the fields `shown`.
 *
 * An emptied input arrives as an empty string or not at all (the adaptivecards renderer leaves it out), so one that is
 * missing was emptied if any other came back. Keys that begin with `$` are the card's own.
 */
export function readSubmission(
  submitted: Readonly<Record<string, unknown>>,
  shown: readonly FieldName[],
): Submission {
  const keys = Object.keys(submitted).filter((key) => !key.startsWith('$'));
  const inputs = keys.filter((key): key is FieldName => isFieldName(key) && shown.includes(key));
  if (inputs.length !== keys.length || inputs.some((key) => typeof submitted[key] !== 'string'))
    return { kind: 'notOurs' };
  if (inputs.length === 0 && !Object.hasOwn(submitted, formMarker)) return { kind: 'nothingSent' };
  const textOf = (name: FieldName): string => (Object.hasOwn(submitted, name) ? String(submitted[name]) : '');
  return { kind: 'entered', entered: Object.fromEntries(shown.map((name) => [name, textOf(name)])) };
}

/** The changes that were entered against what the card showed, and what is wrong with the other inputs. */
export function diff(seen: Seen, entered: Entered): { changes: Change[]; problems: FieldProblems } {
  const changes: Change[] = [];
  const problems: Partial<Record<FieldName, Problem>> = {};
  for (const [name, text] of Object.entries(entered) as [FieldName, string][]) {
    const before = seen[name];
    if (before === undefined || isUntouched(text, before)) continue;
    const parsed = parseInput(field(name), text);
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

/** The changes that take these back. */
export function undo(changes: readonly Change[]): Change[] {
  return changes.map(({ field: name, before, after }) => ({ field: name, before: after, after: before }));
}

/** Whether any of the changes asks to be confirmed first. */
export function isSensitive(changes: readonly Change[]): boolean {
  return changes.some((change) => field(change.field).sensitive === true);
}
