import { newId } from '../newId.ts';
import type { Change, Conflict, Entered, Seen } from '../profile/changes.ts';
import type { FieldName, Section } from '../profile/fields.ts';
import type { TenantRules } from '../profile/parseInput.ts';
import type { AlsoPossible } from '../profile/profile.ts';

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
  | 'anotherValue'
  | 'busy'
  | 'closedByOperator'
  | 'consentMissing'
  | 'earlierFailed'
  | 'forbidden'
  | 'gone'
  | 'interrupted'
  | 'misconfigured'
  | 'moreWanted'
  | 'noMailbox'
  | 'protected'
  | 'refused'
  | 'signIn'
  | 'throttled'
  | 'unclearPhoto'
  | 'unreachable';

/** What became of one write. */
export interface Part {
  readonly fields: readonly FieldName[];
  readonly state: 'saved' | 'notSaved' | 'unknown';
  readonly failure?: Failure | undefined;
  readonly requestId?: string | undefined;
}

/** A picture that somebody sent, and that is not written yet. */
export interface NewPhoto {
  /** Where its bytes are kept; `null` to remove the present photo. */
  readonly id: string | null;
  /** Its type and size in words. */
  readonly about: string;
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
  /** Further values that the owner has seen: those that a field may hold as well, and those that they chose to write over. */
  readonly alsoSeen?: AlsoPossible | undefined;
  /** The fields that had an input. */
  readonly shown: readonly FieldName[];
  /** The sections that the card has read. */
  readonly sections: readonly Section[];
  readonly tenant: TenantRules;
  /** A new photo that waits to be saved with the rest, or the wish to remove the present one. */
  readonly newPhoto?: NewPhoto | undefined;
  /** It asks for a change instead of making it: its inputs are open where another's rights may be enough. */
  readonly isRequest?: boolean | undefined;
  readonly state: EditState;
  /** What was in the inputs when they were last submitted. */
  readonly entered?: Entered | undefined;
  readonly reason?: string | undefined;
  /** Where the owner approves what somebody else asked for: the request, and the object id of its asker. */
  readonly request?: { readonly id: string; readonly askerId: string } | undefined;
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

/** A question that nobody has answered yet. */
export function question(kind: Question['kind']): Question {
  return { kind, id: newId() };
}

/** The parts whose fate is known to be good, or not known: nothing of them is written again. */
export function decidedParts(edit: Edit): readonly Part[] {
  return (edit.parts ?? []).filter((part) => part.state !== 'notSaved');
}

/** The changes that are still to be made. */
export function changesLeft(edit: Edit): readonly Change[] {
  const decided = new Set(decidedParts(edit).flatMap((part) => part.fields));
  return (edit.changes ?? []).filter((change) => !decided.has(change.field));
}

/** How an edit stands whose application did not begin: open again, or, where others of its parts were written, told so. */
export function notBegun(edit: Edit, failure: Failure, failureCode?: number): Partial<Edit> {
  const parts = decidedParts(edit);
  // Without a sign-in the same click comes again, and answers what it answered.
  const isSameAgain = failure === 'signIn' || failure === 'moreWanted';
  const asked = isSameAgain ? edit.asked : question('retry');
  const common = { failure, failureCode, claimedUntil: undefined, asked };
  if (parts.length === 0) return { ...common, state: 'open', parts: undefined };
  const fields = changesLeft(edit).map((change) => change.field);
  return { ...common, state: 'settled', parts: [...parts, { fields, state: 'notSaved', failure }] };
}

/** How an edit stands whose owner gives up what is left of it. */
export function givenUp(edit: Edit): Partial<Edit> {
  const parts = decidedParts(edit);
  const left = new Set(changesLeft(edit).map((change) => change.field));
  const changes = (edit.changes ?? []).filter((change) => !left.has(change.field));
  const asked = question('retry');
  const common = { conflicts: undefined, entered: undefined, failure: undefined, changes, asked };
  return parts.length === 0 ? { ...common, state: 'cancelled' } : { ...common, state: 'settled', parts };
}

/** Whether some part's fate is not known, and can be found out yet. */
export function isInDoubt(edit: Edit): boolean {
  const isForGood = ({ failure }: Part) => failure === 'unclearPhoto' || failure === 'anotherValue';
  return edit.parts?.some((part) => part.state === 'unknown' && !isForGood(part)) ?? false;
}

/** The change of the photo that waits for Save; it has no input. */
export function photoChange({ newPhoto, seen }: Edit): Change[] {
  if (!newPhoto) return [];
  const isUnseen = seen.photo === undefined ? true : undefined;
  return [{ field: 'photo', before: seen.photo ?? null, after: newPhoto.id, isUnseen }];
}
