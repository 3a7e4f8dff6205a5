import type { Edit, Failure } from '../edits/edit.ts';
import type { Change } from '../profile/changes.ts';
import { type FieldName, field } from '../profile/fields.ts';
import type { Lock } from '../profile/locks.ts';

// What somebody may ask others to change: what their own rights do not cover, and others' may.

const aboutRights: ReadonlySet<Lock | Failure> = new Set<Lock | Failure>([
  'role',
  'outranked',
  'restricted',
  'forbidden',
]);

/** Whether somebody with other rights may not meet this lock of a field, or this failure of a save. */
export function isAboutRights(reason: Lock | Failure): boolean {
  return aboutRights.has(reason);
}

/** Why a change can't be asked for: a picture is kept for an hour only; any other lock stands in the approver's way too. */
export type Unaskable = 'photo' | Lock;

/** Why a field can't be asked for, or undefined where it can. @param lock why it is closed to the asker, if it is. */
export function whyUnaskable(name: FieldName, lock: Lock | undefined): Unaskable | undefined {
  if (field(name).kind === 'photo') return 'photo';
  return lock === undefined || isAboutRights(lock) ? undefined : lock;
}

/** The changes of an edit that were refused for want of rights, and that others can be asked for. */
export function askableChanges({ parts = [], changes = [] }: Edit): readonly Change[] {
  const refused = parts.filter(
    ({ state, failure }) => state === 'notSaved' && failure && isAboutRights(failure),
  );
  const names = new Set(refused.flatMap(({ fields }) => fields));
  return changes.filter(({ field: name }) => names.has(name) && whyUnaskable(name, undefined) === undefined);
}
