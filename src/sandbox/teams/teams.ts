import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import type { Account, Accounts, Clock, Tenant, VerifyToken } from '../types.ts';
import { createActivityMaker } from './activities.ts';
import { createClientApi } from './clientApi.ts';
import { createConnector } from './connector.ts';
import { Conversation } from './conversations.ts';
import { createDeliveries } from './deliveries.ts';
import { createFileDownloads } from './fileDownloads.ts';
import { createGroups } from './groups.ts';
import { createIdentities, type TeamsAccount } from './identities.ts';
import { createPageFiles } from './pageFiles.ts';
import { createSentFiles, type NewFile } from './sentFiles.ts';
import { defaultSettings, type TeamsSettings } from './settings.ts';
import type { Delivered, OpenedChat, Outgoing, StoredMessage } from './wire.ts';
import { createWriting } from './writing.ts';

export type { ConnectorCall } from './connector.ts';
export type { ConnectorFault } from './connectorFaults.ts';
export type { Delivery } from './deliveries.ts';
export type { FileDownload } from './fileDownloads.ts';
export type { FileFault } from './fileFaults.ts';
export type { TeamsSettings } from './settings.ts';

export interface TeamsOptions {
  readonly tenant: Tenant;
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Address of the connector, with a slash at its end: `http://127.0.0.1:<port>/connector/`. */
  readonly serviceUrl: () => string;
  /** A token of the Bot Framework for the bot, that goes with an activity. */
  readonly signActivityToken: (claims: { readonly serviceUrl: string }) => Promise<string>;
  readonly verifyToken: VerifyToken;
  /** A token of a person for the bot's own API, as the Teams client gets it from Entra. */
  readonly issueSsoToken: (oid: string) => Promise<string>;
  /** The bot's messaging endpoint, once it is known. */
  readonly botEndpoint: () => string | undefined;
  /** Where the built chat page is; the folder `page` beside this file if left out. */
  readonly pageFolder?: string;
  readonly photoOf?: (oid: string) => Uint8Array | undefined;
  readonly settings?: Partial<TeamsSettings>;
}

/** The audience of the bot's own token: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#bot-to-connector. */
const connectorAudience = 'https://api.botframework.com';

