import {
  type Activity,
  ActivityTypes,
  CardFactory,
  type CloudAdapter,
  type ConversationParameters,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import { groupCard } from '../cards/groupCards.ts';
import { requestCard, reviewCard, stateText } from '../cards/requestCards.ts';
import { plain, shown } from '../cards/text.ts';
import type { ToldRequest } from '../dialogs/answers.ts';
import { type Desk, turnOf } from '../dialogs/desk.ts';
import { withSave } from '../edits/groupCard.ts';
import { languageOf } from '../language/language.ts';
import type { ChangeRequest, Place } from '../requests/changeRequest.ts';

/** Milliseconds in which a request is posted, or was not. */
const postMs = 10_000;

/** Where the turn's own activity came from: what is sent there later needs it. */
interface Origin {
  readonly reference: Partial<ConversationReference>;
  readonly isGroup: boolean;
  readonly serviceUrl: string;
  readonly conversationId: string;
  /** The card that was clicked. */
  readonly messageId: string | undefined;
}

/** Taken while the turn lasts: its context is revoked when it ends. */
export function originOf(context: TurnContext, reference: Partial<ConversationReference>): Origin {
  const { activity } = context;
  return {
    reference,
    isGroup: turnOf(context).isGroup,
    serviceUrl: activity.serviceUrl,
    conversationId: activity.conversation.id,
    messageId: activity.replyToId,
  };
}

/**
 * The messages of requests: the one that everybody in the channel sees, which always says where the request stands, and
 * what the asker is told once it is decided.
 */
export function createRequestMessages(adapter: CloudAdapter, desk: Desk) {
  const { bot, channel } = desk.config;

  const continueAt = (
    reference: Partial<ConversationReference>,
    run: (context: TurnContext) => Promise<void>,
  ) => adapter.continueConversationAsync(bot.id, reference, run);

  const messageOf = (request: ChangeRequest): Partial<Activity> => {
    const language = languageOf(request.asker.language);
    return {
      type: ActivityTypes.Message,
      // The notification's text: never anything of the directory.
      summary: language.text('request.title'),
      attachments: [CardFactory.adaptiveCard(requestCard(request, language))],
    };
  };

  const saidOf = (request: ChangeRequest): string => stateText(request, languageOf(request.asker.language));

  /** In the thread where it was asked, or, from a personal chat, in the channel that was chosen for that. */
  async function post(request: ChangeRequest, origin: Origin): Promise<void> {
    const askerPlace: Place | undefined =
      origin.messageId === undefined
        ? undefined
        : {
            conversationId: origin.conversationId,
            messageId: origin.messageId,
            serviceUrl: origin.serviceUrl,
          };
    const shows = saidOf(request);
    const placed = (conversationId: string, messageId: string, serviceUrl: string) =>
      desk.requests.placed(request.id, {
        place: { conversationId, messageId, serviceUrl, shows },
        askerPlace,
      });
    if (origin.isGroup) {
      await continueAt(origin.reference, async (context) => {
        const sent = await context.sendActivity(messageOf(request));
        if (sent) await placed(origin.conversationId, sent.id, origin.serviceUrl);
      });
      return;
    }
    const approvals = await desk.journal.readApprovals();
    if (!approvals) return;
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages: a new thread.
    const parameters = {
      isGroup: true,
      channelData: { channel: { id: approvals.channelId } },
      activity: messageOf(request),
      tenantId: bot.tenantId,
    } as unknown as ConversationParameters;
    await adapter.createConversationAsync(
      bot.id,
      'msteams',
      approvals.serviceUrl,
      channel.oauthScope,
      parameters,
      async ({ activity: { conversation } }) => {
        // The SDK keeps the thread's id alone, which names its first message.
        const messageId = conversation.id.split(';messageid=')[1];
        if (messageId) await placed(conversation.id, messageId, approvals.serviceUrl);
      },
    );
  }

  const at = (place: Place, origin: Origin): Partial<ConversationReference> => ({
    ...origin.reference,
    serviceUrl: place.serviceUrl ?? origin.serviceUrl,
    conversation: { id: place.conversationId } as ConversationReference['conversation'],
  });

  /** In their own chat it says where the request stands; in front of others it is everybody's, and their view follows it. */
  async function updateAskersCard(request: ChangeRequest, place: Place, origin: Origin): Promise<void> {
    const asked = (await desk.journal.readEdit(request.id))?.item;
    const cardId = asked?.cardId ?? '';
    const group = (await desk.journal.readCard(cardId))?.group;
    const approval = request.decision?.editId && (await desk.journal.readEdit(request.decision.editId))?.item;
    const by = request.decision?.by.displayName ?? '';
    const saved =
      group && approval
        ? await desk.journal.changeGroupCard(cardId, (now) => withSave(now, approval, by, desk.clock.now()))
        : undefined;
    const view = { seen: request.fields, isAsker: true, mayDecide: false };
    const card = group
      ? groupCard(cardId, saved ?? group)
      : reviewCard(request, view, languageOf(request.asker.language));
    // Of a card in front of others, whose record is gone, nothing is known any more.
    if (!group && place.conversationId.startsWith('19:')) return;
    await continueAt(at(place, origin), async (context) => {
      await context.updateActivity({
        type: ActivityTypes.Message,
        id: place.messageId,
        attachments: [CardFactory.adaptiveCard(card)],
      });
    });
  }

  async function tellAsker(request: ChangeRequest, place: Place, origin: Origin): Promise<void> {
    const { asker, subject } = request;
    const language = languageOf(asker.language);
    const name = plain(asker.displayName, 60).replace(/[<>]/gu, '');
    const mention = `<at>${name}</at>`;
    const words = language.text('request.told', {
      name: shown(plain(subject.displayName, 60)),
      state: stateText(request, language),
    });
    await continueAt(at(place, origin), async (context) => {
      await context.sendActivity({
        type: ActivityTypes.Message,
        textFormat: 'plain',
        text: `${mention} ${words}`,
        // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations#add-mentions-to-your-messages
        entities: [{ type: 'mention', text: mention, mentioned: { id: asker.teamsId, name } }],
      });
    });
  }

  return {
    /** Posts a request that stands nowhere yet; brings the messages of another one up to date, and tells its asker once. */
    async tell(told: ToldRequest, origin: Origin): Promise<void> {
      // Other clicks may have brought it further, and its messages too.
      const now = await desk.requests.current(told.request.id);
      if (now.kind === 'unknown') return;
      let { request } = now;
      let decidedNow = told.decidedNow || now.decidedNow;
      const { place } = request;
      if (!place) {
        // Of two clicks at once, on two instances say, one posts it. Where that fails, the next look at it tries again.
        const isFirst = await desk.journal.claimOnce(
          `request/${request.id}/${Math.floor(desk.clock.now() / postMs)}`,
        );
        if (request.state === 'open' && isFirst) await post(request, origin);
        return;
      }
      // Another instance may bring the message up to date at the same time: whoever comes last looks once more.
      for (let shown = place.shows; shown !== saidOf(request); ) {
        const updated = request;
        const shows = saidOf(updated);
        await continueAt(at(place, origin), async (context) => {
          await context.updateActivity({ ...messageOf(updated), id: place.messageId });
          await desk.requests.placed(updated.id, { place: { ...place, shows } });
        });
        shown = shows;
        const later = await desk.requests.current(updated.id);
        if (later.kind === 'unknown') return;
        request = later.request;
        decidedNow ||= later.decidedNow;
      }
      const { askerPlace, state } = request;
      if (!decidedNow || state === 'withdrawn') return;
      if (askerPlace) await updateAskersCard(request, askerPlace, origin);
      await tellAsker(request, askerPlace ?? place, origin);
    },
  };
}
