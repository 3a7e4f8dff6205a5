import { type Context, Hono } from 'hono';
import type { Clock } from '../types.ts';
import { type ConnectorFault, type ConnectorMethod, runWithFault, takeFault } from './connectorFaults.ts';
import { type MemberOptions, memberRoutes } from './connectorMembers.ts';
import { connectorProblem as problem } from './connectorProblem.ts';
import type { Conversation } from './conversations.ts';
import { mentionsIn } from './mentions.ts';
import { createSendLimits } from './sendLimits.ts';
import type { TeamsSettings } from './settings.ts';
import { type Attachment, fromBot } from './wire.ts';

export interface ConnectorOptions extends MemberOptions {
  readonly clock: Clock;
  readonly settings: TeamsSettings;
  readonly serviceUrl: () => string;
  readonly findConversation: (id: string) => Conversation | undefined;
  /** The personal chat with somebody, by `29:…` or by object id, if the bot is installed for them. */
  readonly personalChatOf: (userOrObjectId: string) => Conversation | undefined;
}

/** A call of the bot, for tests to look at. */
export interface ConnectorCall {
  readonly method: ConnectorMethod;
  readonly conversationId: string;
  readonly activityId?: string;
  readonly activity?: BotActivity;
  /** Of the body. */
  readonly bytes: number;
  readonly status: number;
}

/** What the bot sends, as far as Teams looks at it. */
export interface BotActivity {
  readonly type?: string;
  readonly text?: string;
  readonly attachments?: readonly Attachment[];
  readonly [field: string]: unknown;
}

/** What a call of the bot carries. */
interface Call {
  readonly activity: BotActivity;
  readonly bytes: number;
  /** In a channel, where the conversation's id names one. */
  readonly threadId: string | undefined;
  readonly activityId: string | undefined;
}

/** Of `POST /v3/conversations`, beside the members. */
interface CreateParameters {
  readonly isGroup?: boolean;
  readonly channelData?: { readonly channel?: { readonly id?: string } };
  readonly activity?: BotActivity;
}

/** About 100 KB: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages#message-size. */
const largestMessage = 100 * 1024;

/**
 * The Bot Connector's REST calls, as the SDK makes them (botframework-connector 4.23.3, src/connectorApi/operations/conversations.ts):
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference. The error codes are those of
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis.
 */