/** Teams between its clients and the bot: conversations, deliveries, the connector that the bot calls, the chat page. */
export function createTeams(options: TeamsOptions) {
  const { tenant, accounts, clock, serviceUrl, verifyToken, issueSsoToken } = options;
  const settings: TeamsSettings = { ...defaultSettings, ...options.settings };
  const conversations = new Map<string, Conversation>();
  const groups = createGroups({ tenant, clock, accounts, conversations });
  const { everybody } = groups;
  const identities = createIdentities(tenant, everybody);
  const files = createSentFiles({ clock, serviceUrl });
  const writing = createWriting({ identities, files, findPerson: everybody.byObjectId });
  const downloads = createFileDownloads({ clock, settings, files });
  const activities = createActivityMaker({
    tenant,
    clock,
    identities,
    files,
    serviceUrl,
    settings,
  });
  const deliveries = createDeliveries({
    clock,
    settings,
    botEndpoint: options.botEndpoint,
    token: () => options.signActivityToken({ serviceUrl: serviceUrl() }),
  });
  /** Installations under way or done, by conversation. */
  const installations = new Map<string, Promise<boolean>>();

  function chatOf({ oid }: Account): Conversation {
    const id = identities.conversationIdOf(oid);
    const conversation = conversations.get(id) ?? new Conversation(id, 'personal', new Set([oid]), clock);
    conversations.set(id, conversation);
    return conversation;
  }

  /** The bot is its own tenant's alone, so somebody of another organisation has no personal chat with it. */
  function conversationOf(account: TeamsAccount, id: string | undefined): Conversation | undefined {
    if (id === undefined) return account.tenantId === undefined ? chatOf(account) : undefined;
    const found = conversations.get(id);
    return found?.hasMember(account.oid) ? found : undefined;
  }

  /** Tells the bot once for each person that it was installed. Their order is not promised, so both go at once. */
  async function install(account: Account, conversation: Conversation): Promise<boolean> {
    const told = activities.installed(account, conversation);
    const answers = await Promise.all(told.map((activity) => deliveries.deliver(account.oid, activity)));
    return answers.every(({ status }) => status < 300);
  }

  /** A group chat or a channel has the bot already, and opening it installs nothing for the person. */
  async function ensureInstalled(account: Account, conversation: Conversation): Promise<void> {
    if (conversation.conversationType !== 'personal') return;
    const installation = installations.get(conversation.id) ?? install(account, conversation);
    installations.set(conversation.id, installation);
    // A bot that could not be reached is told the next time.
    if (!(await installation)) installations.delete(conversation.id);
  }

  async function open(account: Account, conversation: Conversation): Promise<OpenedChat> {
    await ensureInstalled(account, conversation);
    return {
      ...conversation.snapshot(),
      ...conversation.entry(),
      memberCount: conversation.memberIds.length,
      userId: identities.userIdOf(account.oid),
      bot: identities.bot,
    };
  }

  /**
   * In a group chat or a channel the bot gets only what mentions it:
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations. What a card
   * sends goes to the card's own bot.
   */
  async function send(account: Account, conversation: Conversation, outgoing: Outgoing): Promise<Delivered> {
    await ensureInstalled(account, conversation);
    const written =
      'text' in outgoing ? conversation.add(writing.messageOf(account, conversation, outgoing)) : undefined;
    const isHeard =
      conversation.conversationType === 'personal' ||
      !written ||
      written.mentions?.some(({ id }) => id === identities.bot.id);
    if (!isHeard) return { activityId: written.id, status: 0, revision: conversation.revision };
    const activity = activities.of(account, conversation, outgoing, written);
    const answer = await deliveries.deliver(account.oid, activity);
    return { ...answer, revision: conversation.revision };
  }

  async function redeliver(
    account: Account,
    conversation: Conversation,
    activityId: string,
    newId: boolean,
  ): Promise<Delivered | undefined> {
    const found = deliveries.record.find(
      ({ oid, activity }) => oid === account.oid && activity.id === activityId,
    );
    if (!found) return undefined;
    const answer = await deliveries.redeliver(account.oid, found.activity, newId);
    return { ...answer, revision: conversation.revision };
  }

  const connector = createConnector({
    clock,
    settings,
    serviceUrl,
    findConversation: (id) => conversations.get(id),
    personalChatOf: (id) => {
      const account = identities.accountOf(id) ?? everybody.byObjectId(id);
      return account && conversations.get(identities.conversationIdOf(account.oid));
    },
    accountOf: everybody.byObjectId,
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetch-the-roster-or-user-profile
    memberOf: (account: TeamsAccount) => ({
      id: identities.userIdOf(account.oid),
      name: account.displayName,
      objectId: account.oid,
      aadObjectId: account.oid,
      userPrincipalName: account.userPrincipalName,
      email: account.userPrincipalName,
      tenantId: account.tenantId ?? tenant.tenantId,
      userRole: 'user',
    }),
  });

  const routes = new Hono();
  routes.use('/connector/*', async (c, next) => {
    const token = /^Bearer (.+)$/iu.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const verified = await verifyToken(token, connectorAudience).catch(() => undefined);
    if (!verified) return c.json({ message: 'Authorization has been denied for this request.' }, 401);
    // An application's own token, but not this bot's. Both statuses: https://github.com/MicrosoftDocs/msteams-docs/issues/1013.
    if (verified.appid !== tenant.botId) return c.json({ message: 'Forbidden' }, 403);
    await next();
  });
  routes.route('/connector', connector.routes);
  routes.route('/connector', downloads.connector);
  routes.route('/onedrive', downloads.oneDrive);
  routes.get('/teams/foreign-people', (c) => c.json(groups.foreignPeople()));
  const { photoOf } = options;
  routes.route(
    '/teams/api',
    createClientApi({
      findPerson: everybody.byObjectId,
      settings,
      conversationOf,
      conversationsOf: groups.conversationsOf,
      membersOf: groups.membersOf,
      open,
      send,
      redeliver,
      issueSsoToken,
      photoOf,
      upload: (account, file: NewFile) => files.add(account, file),
      fileOf: files.find,
    }),
  );
  routes.route('/', createPageFiles(options.pageFolder ?? fileURLToPath(new URL('./page', import.meta.url))));

  return {
    routes,
    settings,
    /** What was sent to the bot, in the order of its answers. */
    deliveries: deliveries.record,
    /** The bot's calls, and the faults ordered for its next ones. */
    connector: { calls: connector.calls, faults: connector.faults },
    /** The bot's fetches of what people sent, and the faults ordered for its next ones. */
    files: { downloads: downloads.record, faults: downloads.faults },
    conversations: conversations as ReadonlyMap<string, Conversation>,
    /** Makes group chats, channels, and people of other organisations. */
    groups,
    accountOf: identities.accountOf,
    userIdOf: identities.userIdOf,
    conversationIdOf: identities.conversationIdOf,
    /** An activity as it would be sent, in the personal chat or another conversation, for tests that send one of their own. */
    activityOf: (account: TeamsAccount, outgoing: Outgoing, conversationId?: string) => {
      const conversation = conversations.get(conversationId ?? '') ?? chatOf(account);
      const id = conversation.nextMessageId();
      const written = 'text' in outgoing ? writing.messageOf(account, conversation, outgoing) : {};
      return activities.of(account, conversation, outgoing, { ...written, id });
    },
    messagesOf: (oid: string): readonly StoredMessage[] =>
      conversations.get(identities.conversationIdOf(oid))?.snapshot().messages ?? [],
    /** Delivers an activity again, or one made by a test. @param newId whether its id is another one then */
    redeliver: deliveries.redeliver,
  };
}

export type Teams = ReturnType<typeof createTeams>;
