import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ActivityTypes,
  CardFactory,
  type CloudAdapter,
  type ConversationReference,
  TurnContext,
} from 'botbuilder';
import type { Card } from '../cards/elements.ts';
import type { ToldRequest } from '../dialogs/answers.ts';
import type { Desk } from '../dialogs/desk.ts';
import type { Background } from './background.ts';
import { createRequestMessages, originOf } from './requestMessages.ts';
import { createTurnQueue } from './turnQueue.ts';

/** The stored messages that clicks change: an invoke's answer is shown at once, and not kept. */
export class StoredMessages {
  private readonly adapter: CloudAdapter;
  private readonly desk: Desk;
  private readonly background: Background;
  private readonly requestMessages;
  private readonly inTurn = createTurnQueue();

  constructor(adapter: CloudAdapter, desk: Desk, background: Background) {
    this.adapter = adapter;
    this.desk = desk;
    this.background = background;
    this.requestMessages = createRequestMessages(adapter, desk);
  }

  /** A click of an old client: the message is replaced, or, where that can't be, the card is sent anew. */
  async replace(
    context: TurnContext,
    messageId: string,
    card: Card,
    later: Promise<Card> | undefined,
  ): Promise<void> {
    const message = { type: ActivityTypes.Message, attachments: [CardFactory.adaptiveCard(card)] };
    await context
      .updateActivity({ ...message, id: messageId })
      .catch(async () => await context.sendActivity(message));
    if (later) this.keep(context, messageId, undefined, later);
  }

  /** Puts the card into the stored message after the answer, and again when the work is done: the answer is not kept. */
  keep(
    context: TurnContext,
    messageId: string | undefined,
    card: Card | undefined,
    later: Promise<Card | undefined> | undefined,
  ): void {
    if (!messageId) return;
    const { background, desk, adapter } = this;
    const reference = TurnContext.getConversationReference(
      context.activity,
    ) as Partial<ConversationReference>;
    // One after another: an earlier card that Teams takes long to store must not replace a later one.
    const key = `${context.activity.conversation.id} ${messageId}`;
    // The turn's context is revoked when the turn ends.
    const update = (next: Card) =>
      this.inTurn(key, () =>
        adapter.continueConversationAsync(desk.config.bot.id, reference, async (continued) => {
          await continued.updateActivity({
            type: ActivityTypes.Message,
            id: messageId,
            attachments: [CardFactory.adaptiveCard(next)],
          });
        }),
      );
    background.run(
      (async () => {
        // The answer goes out first: somebody waits for it.
        await nextTurn();
        if (card) await update(card);
        const last = await later;
        if (last) await update(last);
      })(),
    );
  }

  /** After the answer, and after the clicked message itself was brought up to date. */
  tellOfRequests(
    context: TurnContext,
    requests: readonly (ToldRequest | undefined | Promise<ToldRequest | undefined>)[],
  ): void {
    const { activity } = context;
    const reference = TurnContext.getConversationReference(activity) as Partial<ConversationReference>;
    const origin = originOf(context, reference);
    for (const one of requests) {
      if (!one) continue;
      this.background.run(
        (async () => {
          await nextTurn();
          const told = await one;
          if (told)
            await this.inTurn(`request ${told.request.id}`, () => this.requestMessages.tell(told, origin));
        })(),
      );
    }
  }
}
