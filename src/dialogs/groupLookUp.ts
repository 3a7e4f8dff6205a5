import type { Card } from '../cards/elements.ts';
import { groupCard } from '../cards/groupCards.ts';
import { DirectoryError } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { type GroupCard, type GroupState, withSave } from '../edits/groupCard.ts';
import type { GroupCardRecord } from '../edits/journal.ts';
import { firstSections } from '../profile/fields.ts';
import type { CardAnswer } from './answers.ts';
import type { Desk, Session, Turn } from './desk.ts';
import { whoIsMeant } from './findPerson.ts';

/** The card of a look-up in front of others, if it stands in the conversation of the turn. */
export async function readGroupCard(
  { journal }: Desk,
  { conversationId }: Turn,
  cardId: string,
): Promise<GroupCardRecord | undefined> {
  const record = await journal.readCard(cardId);
  const { group } = record ?? {};
  return record && group && isSamePlace(record.conversationId, conversationId)
    ? { ...record, group }
    : undefined;
}

/** A card that was copied into another conversation is none there. A thread is a part of its channel. */
function isSamePlace(one: string, other: string): boolean {
  const placeOf = (id: string): string => id.split(';')[0] ?? id;
  return placeOf(one) === placeOf(other);
}

/**
 * Finds out whom a look-up is about, and notes what all may see of it. 1 round trip, or 2 for a name, the second of which
 * is the asker's own view too.
 * @returns how the card stands then; undefined where it is gone.
 */
export async function lookUpForAll(
  session: Session,
  cardId: string,
  query: string,
): Promise<GroupCard | undefined> {
  const state = await stateFor(session, query);
  return await session.desk.journal.changeGroupCard(cardId, (group) => ({ ...group, state }));
}

async function stateFor(session: Session, query: string): Promise<GroupState> {
  const { directory, turn } = session;
  const meant = await whoIsMeant(session, query);
  if (meant.kind === 'several') return { kind: 'choosing' };
  if (meant.kind !== 'one') return { kind: 'nobody' };
  try {
    const profile =
      meant.profile ?? (await directory.profile(meant.id, firstSections, deadlineSignal(turn.leftMs())));
    const { id, displayName, jobTitle, department, photo } = profile;
    return { kind: 'found', personId: id, profile: { displayName, jobTitle, department, photo } };
  } catch (error) {
    if (error instanceof DirectoryError && error.kind === 'notFound') return { kind: 'nobody' };
    throw error;
  }
}

/**
 * What the message is to show to all after an answer to one of them: something new where the look-up went on, or
 * something was saved. Not otherwise: who is typing into a view of their own would lose it.
 */
export async function cardForAll(
  desk: Desk,
  turn: Turn,
  cardId: string,
  { edit, isLookUp }: CardAnswer,
): Promise<Card | undefined> {
  const record = await readGroupCard(desk, turn, cardId);
  const { journal, clock } = desk;
  const told =
    record && edit
      ? await journal.changeGroupCard(cardId, (now) => withSave(now, edit, turn.caller.name, clock.now()))
      : undefined;
  if (told) return groupCard(cardId, told);
  return record && isLookUp ? groupCard(cardId, record.group) : undefined;
}
