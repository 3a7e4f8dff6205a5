import type { Change } from '../profile/changes.ts';
import type { Edit } from './edit.ts';

// Whether a click still means what it meant when its card was shown.

/**
 * Whether an answer is to the question that stands: one that Teams delivers again may find another question, with other
 * values, that its owner never saw.
 */
export function answers(edit: Edit, kind: 'conflict' | 'confirming', question: string | undefined): boolean {
  const stands = edit.state === kind || lacksSignIn(edit);
  return stands && edit.asked?.kind === kind && edit.asked.id === question;
}

/**
 * Whether a click may try once more what was refused: the one on the button that was offered for it, or any click where
 * nothing was sent yet, for want of a sign-in or since a process ended.
 */
export function canRetry(edit: Edit, question: string | undefined): boolean {
  const isLeft = edit.parts?.some((part) => part.state === 'notSaved');
  if (edit.state === 'settled' ? !isLeft : edit.state !== 'open' || edit.failure === undefined) return false;
  if (lacksSignIn(edit) || edit.failure === 'interrupted') return true;
  return edit.asked?.kind === 'retry' && edit.asked.id === question;
}

/** Whether both would write the same. */
export function sameChanges(a: readonly Change[], b: readonly Change[] = []): boolean {
  const texts = (changes: readonly Change[]) => changes.map((change) => JSON.stringify(change)).toSorted();
  return texts(a).join() === texts(b).join();
}

/** Whether it was decided already, and only its owner's sign-in was missing: the same click then comes again. */
export function lacksSignIn(edit: Edit): boolean {
  return edit.failure === 'signIn' || edit.failure === 'moreWanted';
}

/** Too old to be gone on with. One that broke off is not over before its owner knows how it ended. */
export function isOver(edit: Edit, now: number): boolean {
  return edit.expiresAt <= now && edit.state !== 'claimed' && edit.state !== 'writing';
}

/** An undo that wrote nothing may be asked for again. */
export function canUndoAgain(edit: Edit): boolean {
  return (
    edit.state === 'cancelled' ||
    (edit.state === 'settled' && (edit.parts ?? []).every((part) => part.state === 'notSaved'))
  );
}

/** Whether more of the edit was written after an undo of it was refused: that undo is then not how it stands any more. */
export function wentOnAfter(edit: Edit, undo: Edit): boolean {
  return (edit.writtenAt ?? 0) > (undo.writtenAt ?? undo.createdAt);
}
