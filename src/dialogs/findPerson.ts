import type { Card } from '../cards/elements.ts';
import { listCard, noneCard, noticeCard } from '../cards/listCard.ts';
import { plain } from '../cards/text.ts';
import { labelOf } from '../cards/values.ts';
import { DirectoryError } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { isObjectId, longestQuery } from '../directory/search.ts';
import type { NewPhoto } from '../edits/edit.ts';
import { newId } from '../newId.ts';
import type { Entered } from '../profile/changes.ts';
import { type FieldName, field } from '../profile/fields.ts';
import { isPhone } from '../profile/phoneNumbers.ts';
import type { Session } from './desk.ts';
import type { EditMessage } from './editMessage.ts';
import { openProfile, showProfile } from './profileForm.ts';

/** What is to be changed of whoever is found: what fills the inputs, and people who have to be found too. */
export type Wanted = Pick<EditMessage, 'entered' | 'people'> & { readonly newPhoto?: NewPhoto | undefined };

/**
 * Looks somebody up: their profile, a list to choose from, or how to search otherwise.
 * @param wanted what was asked to be changed in the same message.
 */
export async function findPerson(session: Session, query: string, wanted?: Wanted): Promise<Card> {
  const { turn, directory } = session;
  const { language } = turn;
  if (query.length > longestQuery) {
    return noticeCard(
      language.text('error.title'),
      [language.text('none.tooLong', { maxLength: longestQuery })],
      language,
    );
  }
  const resolved = wanted && (await resolvePeople(session, wanted));
  if (resolved && 'problems' in resolved)
    return noticeCard(language.text('editMessage.title'), resolved.problems, language);
  const entered = resolved?.entered;
  const newPhoto = wanted?.newPhoto;
  const note = entered && language.text('form.prepared');
  const options = { entered, newPhoto, note };
  if (isObjectId(query)) {
    try {
      return await openProfile(session, query, options);
    } catch (error) {
      if (error instanceof DirectoryError && error.kind === 'notFound') return noneCard(query, language);
      throw error;
    }
  }
  const found = await directory.find(query, deadlineSignal(turn.leftMs()));
  if (found.kind === 'profile' && !entered) return await showProfile(session, found.profile, {});
  if (found.kind === 'profile') return await openProfile(session, found.profile.id, options);
  const [only, ...others] = found.people;
  if (!only) return noneCard(query, language, isPhone(query));
  // The search answers from an index that lags, so what the card shows is read from the directory.
  if (others.length === 0) return await openProfile(session, only.id, options);
  return listCard(
    { query, people: found.people, more: found.more, cardId: newId(), entered, newPhoto },
    language,
  );
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
