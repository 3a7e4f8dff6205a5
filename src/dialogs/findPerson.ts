import { randomUUID } from 'node:crypto';
import type { Card } from '../cards/elements.ts';
import { listCard, noneCard, noticeCard } from '../cards/listCard.ts';
import { type Directory, DirectoryError } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { isObjectId, longestQuery } from '../directory/search.ts';
import type { Desk, Turn } from './desk.ts';
import { openProfile, showProfile } from './profileForm.ts';

/** Looks somebody up: their profile, a list to choose from, or how to search otherwise. */
export async function findPerson(desk: Desk, turn: Turn, query: string, directory: Directory): Promise<Card> {
  const { language } = turn;
  if (query.length > longestQuery) {
    return noticeCard(
      language.text('error.title'),
      [language.text('none.tooLong', { maxLength: longestQuery })],
      language,
    );
  }
  if (isObjectId(query)) {
    try {
      return await openProfile(desk, turn, query, { directory });
    } catch (error) {
      if (error instanceof DirectoryError && error.kind === 'notFound') return noneCard(query, language);
      throw error;
    }
  }
  const found = await directory.find(query, deadlineSignal(turn.leftMs()));
  if (found.kind === 'profile') return await showProfile(desk, turn, found.profile, { directory });
  const [only, ...others] = found.people;
  if (!only) return noneCard(query, language);
  // The search answers from an index that lags, so what the card shows is read from the directory.
  if (others.length === 0) return await openProfile(desk, turn, only.id, { directory });
  return listCard({ query, people: found.people, more: found.more, cardId: randomUUID() }, language);
}
