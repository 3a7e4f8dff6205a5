import { type Context, Hono } from 'hono';
import type { Account, Clock } from '../types.ts';
import { type ConnectorFault, type ConnectorMethod, runWithFault, takeFault } from './connectorFaults.ts';
import type { Conversation } from './conversations.ts';
import { createSendLimits } from './sendLimits.ts';
import type { TeamsSettings } from './settings.ts';
import { type Attachment, fromBot } from './wire.ts';

export interface ConnectorOptions {
  readonly clock: Clock;
  readonly settings: TeamsSettings;
  readonly serviceUrl: () => string;
  readonly findConversation: (id: string) => Conversation | undefined;
  /** The personal chat with somebody, by `29:…` or by object id, if the bot is installed for them. */
  readonly personalChatOf: (userOrObjectId: string) => Conversation | undefined;
  readonly accountOf: (oid: string) => Account | undefined;
  /** A person as the bot sees them among the members. */
  readonly memberOf: (account: Account) => object;
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

/** About 100 KB: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages#message-size. */
const largestMessage = 100 * 1024;

/**
 * The Bot Connector's REST calls, as the SDK makes them (botframework-connector 4.23.3, src/connectorApi/operations/conversations.ts):
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference. The error codes are those of
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis.
 */
export function createConnector(options: ConnectorOptions) {
  const { clock, settings, serviceUrl, findConversation, personalChatOf, accountOf, memberOf } = options;
  const calls: ConnectorCall[] = [];
  const faults: ConnectorFault[] = [];
  const mayBeSent = createSendLimits(clock);
  const routes = new Hono();

  /** Runs a call of the bot with the fault that is due, and notes it. */
  async function handle(
    c: Context,
    method: ConnectorMethod,
    run: (conversation: Conversation, activity: BotActivity, bytes: number) => Response,
  ): Promise<Response> {
    const text = await c.req.text();
    const activity = text === '' ? {} : parse(text);
    const bytes = Buffer.byteLength(text);
    const conversationId = c.req.param('conversationId') ?? '';
    const activityId = c.req.param('activityId');
    const fault = activity?.type === 'typing' ? undefined : takeFault(faults, method);
    const response = await runWithFault(c, fault, () => {
      const conversation = findConversation(conversationId);
      if (!activity) return problem(400, 'BadSyntax', 'The body is no JSON object.');
      if (method === 'create') return createConversation(activity);
      if (!conversation) return problem(404, 'ConversationNotFound', 'Conversation not found.');
      return run(conversation, activity, bytes);
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

  function refuse(conversation: Conversation, bytes: number): Response | undefined {
    if (bytes > largestMessage) return problem(413, 'MessageSizeTooBig', 'Message size too large.');
    if (settings.sendLimits && !mayBeSent(conversation.id))
      return problem(429, 'TooManyRequests', 'API calls quota exceeded.', { 'Retry-After': '1' });
    return undefined;
  }

  function add(conversation: Conversation, activity: BotActivity, bytes: number): Response {
    const refusal = refuse(conversation, bytes);
    if (refusal) return refusal;
    if (activity.type === 'typing') conversation.tell({ type: 'typing' });
    // What is no message is taken and shown to nobody.
    if (activity.type !== 'message')
      return Response.json({ id: conversation.nextMessageId() }, { status: 201 });
    const { id } = conversation.add({ from: fromBot, ...contentOf(activity) });
    return Response.json({ id }, { status: 201 });
  }

  const activities = '/v3/conversations/:conversationId/activities';
  const one = `${activities}/:activityId`;
  routes.post(activities, (c) => handle(c, 'send', add));
  routes.post(one, (c) => handle(c, 'reply', add));
  routes.put(one, (c) =>
    handle(c, 'update', (conversation, activity, bytes) => {
      const refusal = refuse(conversation, bytes) ?? notOwn(conversation, c.req.param('activityId'));
      if (refusal) return refusal;
      const { id } = conversation.edit(c.req.param('activityId'), contentOf(activity));
      return Response.json({ id });
    }),
  );
  routes.delete(one, (c) =>
    handle(c, 'delete', (conversation) => {
      const refusal = notOwn(conversation, c.req.param('activityId'));
      if (refusal) return refusal;
      conversation.remove(c.req.param('activityId'));
      return Response.json({});
    }),
  );

  const membersOf = (conversation: Conversation): Account[] =>
    conversation.memberIds.map(accountOf).filter((account) => account !== undefined);
  const members = '/v3/conversations/:conversationId/members';
  const listMembers = (c: Context) =>
    handle(c, 'members', (conversation) => Response.json(membersOf(conversation).map(memberOf)));
  routes.get(members, listMembers);
  routes.get(`${one}/members`, listMembers);
  routes.get('/v3/conversations/:conversationId/pagedmembers', (c) =>
    handle(c, 'members', (conversation) => Response.json({ members: membersOf(conversation).map(memberOf) })),
  );
  // By `29:…` or by object id, as the SDK's TeamsInfo.getMember allows.
  routes.get(`${members}/:memberId`, (c) =>
    handle(c, 'members', (conversation) => {
      const memberId = c.req.param('memberId');
      const found = membersOf(conversation)
        .map((account) => memberOf(account) as { id: string; aadObjectId: string })
        .find(({ id, aadObjectId }) => id === memberId || aadObjectId === memberId);
      return found
        ? Response.json(found)
        : problem(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
    }),
  );

  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages: for somebody who has
  // the bot, the answer is the chat that there is.
  routes.post('/v3/conversations', (c) => handle(c, 'create', () => Response.json({})));
  function createConversation(parameters: BotActivity): Response {
    const [member] = Array.isArray(parameters.members) ? (parameters.members as { id?: string }[]) : [];
    if (!member?.id) return problem(400, 'BadArgument', 'A personal chat has one member.');
    const conversation = personalChatOf(member.id);
    if (!conversation)
      return problem(403, 'BotNotInConversationRoster', 'The bot is not installed for the user.');
    const first = parameters.activity as BotActivity | undefined;
    const activityId = first && conversation.add({ from: fromBot, ...contentOf(first) }).id;
    return Response.json({ id: conversation.id, serviceUrl: serviceUrl(), activityId }, { status: 201 });
  }

  return { routes, calls, faults };
}

export type Connector = ReturnType<typeof createConnector>;

/** A bot changes its own messages only. */
function notOwn(conversation: Conversation, messageId: string): Response | undefined {
  const message = conversation.find(messageId);
  if (!message)
    return problem(404, 'ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
  return message.from === fromBot
    ? undefined
    : problem(403, 'ForbiddenOperationException', 'The bot may change its own messages only.');
}

function contentOf({ text, attachments }: BotActivity) {
  return { attachments: attachments ?? [], ...(text ? { text } : {}) };
}

function problem(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: { code, message } }, { status, headers });
}

function parse(text: string): BotActivity | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as BotActivity) : undefined;
  } catch {
    return undefined;
  }
}
