import type { Change, FieldProblems } from '../profile/changes.ts';
import type { Edit } from './edit.ts';

/** What came of an action on an edit. */
export type EditResult =
  /** There is no such edit, or not any more. */
  | { readonly kind: 'unknown' }
  /** The edit is somebody else's. */
  | { readonly kind: 'notOwner' }
  /** The inputs again, with what is to be mended. */
  | {
      readonly kind: 'form';
      readonly edit: Edit;
      readonly problems: FieldProblems;
      readonly note: FormNote | undefined;
    }
  /** A change that is asked for, and nothing that was written. */
  | { readonly kind: 'asks'; readonly edit: Edit; readonly changes: readonly Change[] }
  /** All that was typed is more than one card can hold; nothing was done. */
  | { readonly kind: 'tooMuch' }
  /** The edit as it stands. */
  | { readonly kind: 'current'; readonly edit: Edit };

export type FormNote =
  | 'notSubmitted'
  | 'mendInputs'
  | 'nothingChanged'
  | 'nothingSent'
  | 'notOurs'
  | 'reasonRequired'
  | 'sendPhoto';
