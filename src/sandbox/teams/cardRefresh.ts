import type { CardActions } from './cardActions.ts';
import type { CardAction } from './cardInputs.ts';
import type { ChatSession } from './chatSession.ts';
import { cardOf } from './messageView.ts';
import type { OpenedChat } from './wire.ts';

/** So many people's clients refresh a card by themselves at most: the page named below. */
const mostPeople = 60;

/**
 * Refreshes the cards that ask for it, whenever they are drawn:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards.
 * @param stale whether the refresh after an edit carries the action of the card before it, as was seen:
 *   https://github.com/MicrosoftDocs/msteams-docs/issues/6441
 * @returns what forgets the cards that were drawn, so that all are drawn anew
 */
export function refreshCards(session: ChatSession, actions: CardActions, stale: boolean): () => void {
  const drawn = new Map<string, { readonly revision: number; readonly card: unknown }>();
  session.onEvent((event) => {
    if (event !== 'changed') return;
    for (const message of session.state.messages) {
      const before = drawn.get(message.id);
      const card = cardOf(message);
      if (!card || before?.revision === message.revision) continue;
      drawn.set(message.id, { revision: message.revision, card });
      if (!automaticRefreshOf(card, session.opened)) continue;
      const action = automaticRefreshOf(stale && before ? before.card : card, session.opened);
      if (action?.verb)
        session.begin(
          actions.send(
            message.id,
            { type: 'Action.Execute', id: action.id, verb: action.verb, data: action.data },
            { trigger: 'automatic' },
          ),
        );
    }
  });
  return () => drawn.clear();
}

/** An empty list of users means nobody; none means everybody, in a small conversation: the page above. */
function automaticRefreshOf(
  card: unknown,
  { userId, memberCount }: Pick<OpenedChat, 'userId' | 'memberCount'>,
): CardAction | undefined {
  const { refresh } = card as { refresh?: { action?: CardAction; userIds?: unknown } };
  if (refresh?.action?.type !== 'Action.Execute') return undefined;
  const { userIds } = refresh;
  const meant = Array.isArray(userIds)
    ? userIds.slice(0, mostPeople).includes(userId)
    : memberCount <= mostPeople;
  return meant ? refresh.action : undefined;
}
