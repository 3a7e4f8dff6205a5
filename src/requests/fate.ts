import { type Edit, type Failure, openEditMs } from '../edits/edit.ts';
import { lacksSignIn } from '../edits/questions.ts';
import { newId } from '../newId.ts';
import { noTenantRules } from '../profile/parseInput.ts';
import type { ChangeRequest, Colleague, Outcome, RequestValues } from './changeRequest.ts';

/**
 * The approver's edit of a request. It stands as if its owner had been asked to confirm: they were shown before and after,
 * and Approve is their answer. The question is the request itself, so that later questions can be told from it.
 */
export function approvalOf(
  request: ChangeRequest,
  { changes, reason }: RequestValues,
  approver: Colleague,
  now: number,
): Edit {
  return {
    id: newId(),
    cardId: request.id,
    ownerId: approver.id,
    subject: request.subject,
    seen: Object.fromEntries(changes.map((change) => [change.field, change.before])),
    shown: [],
    sections: [],
    tenant: noTenantRules,
    state: 'confirming',
    asked: { kind: 'confirming', id: request.id },
    reason,
    changes,
    request: { id: request.id, askerId: request.asker.id },
    createdAt: now,
    expiresAt: now + openEditMs,
  };
}

/** What an approver's edit means for its request. */
export type Fate =
  /** The approval is under way, waits for its owner's answer, or nobody knows yet what became of it. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'approved'; readonly outcome: Outcome }
  /** Nothing was written. A failure is told, the owner's own choice is not. */
  | { readonly kind: 'nothingWritten'; readonly failed: boolean; readonly failure?: Failure | undefined };

/**
 * @param edit undefined where it was removed. Then its last word was that nobody knows: another approval finds out, since
 * it compares with what the directory holds.
 */
export function fateOf(request: ChangeRequest, edit: Edit | undefined, now: number): Fate {
  const failed = (failure: Failure): Fate => ({ kind: 'nothingWritten', failed: true, failure });
  const undecidedUntil = (at: number): Fate => (now < at ? { kind: 'undecided' } : failed('interrupted'));
  if (!edit) return failed('interrupted');
  const outcome = outcomeOf(edit);
  if (outcome.saved.length > 0) return { kind: 'approved', outcome };
  const brokenOffAt = request.deciding?.until ?? 0;
  const isBegun = edit.asked?.id !== request.id;
  switch (edit.state) {
    case 'writing':
      return { kind: 'undecided' };
    case 'claimed':
      return undecidedUntil(Math.max(edit.claimedUntil ?? 0, brokenOffAt));
    case 'conflict':
    case 'confirming':
      return undecidedUntil(isBegun ? edit.expiresAt : brokenOffAt);
    case 'open':
      // After a sign-in an answer comes again, and so does the approval itself, which may as well begin anew.
      if (lacksSignIn(edit) && isBegun) return undecidedUntil(edit.expiresAt);
      return failed(edit.failure ?? 'interrupted');
    case 'cancelled':
      return { kind: 'nothingWritten', failed: false };
    case 'settled':
      if (outcome.unknown.length > 0) return { kind: 'undecided' };
      return { kind: 'nothingWritten', failed: true, failure: edit.parts?.[0]?.failure };
  }
}

function outcomeOf({ parts = [] }: Edit): Outcome {
  const fieldsThat = (state: keyof Outcome) =>
    parts.filter((part) => part.state === state).flatMap((part) => part.fields);
  return { saved: fieldsThat('saved'), notSaved: fieldsThat('notSaved'), unknown: fieldsThat('unknown') };
}
