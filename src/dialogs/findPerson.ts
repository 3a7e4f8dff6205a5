import type { Card } from '../cards/elements.ts';
import { listCard, noneCard, noticeCard } from '../cards/listCard.ts';
import { shown } from '../cards/text.ts';
import { labelOf } from '../cards/values.ts';
import { DirectoryError } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { isObjectId, longestQuery } from '../directory/search.ts';
import type { NewPhoto } from '../edits/edit.ts';
import { newId } from '../newId.ts';
import type { Entered } from '../profile/changes.ts';
import { type FieldName, field } from '../profile/fields.ts';
import { isPhone } from '../profile/phoneNumbers.ts';
import type { PersonSummary, Profile } from '../profile/profile.ts';
import type { Session } from './desk.ts';
import type { EditMessage } from './editMessage.ts';
import { showHistory } from './history.ts';
import { openProfile, showProfile } from './profileForm.ts';

/** What is to be changed of whoever is found: what fills the inputs, and people who have to be found too. */
export type Wanted = Pick<EditMessage, 'entered' | 'people'> & { readonly newPhoto?: NewPhoto | undefined };

/** Whom a text means. */
export type Meant =
  /** Just one; with the profile where the same round trip read it. */
  | { readonly kind: 'one'; readonly id: string; readonly profile?: Profile }
  | { readonly kind: 'several'; readonly people: readonly PersonSummary[]; readonly more: boolean }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'tooLong' };

/** Asks the directory whom a text means. 1 round trip; none for an object id, which may be nobody's. */
export async function whoIsMeant({ turn, directory }: Session, query: string): Promise<Meant> {
  if (query.length > longestQuery) return { kind: 'tooLong' };
  if (isObjectId(query)) return { kind: 'one', id: query.toLowerCase() };
  const found = await directory.find(query, deadlineSignal(turn.leftMs()));
  if (found.kind === 'profile') return { kind: 'one', id: found.profile.id, profile: found.profile };
  const [only, ...others] = found.people;
  if (!only) return { kind: 'nobody' };
  return others.length === 0
    ? { kind: 'one', id: only.id }
    : { kind: 'several', people: found.people, more: found.more };
}

/**
 * Looks somebody up: their profile, a list to choose from, or how to search otherwise.
 * @param wanted what was asked to be changed in the same message.
 * @param cardId the card that it is shown on, where there is one already.
 */
export async function findPerson(
  session: Session,
  query: string,
  wanted?: Wanted,
  cardId: string = newId(),
): Promise<Card> {
  const { language } = session.turn;
  const resolved = wanted && (await resolvePeople(session, wanted));
  if (resolved && 'problems' in resolved)
    return noticeCard(language.text('editMessage.title'), resolved.problems, language);
  const entered = resolved?.entered;
  const newPhoto = wanted?.newPhoto;
  const options = { cardId, entered, newPhoto, note: wanted && language.text('form.prepared') };
  // What was typed may be of sections that a look-up does not read.
  const readsMore = Object.keys(entered ?? {}).length > 0;
  return await forMeant(session, query, {
    // A search answers from an index that lags, so what the card shows is read from the directory.
    one: ({ id, profile }) =>
      profile && !readsMore ? showProfile(session, profile, options) : openProfile(session, id, options),
    several: (found) => listCard({ ...found, query, cardId, entered, newPhoto }, language),
  });
}

/** Looks up the changes made to somebody: their history, a list to choose from, or how to search otherwise. */
export async function findHistory(session: Session, query: string): Promise<Card> {
  const { language } = session.turn;
  return await forMeant(session, query, {
    one: ({ id }) => showHistory(session, id, newId()),
    several: (found) => listCard({ ...found, query, cardId: newId(), shows: 'history' }, language),
  });
}

/** What is done with whoever is meant. */
interface Purpose {
  readonly one: (found: Meant & { readonly kind: 'one' }) => Promise<Card>;
  readonly several: (found: Meant & { readonly kind: 'several' }) => Card;
}

async function forMeant(session: Session, query: string, { one, several }: Purpose): Promise<Card> {
  const { language } = session.turn;
  const meant = await whoIsMeant(session, query);
  switch (meant.kind) {
    case 'tooLong': {
      const text = language.text('none.tooLong', { maxLength: longestQuery });
      return noticeCard(language.text('error.title'), [text], language);
    }
    case 'nobody':
      return noneCard(query, language, isPhone(query));
    case 'several':
      return several(meant);
    case 'one':
      try {
        return await one(meant);
      } catch (error) {
        const isNobody = error instanceof DirectoryError && error.kind === 'notFound' && isObjectId(query);
        if (isNobody) return noneCard(query, language);
        throw error;
      }
  }
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
        const nearest = hits.map((hit) => `${shown(hit.displayName, 60)} (${shown(hit.userPrincipalName)})`);
        problems.push(
          `${label}: ${language.text('editMessage.whichPerson', { text: shown(text, 80), count: hits.length, nearest: nearest.slice(0, 3).join(', ') })}`,
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
