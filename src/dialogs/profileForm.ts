import type { Card } from '../cards/elements.ts';
import { profileCard } from '../cards/profileCard.ts';
import { inputsIn } from '../cards/profileContent.ts';
import { labelOf } from '../cards/values.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { type Edit, type NewPhoto, photoChange } from '../edits/edit.ts';
import type { EditResult } from '../edits/editResult.ts';
import { overlay } from '../edits/personRecord.ts';
import { TokenError } from '../identity/tokenError.ts';
import type { Language } from '../language/language.ts';
import { newId } from '../newId.ts';
import { diff, type Entered, type Seen, withNames } from '../profile/changes.ts';
import {
  sections as allSections,
  type FieldName,
  field,
  firstSections,
  namesIn,
  type Section,
} from '../profile/fields.ts';
import { bytesOfTexts, formRoom, inputTexts, withoutRoom } from '../profile/formRoom.ts';
import { emptyOf, type FieldValue, isUntouched } from '../profile/kinds.ts';
import { isShown, type Lock, lockOf } from '../profile/locks.ts';
import { type Profile, withValues } from '../profile/profile.ts';
import { whyUnaskable } from '../requests/askable.ts';
import { portalUrl, type Session } from './desk.ts';
import { entryOf, idsIn } from './enteredTexts.ts';

export interface OpenProfile {
  readonly cardId?: string | undefined;
  /** What the inputs hold instead of the directory's values. Their sections are read, and open. */
  readonly entered?: Entered | undefined;
  /** A section that was asked for. */
  readonly section?: Section | undefined;
  readonly newPhoto?: NewPhoto | undefined;
  /** To ask for a change that one's own rights don't cover. */
  readonly isRequest?: boolean | undefined;
  readonly reasonGiven?: string | undefined;
  readonly note?: string | undefined;
}

/** Reads a profile and shows it, with a fresh edit of the caller's. 1 round trip. */
export async function openProfile(session: Session, personId: string, options: OpenProfile): Promise<Card> {
  const names = Object.keys(options.entered ?? {}) as FieldName[];
  const asked = options.section ? [options.section] : [];
  const sections = inOrder([...firstSections, ...asked, ...names.map((name) => field(name).section)]);
  const profile = await readSections(session, personId, sections, idsIn(options.entered));
  return await showProfile(session, profile, options);
}

/** Shows a profile that was just read, with a fresh edit of the caller's. */
export async function showProfile(session: Session, read: Profile, options: OpenProfile): Promise<Card> {
  const { desk, turn } = session;
  const profile = await withRecentWrites(session, read);
  const { isRequest } = options;
  const rules = isRequest ? requestLocks(profile, session) : locksOf(profile, session);
  const open = inputsIn(profile.sections, { profile, locks: rules });
  const tooLong = withoutRoom(inputTexts(open, profile.values, options.entered));
  const locks = { ...rules, ...Object.fromEntries(tooLong.map((name) => [name, 'notShowable' as const])) };
  const shown = inputsIn(profile.sections, { profile, locks });
  const { entered, reasonGiven, note } = options;
  const given = entered && Object.fromEntries(shown.flatMap((name) => entryOf(entered, name)));
  const edit = await desk.openEdits(session.directory).open({
    ownerId: turn.caller.oid,
    cardId: options.cardId ?? newId(),
    conversationId: turn.conversationId,
    subject: {
      id: profile.id,
      displayName: profile.displayName,
      userPrincipalName: profile.userPrincipalName,
    },
    seen: seenOf(profile, shown),
    alsoSeen: profile.alsoPossible,
    shown,
    sections: profile.sections,
    tenant: profile.tenant,
    newPhoto: options.newPhoto,
    isRequest,
    entered: given,
    reason: reasonGiven,
  });
  const closed = closedAmong(entered, shown, profile, turn.language);
  const words = [note, closed].filter(Boolean).join(' ') || undefined;
  return draw(session, edit, profile, locks, words);
}

/**
 * The inputs of an edit again, with what was typed and what is to be mended. 1 round trip, for the rest of the card, unless
 * that was just read.
 */
export async function formAgain(
  session: Session,
  result: EditResult & { kind: 'form' },
  justRead?: Profile,
): Promise<Card> {
  const { edit, note } = result;
  const read = justRead ?? (await readSections(session, edit.subject.id, edit.sections, idsIn(edit.entered)));
  // The owner compares with what they have seen: a newer value shows as a conflict when they save.
  const profile = withValues(read, edit.seen, edit.alsoSeen);
  // Exactly the inputs that the edit knows: one that it did not have would be refused when it comes back.
  const present = edit.isRequest ? requestLocks(profile, session) : locksOf(profile, session);
  const closed = namesIn(edit.sections).filter((name) => !edit.shown.includes(name));
  // A photo has no input anyway.
  const lockFor = (name: FieldName) => present[name] ?? (name === 'photo' ? undefined : 'notShowable');
  const locks = Object.fromEntries(closed.map((name) => [name, lockFor(name)]));
  const words = note && session.turn.language.text(`form.${note}`);
  return draw(session, edit, profile, locks, words, result);
}

