import type { Failure, Subject } from '../edits/edit.ts';
import type { Change } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import type { Lock } from '../profile/locks.ts';

/** Somebody who works with the bot, by their object id. */
export interface Colleague {
  readonly id: string;
  readonly displayName: string;
}

export interface Asker extends Colleague {
  /** The tag of the language that they are told in. */
  readonly language: string;
  /** Teams' own id of them, `29:…`, to mention them. */
  readonly teamsId: string;
}

/** Where a message stands in Teams. */
export interface Place {
  readonly conversationId: string;
  readonly messageId: string;
  readonly serviceUrl?: string | undefined;
  /** What the message last said of the request: an update takes the views away that others opened, so there is none without need. */
  readonly shows?: string | undefined;
}

/**
 * Where a request stands.
 *
 * `open` → `deciding` (somebody's approval is under way, or waits for their answer) → `approved`, or `open` again; `open` →
 * `declined`, `withdrawn` or, with time, `expired`. The last four are final.
 */
export type RequestState = 'open' | 'deciding' | 'approved' | 'declined' | 'withdrawn' | 'expired';

/** What became of the fields of an approved request. */
export interface Outcome {
  readonly saved: readonly FieldName[];
  readonly notSaved: readonly FieldName[];
  readonly unknown: readonly FieldName[];
}

/** What a request holds of values and free text. It goes before the rest does. */
export interface RequestValues {
  /** `before` is what the asker saw. */
  readonly changes: readonly Change[];
  readonly reason?: string | undefined;
  /** Why it was declined, in the decliner's words. */
  readonly answer?: string | undefined;
  /** Milliseconds since the epoch until which they are kept. */
  readonly until: number;
}

export interface Decision {
  /** Who approved, declined or withdrew it. */
  readonly by: Colleague;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of an approval: the approver's own edit, which can be undone for a day, and what became of it. */
  readonly editId?: string | undefined;
  readonly outcome?: Outcome | undefined;
}

/** A change that somebody asks others to make, since their own role does not cover it. Times are milliseconds since the epoch. */
export interface ChangeRequest {
  readonly id: string;
  readonly asker: Asker;
  readonly subject: Subject;
  readonly fields: readonly FieldName[];
  /** Undefined once they were removed. */
  readonly values?: RequestValues | undefined;
  readonly createdAt: number;
  /** Until when it can be decided. */
  readonly openUntil: number;
  /** Until when anything of it is kept. */
  readonly expiresAt: number;
  /** Where the message with the request stands, once it was posted, and where the asker's own card does. */
  readonly place?: Place | undefined;
  readonly askerPlace?: Place | undefined;
  readonly state: RequestState;
  /** Whose approval is under way, with their edit. One that has not begun by `until` broke off. */
  readonly deciding?: { readonly by: Colleague; readonly editId: string; readonly until: number } | undefined;
  readonly decision?: Decision | undefined;
  /** The last approval that wrote nothing. */
  readonly lastAttempt?:
    | { readonly by: Colleague; readonly at: number; readonly failure?: Failure | undefined }
    | undefined;
}

const dayMs = 24 * 60 * 60_000;
/** How long a request can be decided. */
export const requestMs = 7 * dayMs;
/** How long values are kept after a request expired, and after it was decided. */
export const valuesAfterExpiryMs = 7 * dayMs;
export const valuesAfterDecisionMs = dayMs;
/** How long an approval may take to begin before it counts as broken off. */
export const decideMs = 60_000;

/** The request as it stands at a time: an open one ends by itself. */
export function asOf(request: ChangeRequest, now: number): ChangeRequest {
  return request.state === 'open' && request.openUntil <= now ? { ...request, state: 'expired' } : request;
}

/**
 * Which fields of a request a viewer may see the values of: the asker all of them, anybody else those that are open to
 * them.
 * @param locks why fields are closed to the viewer, by the profile as it was read with the viewer's own rights.
 */
export function fieldsSeenBy(
  { asker, fields }: Pick<ChangeRequest, 'asker' | 'fields'>,
  viewerId: string,
  locks: Readonly<Partial<Record<FieldName, Lock>>>,
): { readonly fields: readonly FieldName[]; readonly all: boolean } {
  const seen = viewerId === asker.id ? fields : fields.filter((name) => locks[name] === undefined);
  return { fields: seen, all: seen.length === fields.length };
}
