import type { Change, Conflict, Entered, Seen } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import type { FieldValue } from '../profile/kinds.ts';

/** Whom an edit is about, as the owner saw them. */
export interface Subject {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/**
 * Where an edit stands.
 *
 * `open` (the card shows inputs) → `claimed` (one application has begun; nothing is sent yet) → `conflict` or
 * `confirming` (the card asks) or `writing` (the write may reach Graph at any time) → `settled`.
 */
export type EditState = 'open' | 'claimed' | 'conflict' | 'confirming' | 'writing' | 'settled' | 'cancelled';

/** Why something was not saved; each has its words in the catalogue. */
export type Failure =
  | 'busy'
  | 'closedByOperator'
  | 'consentMissing'
  | 'forbidden'
  | 'gone'
  | 'interrupted'
  | 'misconfigured'
  | 'moreWanted'
  | 'protected'
  | 'refused'
  | 'signIn'
  | 'throttled'
  | 'unreachable';

/** What became of one write. */
export interface Part {
  readonly fields: readonly FieldName[];
  readonly state: 'saved' | 'notSaved' | 'unknown';
  readonly failure?: Failure | undefined;
  readonly requestId?: string | undefined;
}

/** What the buttons of a card are for: a choice, or one more try after a refusal. */
export interface Question {
  readonly kind: 'conflict' | 'confirming' | 'retry';
  readonly id: string;
}

/** One person's open change to one profile. Only its owner applies it, and it is applied once. */
export interface Edit {
  readonly id: string;
  readonly cardId: string;
  /** Object id of the person who may apply it. */
  readonly ownerId: string;
  readonly subject: Subject;
  /** The values that the owner has seen. */
  readonly seen: Seen;
  /** Further values that the owner has seen, by field, and chose to write over. */
  readonly alsoSeen?: Readonly<Partial<Record<FieldName, readonly FieldValue[]>>> | undefined;
  /** The fields that had an input. */
  readonly shown: readonly FieldName[];
  readonly state: EditState;
  /** What was in the inputs when they were last submitted. */
  readonly entered?: Entered | undefined;
  readonly reason?: string | undefined;
  readonly changes?: readonly Change[] | undefined;
  readonly conflicts?: readonly Conflict[] | undefined;
  /** What the owner was last asked. An answer counts for this question alone, however often it is delivered. */
  readonly asked?: Question | undefined;
  readonly parts?: readonly Part[] | undefined;
  /** Why the last attempt wrote nothing and left the edit open. */
  readonly failure?: Failure | undefined;
  /** Entra's error code, where the owner has to sign in again. */
  readonly failureCode?: number | undefined;
  /** Milliseconds since the epoch until which an application may be under way. */
  readonly claimedUntil?: number | undefined;
  readonly writtenAt?: number | undefined;
  /** The edit that this one takes back, and the one that takes this one back. */
  readonly undoes?: string | undefined;
  readonly undoneBy?: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export const openEditMs = 60 * 60_000;
export const undoMs = 24 * 60 * 60_000;

/** The changes of an edit whose write succeeded. */
export function savedChanges(edit: Edit): readonly Change[] {
  const saved = new Set(edit.parts?.filter((part) => part.state === 'saved').flatMap((part) => part.fields));
  return (edit.changes ?? []).filter((change) => saved.has(change.field));
}

/** Whether some part's fate is not known. */
export function isInDoubt(edit: Edit): boolean {
  return edit.parts?.some((part) => part.state === 'unknown') ?? false;
}
