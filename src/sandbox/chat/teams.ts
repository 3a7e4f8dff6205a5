import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ChannelTokens } from '../channelTokens.ts';
import { connectorAudience, type Entra } from '../entraId.ts';
import type { Account, Accounts, Tenant } from '../types.ts';
import { connectorRoutes } from './connector.ts';
import type { ChatEvent, Delivered, Outgoing, SsoMode, StoredMessage } from './wire.ts';

export interface TeamsOptions {
  readonly tenant: Tenant;
  readonly accounts: () => Accounts;
  readonly entra: Entra;
  readonly channelTokens: ChannelTokens;
  /** Address of the sandbox's http server. */
  readonly address: () => string;
  /** The bot's messaging endpoint. */
  readonly botEndpoint: () => string;
}

/** A personal chat with the bot. */
export interface Conversation {
  readonly id: string;
  readonly oid: string;
  readonly messages: StoredMessage[];
}

/** An activity that was sent to the bot, and how it answered. */
export interface Delivery extends Delivered {
  readonly oid: string;
  readonly activity: Readonly<Record<string, unknown>>;
}

/** After so many milliseconds without an answer the same activity comes again (msteams-docs issue 6084). */
const redeliverAfterMs = 15_000;

/** Teams between its clients and the bot: conversations, deliveries, and the connector that the bot calls. */
export function createTeams(options: TeamsOptions) {
  const { tenant, accounts, entra, channelTokens, address, botEndpoint } = options;
  const conversations = new Map<string, Conversation>();
  const listeners = new Map<string, Set<(event: ChatEvent) => void>>();
  const deliveries: Delivery[] = [];
  const settings = { ssoMode: 'silent' as SsoMode, redeliverSlowTurns: true, locale: 'en-US' };
  const botAccount = { id: `28:${tenant.botId}`, name: 'Profile Desk' };
  const serviceUrl = () => `${address()}/connector/`;

  // Opaque, and another one for each bot: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
  const teamsIdOf = (oid: string) =>
    `29:${createHash('sha256').update(`${tenant.botId} ${oid}`).digest('base64url')}`;
  const accountOf = (teamsId: string): Account | undefined =>
    accounts()
      .all()
      .find(({ oid }) => teamsIdOf(oid) === teamsId);
  const conversationIdOf = (oid: string) =>
    `a:${createHash('sha256').update(`chat ${tenant.botId} ${oid}`).digest('base64url')}`;

  function tell(oid: string, event: ChatEvent): void {
    for (const listener of listeners.get(oid) ?? []) listener(event);
  }

  /** The fields that Teams sends with every activity: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages. */
  function activityFrom(account: Account, outgoing: object): Record<string, unknown> {
    const now = new Date().toISOString();
    return {
      id: randomUUID(),
      timestamp: now,
      localTimestamp: now,
      channelId: 'msteams',
      serviceUrl: serviceUrl(),
      from: { id: teamsIdOf(account.oid), name: account.displayName, aadObjectId: account.oid },
      recipient: botAccount,
      conversation: {
        id: conversationIdOf(account.oid),
        conversationType: 'personal',
        tenantId: tenant.tenantId,
      },
      channelData: { tenant: { id: tenant.tenantId } },
      entities: [{ type: 'clientInfo', locale: settings.locale, country: 'US', platform: 'Web' }],
      locale: settings.locale,
      ...outgoing,
    };
  }

  async function post(activity: Record<string, unknown>): Promise<{ status: number; body?: unknown }> {
    const response = await fetch(botEndpoint(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${await channelTokens.sign(serviceUrl())}`,
      },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, ...(text === '' ? {} : { body: parse(text) }) };
  }

  async function deliver(account: Account, activity: Record<string, unknown>): Promise<Delivered> {
    const first = post(activity).catch(() => ({ status: 502 }));
    const slow = Symbol('slow');
    let answer = await Promise.race([first, wait(redeliverAfterMs, slow, { ref: false })]);
    if (answer === slow) {
      // Later copies come with another id (botbuilder-dotnet issue 5005).
      if (settings.redeliverSlowTurns) void post({ ...activity, id: randomUUID() }).catch(() => undefined);
      answer = await first;
    }
    const delivered = { activityId: String(activity.id), ...(answer as { status: number; body?: unknown }) };
    deliveries.push({ ...delivered, oid: account.oid, activity });
    return delivered;
  }

  /** The personal chat. The first time the app is installed, which the bot is told in two activities. */
  async function open(account: Account): Promise<Conversation> {
    const id = conversationIdOf(account.oid);
    const known = conversations.get(id);
    if (known) return known;
    const conversation: Conversation = { id, oid: account.oid, messages: [] };
    conversations.set(id, conversation);
    const membersAdded = [botAccount, { id: teamsIdOf(account.oid), aadObjectId: account.oid }];
    await deliver(account, activityFrom(account, { type: 'conversationUpdate', membersAdded }));
    await deliver(account, activityFrom(account, { type: 'installationUpdate', action: 'add' }));
    return conversation;
  }

  async function send(account: Account, outgoing: Outgoing): Promise<Delivered> {
    const conversation = await open(account);
    const activity = activityFrom(
      account,
      outgoing.type === 'message' ? { attachments: [], ...outgoing } : outgoing,
    );
    if ('text' in outgoing) {
      conversation.messages.push({
        id: String(activity.id),
        from: account.oid,
        text: outgoing.text,
        attachments: [],
        sentAt: new Date().toISOString(),
      });
      tell(account.oid, 'changed');
    }
    return await deliver(account, activity);
  }

  const routes = new Hono();
  routes.use('/connector/*', async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    const verified = await entra.verifyToken(token, connectorAudience).catch(() => undefined);
    if (verified?.appid !== tenant.botId)
      return c.json(
        { error: { code: 'Unauthorized', message: 'Authorization has been denied for this request.' } },
        401,
      );
    await next();
  });
  const connector = connectorRoutes({ conversations, tell, memberOf: (oid) => memberOf(oid) });
  routes.route('/connector', connector.routes);

  function memberOf(oid: string) {
    const account = accounts().byObjectId(oid);
    return {
      id: teamsIdOf(oid),
      name: account?.displayName,
      aadObjectId: oid,
      userPrincipalName: account?.userPrincipalName,
      tenantId: tenant.tenantId,
      userRole: 'user',
    };
  }

  const api = new Hono<{ Variables: { account: Account } }>();
  api.use('/:oid/*', async (c, next) => {
    const account = accounts().byObjectId(c.req.param('oid'));
    if (!account) return c.json({ error: 'Nobody has this object id.' }, 404);
    c.set('account', account);
    await next();
  });
  api.post('/:oid/open', async (c) => c.json((await open(c.var.account)).messages));
  api.get('/:oid/messages', async (c) =>
    c.json(conversations.get(conversationIdOf(c.var.account.oid))?.messages ?? []),
  );
  api.post('/:oid/activities', async (c) => c.json(await send(c.var.account, await c.req.json<Outgoing>())));
  api.get('/:oid/sso', async (c) => {
    if (settings.ssoMode !== 'silent') return c.json({ problem: settings.ssoMode });
    return c.json({ token: await entra.issueApiToken(c.var.account.oid) });
  });
  api.get('/:oid/events', (c) =>
    streamSSE(c, async (stream) => {
      const { oid } = c.var.account;
      const listener = (event: ChatEvent) => void stream.writeSSE({ event, data: '' });
      const own = listeners.get(oid) ?? new Set();
      listeners.set(oid, own.add(listener));
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      own.delete(listener);
    }),
  );
  routes.route('/teams/api', api);

  return {
    routes,
    settings,
    deliveries,
    connector,
    teamsIdOf,
    accountOf,
    serviceUrl,
    activityFrom,
    /** Delivers an activity as it is, so that a test can deliver one again. */
    post,
    messagesOf: (oid: string): readonly StoredMessage[] =>
      conversations.get(conversationIdOf(oid))?.messages ?? [],
    conversationIdOf,
  };
}

export type Teams = ReturnType<typeof createTeams>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
