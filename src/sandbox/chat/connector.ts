import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import type { Conversation } from './teams.ts';
import type { Attachment, ChatEvent, StoredMessage } from './wire.ts';

export interface ConnectorOptions {
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly tell: (oid: string, event: ChatEvent) => void;
  readonly memberOf: (oid: string) => object;
}

/** A call of the bot, for tests to look at. */
export interface ConnectorCall {
  readonly method: 'send' | 'reply' | 'update' | 'delete' | 'members';
  readonly activity?: BotActivity | undefined;
  readonly activityId?: string | undefined;
  readonly bytes: number;
  readonly status: number;
}

interface BotActivity {
  readonly type?: string;
  readonly text?: string;
  readonly summary?: string;
  readonly attachments?: readonly Attachment[];
}

/** About 100 KB: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages. */
const largestMessage = 100 * 1024;

/**
 * The Bot Connector's REST calls, as the SDK makes them (botframework-connector 4.23.3, src/connectorApi/operations):
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
 */
export function connectorRoutes({ conversations, tell, memberOf }: ConnectorOptions) {
  const calls: ConnectorCall[] = [];
  /** The next calls wait so long, or are answered with this status. */
  const faults: { readonly delayMs?: number; readonly status?: number }[] = [];
  const routes = new Hono();

  const notFound = (c: Context) =>
    c.json({ error: { code: 'ConversationNotFound', message: 'Conversation not found.' } }, 404);

  async function receive(c: Context, method: 'send' | 'reply' | 'update') {
    const conversation = conversations.get(c.req.param('conversationId') ?? '');
    const text = await c.req.text();
    const bytes = Buffer.byteLength(text);
    const activity = JSON.parse(text) as BotActivity;
    const activityId = c.req.param('activityId');
    const note = (status: number) => calls.push({ method, activity, activityId, bytes, status });
    const fault = activity.type === 'typing' ? undefined : faults.shift();
    if (fault?.delayMs) await wait(fault.delayMs);
    if (fault?.status) {
      note(fault.status);
      return c.json({ error: { code: 'ServiceError', message: 'On order.' } }, fault.status as 503);
    }
    if (!conversation) return notFound(c);
    if (bytes > largestMessage) {
      note(413);
      return c.json({ error: { code: 'MessageSizeTooBig', message: 'Message size too large.' } }, 413);
    }
    note(method === 'update' ? 200 : 201);
    if (activity.type === 'typing') {
      tell(conversation.oid, 'typing');
      return c.json({ id: randomUUID() }, 201);
    }
    const content = { text: activity.text, attachments: activity.attachments ?? [] };
    if (method === 'update') {
      const index = conversation.messages.findIndex(({ id }) => id === activityId);
      const stored = conversation.messages[index];
      // A bot edits its own messages only.
      if (stored?.from !== 'bot')
        return c.json({ error: { code: 'BadSyntax', message: 'Activity not found.' } }, 404);
      conversation.messages[index] = { ...stored, ...content, editedAt: new Date().toISOString() };
      tell(conversation.oid, 'changed');
      return c.json({ id: stored.id });
    }
    const message: StoredMessage = {
      id: randomUUID(),
      from: 'bot',
      ...content,
      sentAt: new Date().toISOString(),
    };
    conversation.messages.push(message);
    tell(conversation.oid, 'changed');
    return c.json({ id: message.id }, 201);
  }

  const one = '/v3/conversations/:conversationId/activities/:activityId';
  routes.post('/v3/conversations/:conversationId/activities', (c) => receive(c, 'send'));
  routes.post(one, (c) => receive(c, 'reply'));
  routes.put(one, (c) => receive(c, 'update'));
  routes.delete(one, (c) => {
    const conversation = conversations.get(c.req.param('conversationId'));
    const index = conversation?.messages.findIndex(({ id }) => id === c.req.param('activityId')) ?? -1;
    calls.push({
      method: 'delete',
      activityId: c.req.param('activityId'),
      bytes: 0,
      status: index < 0 ? 404 : 200,
    });
    if (!conversation || index < 0) return notFound(c);
    conversation.messages.splice(index, 1);
    tell(conversation.oid, 'changed');
    return c.json({});
  });

  const members = (c: Context) => {
    const conversation = conversations.get(c.req.param('conversationId') ?? '');
    return conversation ? [memberOf(conversation.oid)] : undefined;
  };
  routes.get('/v3/conversations/:conversationId/members', (c) => {
    const found = members(c);
    return found ? c.json(found) : notFound(c);
  });
  routes.get('/v3/conversations/:conversationId/pagedmembers', (c) => {
    const found = members(c);
    return found ? c.json({ members: found }) : notFound(c);
  });
  routes.get('/v3/conversations/:conversationId/members/:memberId', (c) => {
    const found = members(c)?.[0];
    return found ? c.json(found) : notFound(c);
  });

  return { routes, calls, faults };
}
