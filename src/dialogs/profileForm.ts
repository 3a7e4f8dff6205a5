import { randomUUID } from 'node:crypto';
import type { Card } from '../cards/elements.ts';
import { profileCard } from '../cards/profileCard.ts';
import type { Directory } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import type { Edit } from '../edits/edit.ts';
import type { EditResult } from '../edits/edits.ts';
import { overlay } from '../edits/personRecord.ts';
import type { Entered } from '../profile/changes.ts';
import { type FieldName, fieldNames } from '../profile/fields.ts';
import { type Lock, lockOf, type Profile } from '../profile/profile.ts';
import { type Desk, portalUrl, type Turn } from './desk.ts';

export interface OpenProfile {
  readonly directory: Directory;
  readonly cardId?: string | undefined;
  /** What the inputs hold instead of the directory's values. */
  readonly entered?: Entered | undefined;
  readonly reasonGiven?: string | undefined;
  readonly note?: string | undefined;
}

/** Reads a profile and shows it, with a fresh edit of the caller's. 1 round trip. */
export async function openProfile(
  desk: Desk,
  turn: Turn,
  personId: string,
  options: OpenProfile,
): Promise<Card> {
  const profile = await options.directory.profile(personId, deadlineSignal(turn.leftMs()));
  return await showProfile(desk, turn, profile, options);
}

/** Shows a profile that was just read, with a fresh edit of the caller's. */
export async function showProfile(
  desk: Desk,
  turn: Turn,
  read: Profile,
  options: OpenProfile,
): Promise<Card> {
  const { config, journal, clock } = desk;
  // What the bot itself wrote lately counts, though the directory may not show it yet.
  const { item: record } = await journal.readPerson(read.id);
  const profile = {
    ...read,
    values: { ...read.values, ...overlay(read.values, record.writes, clock.now()) },
  };
  const locks = locksOf(profile, desk);
  const shown = fieldNames.filter((name) => !locks[name]);
  const edit = await desk.openEdits(options.directory).open({
    ownerId: turn.caller.oid,
    cardId: options.cardId ?? randomUUID(),
    conversationId: turn.conversationId,
    subject: {
      id: profile.id,
      displayName: profile.displayName,
      userPrincipalName: profile.userPrincipalName,
    },
    seen: Object.fromEntries(shown.map((name) => [name, profile.values[name]])),
    shown,
  });
  return profileCard(
    {
      profile,
      locks,
      context: { $card: edit.cardId, $edit: edit.id, $person: profile.id },
      portalUrl: portalUrl(config, profile.id),
      reason: config.reason,
      entered: options.entered,
      reasonGiven: options.reasonGiven,
      note: options.note,
    },
    turn.language,
  );
}

/** The inputs of an edit again, with what was typed and what is to be mended. 1 round trip, for the rest of the card. */
export async function formAgain(
  desk: Desk,
  turn: Turn,
  result: EditResult & { kind: 'form' },
  directory: Directory,
): Promise<Card> {
  const { edit, problems, note } = result;
  const read = await directory.profile(edit.subject.id, deadlineSignal(turn.leftMs()));
  // The owner compares with what they have seen: a newer value shows as a conflict when they save.
  const profile = { ...read, values: { ...read.values, ...edit.seen } };
  // Exactly the inputs that the edit knows: one that it did not have would be refused when it comes back.
  const present = locksOf(profile, desk);
  const closed = fieldNames.filter((name) => !edit.shown.includes(name));
  const locks = Object.fromEntries(closed.map((name) => [name, present[name] ?? 'notShowable']));
  return profileCard(
    {
      profile,
      locks,
      context: { $card: edit.cardId, $edit: edit.id, $person: edit.subject.id },
      portalUrl: portalUrl(desk.config, edit.subject.id),
      reason: desk.config.reason,
      entered: edit.entered,
      reasonGiven: edit.reason,
      problems,
      note: turn.language.text(`form.${note}`),
    },
    turn.language,
  );
}

function locksOf(profile: Profile, { config }: Desk): Partial<Record<FieldName, Lock>> {
  return Object.fromEntries(
    fieldNames.flatMap((name) => {
      const lock = lockOf(name, profile, config);
      return lock ? [[name, lock]] : [];
    }),
  );
}

/** What an edit's owner typed and has not saved, to be filled into a fresh card. */
export function unsavedEntries(edit: Edit): Entered {
  const saved = new Set(edit.parts?.filter((part) => part.state === 'saved').flatMap((part) => part.fields));
  const unsaved =
    edit.state === 'cancelled' ? [] : (edit.changes ?? []).filter((change) => !saved.has(change.field));
  return Object.fromEntries(
    unsaved.flatMap(({ field: name }) =>
      edit.entered?.[name] === undefined ? [] : [[name, edit.entered[name]]],
    ),
  );
}
