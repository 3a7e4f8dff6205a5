import type { Change } from './changes.ts';
import { field } from './fields.ts';
import { type FieldValue, isEmpty } from './kinds.ts';

/** One write to the directory. Replaying it has no further effect, since it sets absolute values. */
export interface PatchStep {
  readonly kind: 'patchUser';
  /** Object id: a UPN may be what changes. */
  readonly personId: string;
  /** Only what changed; an emptied value is `null`, or `[]` for a list. */
  readonly body: Readonly<Record<string, FieldValue>>;
}

export type Step = PatchStep;

/**
 * The writes that bring these changes about, in order.
 * Graph refuses an empty string: https://learn.microsoft.com/graph/api/user-update.
 */
export function planWrites(personId: string, changes: readonly Change[]): Step[] {
  if (changes.length === 0) return [];
  const writtenValue = (change: Change): FieldValue => {
    if (!isEmpty(change.after)) return change.after;
    return field(change.field).kind === 'phoneList' ? [] : null;
  };
  return [
    {
      kind: 'patchUser',
      personId,
      body: Object.fromEntries(changes.map((change) => [change.field, writtenValue(change)])),
    },
  ];
}