export function createConnector(options: ConnectorOptions) {
  const { clock, settings, serviceUrl, findConversation, personalChatOf } = options;
  const calls: ConnectorCall[] = [];
  const faults: ConnectorFault[] = [];
  const mayBeSent = createSendLimits(clock);
  const routes = new Hono();

  /** The conversation that an id addresses, and in a channel the thread of it that there is. */
  function addressed(id: string): { conversation: Conversation; threadId?: string } | undefined {
    const [conversationId = '', threadId] = id.split(';messageid=');
    const conversation = findConversation(conversationId);
    if (!conversation || threadId === undefined) return conversation && { conversation };
    return conversation.hasThread(threadId) ? { conversation, threadId } : undefined;
  }

  /** Runs a call of the bot with the fault that is due, and notes it. */
  async function handle(
    c: Context,
    method: ConnectorMethod,
    run: (conversation: Conversation, call: Call) => Response,
  ): Promise<Response> {
    const text = await c.req.text();
    const activity = text === '' ? {} : parse(text);
    const bytes = Buffer.byteLength(text);
    const conversationId = c.req.param('conversationId') ?? '';
    const activityId = c.req.param('activityId');
    const fault = activity?.type === 'typing' ? undefined : takeFault(faults, method, conversationId);
    const response = await runWithFault(c, fault, () => {
      if (!activity) return problem(400, 'BadSyntax', 'The body is no JSON object.');
      if (method === 'create') return createConversation(activity, bytes);
      const found = addressed(conversationId);
      if (!found) return problem(404, 'ConversationNotFound', 'Conversation not found.');
      const { conversation, threadId } = found;
      return run(conversation, { activity, bytes, threadId, activityId });
    });
    calls.push({
      method,
      conversationId,
      ...(activityId === undefined ? {} : { activityId }),
      ...(activity && text !== '' ? { activity } : {}),
      bytes,
      status: response.status,
    });
    return response;
  }

  /** The limits count for each thread: the page that sendLimits.ts names. */
  function refuse(address: string, bytes: number): Response | undefined {
    if (bytes > largestMessage) return problem(413, 'MessageSizeTooBig', 'Message size too large.');
    if (settings.sendLimits && !mayBeSent(address))
      return problem(429, 'TooManyRequests', 'API calls quota exceeded.', { 'Retry-After': '1' });
    return undefined;
  }

  /**
   * Adds a message. In a channel it goes to the thread that the conversation's id names; without any, a reply to a message goes to
   * that one's, and what else is sent begins a thread:
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations.
   */
  function add(conversation: Conversation, call: Call): Response {
    const { activity, bytes, activityId } = call;
    const answered = activityId === undefined ? undefined : conversation.find(activityId);
    const threadId = call.threadId ?? answered?.threadId;
    const isChannel = conversation.conversationType === 'channel';
    if (isChannel && activityId !== undefined && threadId === undefined) return activityNotFound();
    const refusal = refuse(conversation.addressOf(threadId), bytes);
    if (refusal) return refusal;
    if (activity.type === 'typing') conversation.tell({ type: 'typing' });
    // What is no message is taken and shown to nobody.
    if (activity.type !== 'message')
      return Response.json({ id: conversation.nextMessageId() }, { status: 201 });
    const { id } = conversation.add({
      from: fromBot,
      ...contentOf(activity),
      ...(threadId === undefined ? {} : { threadId }),
    });
    return Response.json({ id }, { status: 201 });
  }

  const activities = '/v3/conversations/:conversationId/activities';
  const one = `${activities}/:activityId`;
  routes.post(activities, (c) => handle(c, 'send', add));
  routes.post(one, (c) => handle(c, 'reply', add));
  // A message's id is enough, with its thread in the conversation's id or without.
  routes.put(one, (c) =>
    handle(c, 'update', (conversation, { activity, bytes, threadId, activityId = '' }) => {
      const refusal =
        refuse(conversation.addressOf(threadId), bytes) ?? notOwn(conversation, activityId, threadId);
      if (refusal) return refusal;
      const { id } = conversation.edit(activityId, contentOf(activity));
      return Response.json({ id });
    }),
  );
  routes.delete(one, (c) =>
    handle(c, 'delete', (conversation, { threadId, activityId = '' }) => {
      const refusal = notOwn(conversation, activityId, threadId);
      if (refusal) return refusal;
      conversation.remove(activityId);
      return Response.json({});
    }),
  );
  routes.route(
    '/',
    memberRoutes(options, (c, run) => handle(c, 'members', run)),
  );

  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages: for somebody who has
  // the bot, the answer is the chat that there is; for a channel, a thread that begins with the activity.
  routes.post('/v3/conversations', (c) => handle(c, 'create', () => Response.json({})));
  function createConversation(parameters: BotActivity, bytes: number): Response {
    const { isGroup, channelData, activity } = parameters as CreateParameters;
    if (isGroup) return createThread(channelData?.channel?.id, activity, bytes);
    const [member] = Array.isArray(parameters.members) ? (parameters.members as { id?: string }[]) : [];
    if (!member?.id) return problem(400, 'BadArgument', 'A personal chat has one member.');
    const conversation = personalChatOf(member.id);
    if (!conversation)
      return problem(403, 'BotNotInConversationRoster', 'The bot is not installed for the user.');
    const activityId = activity && conversation.add({ from: fromBot, ...contentOf(activity) }).id;
    return Response.json({ id: conversation.id, serviceUrl: serviceUrl(), activityId }, { status: 201 });
  }

  /** A bot can't make group chats, nor channels: the same page. */
  function createThread(
    channelId: string | undefined,
    first: BotActivity | undefined,
    bytes: number,
  ): Response {
    if (channelId === undefined || !first)
      return problem(400, 'BadSyntax', 'Incorrect conversation creation parameters');
    const conversation = findConversation(channelId);
    if (conversation?.conversationType !== 'channel')
      return problem(404, 'ConversationNotFound', 'Conversation not found.');
    const refusal = refuse(conversation.id, bytes);
    if (refusal) return refusal;
    const { id: activityId } = conversation.add({ from: fromBot, ...contentOf(first) });
    const id = conversation.addressOf(activityId);
    return Response.json({ id, serviceUrl: serviceUrl(), activityId }, { status: 201 });
  }

  return { routes, calls, faults };
}

export type Connector = ReturnType<typeof createConnector>;

/** A bot changes its own messages only. */
function notOwn(
  conversation: Conversation,
  messageId: string,
  threadId: string | undefined,
): Response | undefined {
  const message = conversation.find(messageId);
  if (!message || (threadId !== undefined && message.threadId !== threadId)) return activityNotFound();
  return message.from === fromBot
    ? undefined
    : problem(403, 'ForbiddenOperationException', 'The bot may change its own messages only.');
}

function activityNotFound(): Response {
  return problem(404, 'ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
}

function contentOf({ text, attachments, entities }: BotActivity) {
  const mentions = mentionsIn(entities);
  return {
    attachments: attachments ?? [],
    ...(text ? { text } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
  };
}

function parse(text: string): BotActivity | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as BotActivity) : undefined;
  } catch {
    return undefined;
  }
}
