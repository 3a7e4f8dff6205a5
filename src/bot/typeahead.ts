import type { TurnContext } from 'botbuilder';
import { peopleDataset } from '../cards/inputs.ts';
import { shown } from '../cards/text.ts';
import { type Desk, sessionOf, turnOf } from '../dialogs/desk.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { longestQuery } from '../directory/search.ts';
import { tokenServiceOf } from '../identity/signIn.ts';
import { userTokenOf, WrongAccountError } from '../identity/userToken.ts';
import type { PersonSummary } from '../profile/profile.ts';
import { createTurnQueue } from './turnQueue.ts';

/** One entry of the list that a client shows below an input while somebody types. */
interface Entry {
  readonly title: string;
  readonly value: string;
}

/**
 * Answers what somebody types into an input that chooses people.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search. The request carries no
 * sign-in, so that only a token serves which the Token Service has already; without one, an entry says what to do.
 *
 * A client asks for every few letters, and shows what comes for the last: of one person's searches one is under way at a
 * time, and one that was overtaken while it waited is not begun.
 */
export function createTypeahead(desk: Desk): (context: TurnContext) => Promise<object> {
  const inTurn = createTurnQueue();
  const newest = new Map<string, TurnContext>();
  return async (context) => {
    const { oid } = turnOf(context).caller;
    newest.set(oid, context);
    return await inTurn(oid, async () => {
      if (newest.get(oid) !== context) return searchBody([]);
      const entries = await entriesFor(context, desk);
      if (newest.get(oid) === context) newest.delete(oid);
      return searchBody(entries);
    });
  };
}

export function searchBody(results: readonly Entry[]): object {
  return { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } };
}

async function entriesFor(context: TurnContext, desk: Desk): Promise<Entry[]> {
  const turn = turnOf(context);
  const { language, caller } = turn;
  const { queryText, dataset } = (context.activity.value ?? {}) as { queryText?: unknown; dataset?: unknown };
  const text = typeof queryText === 'string' ? queryText.trim() : '';
  if (dataset !== peopleDataset || text === '' || text.length > longestQuery) return [];
  try {
    const value = await tokenServiceOf(context, desk.config.oauthConnectionName).token();
    // No object id, so nothing that could be saved.
    if (!value) return [{ title: language.text('typeahead.signIn'), value: 'signIn' }];
    const { directory } = sessionOf(desk, turn, userTokenOf(value, caller, desk.config.bot.id));
    const found = await directory.find(text, deadlineSignal(turn.leftMs()));
    const people = found.kind === 'profile' ? [found.profile] : found.people;
    return people.map((person) => ({ title: titleOf(person), value: person.id }));
  } catch (error) {
    desk.log.warn('typeahead failed', { error });
    const isWrong = error instanceof WrongAccountError;
    return [{ title: language.text(isWrong ? 'typeahead.signIn' : 'typeahead.failed'), value: 'failed' }];
  }
}

/** Whoever has the same name is told apart by what stands behind it. */
function titleOf({ displayName, jobTitle, userPrincipalName }: PersonSummary): string {
  const title = jobTitle?.trim() ? `, ${shown(jobTitle, 40)}` : '';
  return `${shown(displayName, 60)}${title} (${shown(userPrincipalName, 80)})`;
}
