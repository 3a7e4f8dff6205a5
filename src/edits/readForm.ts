import { type Change, diff, type Entered, readSubmission } from '../profile/changes.ts';
import { bytesOfTexts, formRoom, inputTexts } from '../profile/formRoom.ts';
import { type Edit, photoChange } from './edit.ts';
import type { EditResult, FormNote } from './editResult.ts';
import { canRetry, sameChanges } from './questions.ts';
import { readReason } from './reason.ts';

/** What a form that came back asks for. */
export interface ReadForm {
  readonly entered: Entered;
  readonly changes: readonly Change[];
  readonly reason: string | undefined;
}

/**
 * Reads a form that came back from the card of an open edit.
 * @param reasonRule whether a reason is asked for.
 * @returns what is to be done, or, where that is nothing yet, the answer.
 */
export function readForm(
  edit: Edit,
  submitted: Readonly<Record<string, unknown>>,
  reasonRule: 'none' | 'optional' | 'required',
): ReadForm | EditResult {
  // Delivered again, or clicked on an old copy: the same was tried before, and its owner was told.
  const isRepeated = edit.failure !== undefined && !canRetry(edit, undefined);
  const submission = readSubmission(submitted, edit.shown);
  if (submission.kind !== 'entered') return { kind: 'form', edit, problems: {}, note: submission.kind };
  const { entered } = submission;
  const reason = reasonRule === 'none' ? undefined : readReason(submitted);
  const { changes: typed, problems } = diff(edit.seen, entered, edit.tenant);
  const changes = [...typed, ...photoChange(edit)];
  const again = (note: FormNote): EditResult =>
    isTooMuch({ ...edit, entered })
      ? { kind: 'tooMuch' }
      : { kind: 'form', edit: { ...edit, entered, reason }, problems, note };
  if (Object.keys(problems).length > 0) return again('mendInputs');
  if (changes.length === 0) return again('nothingChanged');
  if (isRepeated && sameChanges(changes, edit.changes)) return { kind: 'current', edit };
  if (reasonRule === 'required' && reason === undefined) return again('reasonRequired');
  return { entered, changes, reason };
}

/** What was typed so far, with what came back now. */
export function typedSoFar(
  edit: Edit,
  submitted: Readonly<Record<string, unknown>>,
): Pick<Edit, 'entered' | 'reason'> {
  const submission = readSubmission(submitted, edit.shown);
  return submission.kind === 'entered'
    ? { entered: { ...edit.entered, ...submission.entered }, reason: readReason(submitted) }
    : { entered: edit.entered };
}

/** Whether a card can't hold the inputs of the edit with what was typed into them. */
export function isTooMuch({ shown, seen, entered }: Pick<Edit, 'shown' | 'seen' | 'entered'>): boolean {
  return bytesOfTexts(inputTexts(shown, seen, entered)) > formRoom;
}