/** What one more section of an edit's card holds, and which of its fields can be changed. 1 round trip. */
export async function readSection(
  session: Session,
  edit: Edit,
  section: Section,
): Promise<{
  readonly profile: Profile;
  readonly amended: Pick<Edit, 'seen' | 'alsoSeen' | 'shown' | 'sections'>;
}> {
  const sections = inOrder([...edit.sections, section]);
  const read = await readSections(session, edit.subject.id, sections, idsIn(edit.entered));
  const profile = await withRecentWrites(session, read);
  const locks = edit.isRequest ? requestLocks(profile, session) : locksOf(profile, session);
  const open = inputsIn([section], { profile, locks });
  const others = edit.shown.filter((name) => !open.includes(name));
  const room = formRoom - bytesOfTexts(inputTexts(others, edit.seen, edit.entered));
  const tooLong = withoutRoom(inputTexts(open, profile.values, edit.entered), room);
  const shown = open.filter((name) => !tooLong.includes(name));
  // Of what the card has already, it goes on to show what its owner saw first.
  const fresh = Object.entries(profile.alsoPossible ?? {}).filter(([name]) => !(name in edit.seen));
  const alsoSeen = Object.fromEntries(fresh);
  return { profile, amended: { sections, shown, seen: seenOf(profile, shown), alsoSeen } };
}

function draw(
  { desk: { config }, turn: { language } }: Session,
  edit: Edit,
  profile: Profile,
  locks: Readonly<Partial<Record<FieldName, Lock>>>,
  note: string | undefined,
  form?: EditResult & { kind: 'form' },
): Card {
  const { entered = {}, newPhoto, seen } = edit;
  const typed = diff(seen, entered, edit.tenant).changes.map((change) => withNames(change, profile.names));
  return profileCard(
    {
      profile,
      locks,
      context: { $card: edit.cardId, $edit: edit.id, $person: edit.subject.id },
      portalUrl: portalUrl(config, edit.subject.id),
      reason: config.reason,
      entered: edit.entered,
      reasonGiven: edit.reason,
      problems: form?.problems,
      note,
      isRequest: edit.isRequest,
      isPhotoAsked: form?.note === 'sendPhoto',
      prepared: [...photoChange(edit), ...typed],
      names: profile.names,
      newPhoto: newPhoto?.about,
      drivers: config.dynamicGroupFields,
    },
    language,
  );
}

/** Reads some sections. Without consent to the one that has its own permission, the others are shown all the same. */
async function readSections(
  { directory, turn }: Session,
  personId: string,
  sections: readonly Section[],
  others: readonly string[] = [],
): Promise<Profile> {
  try {
    return await directory.profile(personId, sections, deadlineSignal(turn.leftMs()), others);
  } catch (error) {
    const isMissing = error instanceof TokenError && error.kind === 'consentMissing';
    if (!isMissing || !sections.includes('signIn')) throw error;
    const rest = sections.filter((section) => section !== 'signIn');
    const profile = await directory.profile(personId, rest, deadlineSignal(turn.leftMs()), others);
    const unreadable = { ...profile.unreadable, phoneMethods: 'consentMissing' } as const;
    return { ...profile, sections, unreadable };
  }
}

/** What the bot itself wrote lately counts, though the directory may not show it yet. */
async function withRecentWrites({ desk }: Session, read: Profile): Promise<Profile> {
  const { item: record } = await desk.journal.readPerson(read.id);
  const { values, alsoPossible } = overlay(read.values, record.writes, desk.clock.now());
  return withValues(read, values, alsoPossible);
}

/** What the owner is about to see; the photo too, though it has no input. */
function seenOf({ values }: Profile, shown: readonly FieldName[]): Seen {
  const names: FieldName[] = values.photo === undefined ? [...shown] : [...shown, 'photo'];
  const value = (name: FieldName): FieldValue => values[name] ?? emptyOf(field(name).kind);
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

export function locksOf(profile: Profile, { desk, viewer }: Session): Partial<Record<FieldName, Lock>> {
  return Object.fromEntries(
    namesIn(profile.sections).flatMap((name) => {
      const hasLock = isShown(name, profile) || (name === 'photo' && profile.values.photo !== undefined);
      const lock = hasLock ? lockOf(name, profile, desk.config, viewer) : undefined;
      return lock ? [[name, lock]] : [];
    }),
  );
}

/** What stays closed where a change is asked for: what no rights open, and a photo, whose picture is gone in an hour. */
function requestLocks(profile: Profile, session: Session): Partial<Record<FieldName, Lock>> {
  const locks = Object.entries(locksOf(profile, session)) as [FieldName, Lock][];
  const closed = locks.filter(([name, lock]) => whyUnaskable(name, lock) !== undefined);
  return { ...Object.fromEntries(closed), photo: 'role' };
}

function inOrder(chosen: readonly Section[]): readonly Section[] {
  return allSections.filter((section) => chosen.includes(section));
}

/** Which of the things that were to be changed have no input here. */
function closedAmong(
  entered: Entered | undefined,
  shown: readonly FieldName[],
  { values }: Profile,
  language: Language,
): string | undefined {
  const lost = (Object.entries(entered ?? {}) as [FieldName, string][]).filter(
    ([name, text]) => !shown.includes(name) && !isUntouched(text, values[name] ?? null, field(name)),
  );
  if (lost.length === 0) return undefined;
  return language.text('form.closedToo', {
    fields: lost.map(([name]) => labelOf(name, language)).join(', '),
  });
}
