import type { Edit, NewPhoto } from '../edits/edit.ts';
import { domainInput, type Entered, inputsSent, typedAmong } from '../profile/changes.ts';
import { type FieldName, field, fieldNames } from '../profile/fields.ts';
import { isUntouched } from '../profile/kinds.ts';
import type { CardAction } from './cardActions.ts';

// What was typed into the inputs of a card, taken from a click or from an edit.

/**
 * The inputs among what was sent, as far as they are texts of known fields. One that the form had, and that did not come
 * back, was emptied; a toggle is always sent.
 */
export function typedIn(submitted: CardAction['submitted']): Entered | undefined {
  const had = inputsSent(submitted);
  const typed = fieldNames.flatMap((name) => {
    const { kind, readOnly } = field(name);
    if (readOnly || kind === 'photo') return [];
    const missing = had.includes(name) && kind !== 'yesNo' ? '' : undefined;
    const text = Object.hasOwn(submitted, name) ? submitted[name] : missing;
    const domain = submitted[name + domainInput];
    if (typeof text !== 'string') return [];
    const isCut = kind === 'upn' && typeof domain === 'string' && text !== '' && !text.includes('@');
    return [[name, isCut ? `${text}@${domain}` : text]];
  });
  return typed.length > 0 ? Object.fromEntries(typed) : undefined;
}

/**
 * What was typed into a card whose edit can't be gone on with, for a fresh one. Not what was left as it was: that may be old
 * by now, and nobody wants to have it back.
 */
export function typedInto({ submitted }: CardAction): Entered | undefined {
  const entered = typedIn(submitted);
  return entered && typedAmong(entered, submitted);
}

/** One of the texts, as an entry, if it is there. */
export function entryOf(entered: Entered, name: FieldName): [FieldName, string][] {
  const text = entered[name];
  return text === undefined ? [] : [[name, text]];
}

/** The object ids of people that were chosen in inputs. */
export function idsIn(entered: Entered | undefined): string[] {
  const chosen = [entered?.manager, entered?.sponsors].flatMap((text) => text?.split(',') ?? []);
  return [...new Set(chosen.map((id) => id.trim()).filter((id) => /^[0-9a-f-]{36}$/i.test(id)))].slice(0, 6);
}

/** What an edit's owner typed and has not saved, to be filled into a fresh card. */
export function unsavedEntries(edit: Edit): Entered {
  if (edit.state === 'open' && !edit.changes) return changedEntries(edit);
  const saved = new Set(edit.parts?.filter((part) => part.state === 'saved').flatMap((part) => part.fields));
  const unsaved =
    edit.state === 'cancelled' ? [] : (edit.changes ?? []).filter((change) => !saved.has(change.field));
  return Object.fromEntries(
    unsaved.flatMap(({ field: name }) =>
      edit.entered?.[name] === undefined ? [] : [[name, edit.entered[name]]],
    ),
  );
}

/** What is in the inputs that its owner changed. */
export function changedEntries({ entered = {}, seen }: Pick<Edit, 'entered' | 'seen'>): Entered {
  const changed = (Object.entries(entered) as [FieldName, string][]).filter(
    ([name, text]) => !isUntouched(text, seen[name] ?? null, field(name)),
  );
  return Object.fromEntries(changed);
}

/** The photo that somebody sent and that is not written yet. */
export function unsavedPhoto({ newPhoto, parts = [] }: Edit): NewPhoto | undefined {
  const isSaved = parts.some((part) => part.state === 'saved' && part.fields.includes('photo'));
  return isSaved ? undefined : newPhoto;
}
