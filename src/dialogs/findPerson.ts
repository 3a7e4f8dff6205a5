import type { Card } from '../cards/elements.ts';
import { listCard, noneCard, noticeCard } from '../cards/listCard.ts';
import { plain } from '../cards/text.ts';
import { labelOf } from '../cards/values.ts';
import { DirectoryError, type Found } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { isObjectId, longestQuery } from '../directory/search.ts';
import type { NewPhoto } from '../edits/edit.ts';
import { newId } from '../newId.ts';
import type { Entered } from '../profile/changes.ts';
import { type FieldName, field } from '../profile/fields.ts';
import { isPhone } from '../profile/phoneNumbers.ts';
import type { Profile } from '../profile/profile.ts';
import type { Session } from './desk.ts';
import type { EditMessage } from './editMessage.ts';
import { showHistory } from './history.ts';
import { openProfile, showProfile } from './profileForm.ts';

/** What is to be changed of whoever is found: what fills the inputs, and people who have to be found too. */
export type Wanted = Pick<EditMessage, 'entered' | 'people'> & { readonly newPhoto?: NewPhoto | undefined };

/** What is done with whoever is found. */
interface Purpose {
  readonly one: (found: Pick<Profile, 'id'> | Profile) => Promise<Card>;
  readonly several: (found: Found & { readonly kind: 'people' }) => Card;
}

/**
 * Looks somebody up: their profile, a list to choose from, or how to search otherwise.
 * @param wanted what was asked to be changed in the same message.
 */
export async function findPerson(session: Session, query: string, wanted?: Wanted): Promise<Card> {
  const { language } = session.turn;
  if (isTooLong(query)) return tooLongCard(session);
  const resolved = wanted && (await resolvePeople(session, wanted));
  if (resolved && 'problems' in resolved)
    return noticeCard(language.text('editMessage.title'), resolved.problems, language);
  const entered = resolved?.entered;
  const newPhoto = wanted?.newPhoto;
  const note = entered && language.text('form.prepared');
  return await find(session, query, {
    // The search answers from an index that lags, so what the card shows is read from the directory.
    one: (found) =>
      'values' in found && !entered
        ? showProfile(session, found, {})
        : openProfile(session, found.id, { entered, newPhoto, note }),
    several: ({ people, more }) =>
      listCard({ query, people, more, cardId: newId(), entered, newPhoto }, language),
  });
}

/** Looks up the changes made to somebody: their history, a list to choose from, or how to search otherwise. */
export async function findHistory(session: Session, query: string): Promise<Card> {
  if (isTooLong(query)) return tooLongCard(session);
  return await find(session, query, {
    one: ({ id }) => showHistory(session, id, newId()),
    several: ({ people, more }) =>
      listCard({ query, people, more, cardId: newId(), shows: 'history' }, session.turn.language),
  });
}

function isTooLong(query: string): boolean {
  return query.length > longestQuery;
}

function tooLongCard({ turn: { language } }: Session): Card {
  const text = language.text('none.tooLong', { maxLength: longestQuery });
  return noticeCard(language.text('error.title'), [text], language);
}

async function find({ turn, directory }: Session, query: string, { one, several }: Purpose): Promise<Card> {
  const { language } = turn;
  if (isObjectId(query)) {
    try {
      return await one({ id: query.toLowerCase() });
    } catch (error) {
      if (error instanceof DirectoryError && error.kind === 'notFound') return noneCard(query, language);
      throw error;
    }
  }
  const found = await directory.find(query, deadlineSignal(turn.leftMs()));
  if (found.kind === 'profile') return await one(found.profile);
  const [only, ...others] = found.people;
  if (!only) return noneCard(query, language, isPhone(query));
  return others.length === 0 ? await one({ id: only.id }) : several(found);
}

/** Puts object ids in the place of names, as an input that chooses people holds them. 1 round trip for each name. */
async function resolvePeople(
  { turn, directory }: Session,
  { entered, people }: Wanted,
): Promise<{ readonly entered: Entered } | { readonly problems: readonly string[] }> {
  const { language } = turn;
  const found: Partial<Record<FieldName, string>> = {};
  const problems: string[] = [];
  for (const [name, texts] of Object.entries(people) as [FieldName, readonly string[]][]) {
    const { mostItems = 1 } = field(name);
    const label = labelOf(name, language);
    if (texts.length > mostItems) {
      problems.push(`${label}: ${language.text('problem.tooMany', { mostItems })}`);
      continue;
    }
    const ids: string[] = [];
    for (const text of texts) {
      const hits = await hitsOf(text);
      const [only] = hits;
      if (only && hits.length === 1) ids.push(only.id);
      else {
        const nearest = hits.map((hit) => `${plain(hit.displayName, 60)} (${plain(hit.userPrincipalName)})`);
        problems.push(
          `${label}: ${language.text('editMessage.whichPerson', { text: plain(text, 80), count: hits.length, nearest: nearest.slice(0, 3).join(', ') })}`,
        );
      }
    }
    found[name] = ids.join(',');
  }
  return problems.length > 0 ? { problems } : { entered: { ...entered, ...found } };

  async function hitsOf(text: string) {
    if (isObjectId(text)) return [{ id: text, displayName: text, userPrincipalName: '' }];
    const hits = await directory.find(text, deadlineSignal(turn.leftMs()));
    return hits.kind === 'profile' ? [hits.profile] : hits.people;
  }
}
