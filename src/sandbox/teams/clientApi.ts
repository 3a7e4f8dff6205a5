import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Conversation } from './conversations.ts';
import type { TeamsAccount } from './identities.ts';
import type { NewFile, SentFile } from './sentFiles.ts';
import type { TeamsSettings } from './settings.ts';
import type {
  ChatEvent,
  ConversationEntry,
  Delivered,
  Member,
  OpenedChat,
  Outgoing,
  SignInState,
  SsoAnswer,
} from './wire.ts';

export interface ClientApiOptions {
  readonly findPerson: (oid: string) => TeamsAccount | undefined;
  readonly settings: TeamsSettings;
  /** The personal chat, or else the group chat or channel, where the person is in it; for whom there is none, undefined. */
  readonly conversationOf: (account: TeamsAccount, id: string | undefined) => Conversation | undefined;
  readonly conversationsOf: (account: TeamsAccount) => readonly ConversationEntry[];
  readonly membersOf: (conversation: Conversation) => readonly Member[];
  readonly open: (account: TeamsAccount, conversation: Conversation) => Promise<OpenedChat>;
  readonly send: (
    account: TeamsAccount,
    conversation: Conversation,
    outgoing: Outgoing,
  ) => Promise<Delivered>;
  /** Delivers a recorded activity again; undefined where there is none. */
  readonly redeliver: (
    account: TeamsAccount,
    conversation: Conversation,
    activityId: string,
    newId: boolean,
  ) => Promise<Delivered | undefined>;
  readonly issueSsoToken: (oid: string) => Promise<string>;
  readonly photoOf?: ((oid: string) => Uint8Array | undefined) | undefined;
  readonly upload: (account: TeamsAccount, file: NewFile) => SentFile;
  readonly fileOf: (fileId: string) => SentFile | undefined;
}

interface Variables {
  account: TeamsAccount;
}

/** What the Teams service offers to the client of one person, under `/:oid`. The query names any conversation but the personal chat. */
export function createClientApi(options: ClientApiOptions): Hono<{ Variables: Variables }> {
  const { findPerson, settings, conversationOf, open, send, redeliver, issueSsoToken, photoOf, upload } =
    options;
  const { fileOf } = options;
  const api = new Hono<{ Variables: Variables }>();

  api.use('/:oid/*', async (c, next) => {
    const account = findPerson(c.req.param('oid'));
    if (!account?.accountEnabled) return c.json({ error: 'Nobody can use Teams with this object id.' }, 404);
    c.set('account', account);
    await next();
  });

  type Handler = (conversation: Conversation, account: TeamsAccount) => Promise<Response> | Response;
  /** Answers in the conversation that is meant, where the person is in it. */
  const within = async (c: Context<{ Variables: Variables }>, run: Handler): Promise<Response> => {
    const conversation = conversationOf(c.var.account, c.req.query('conversation'));
    return conversation
      ? await run(conversation, c.var.account)
      : c.json({ error: 'No such conversation.' }, 404);
  };

  api.get('/:oid/conversations', (c) => c.json(options.conversationsOf(c.var.account)));
  api.get('/:oid/members', (c) => within(c, (chat) => c.json(options.membersOf(chat))));
  api.post('/:oid/open', (c) => within(c, async (chat, account) => c.json(await open(account, chat))));
  api.get('/:oid/messages', (c) => within(c, (chat) => c.json(chat.snapshot())));
  api.post('/:oid/activities', (c) =>
    within(c, async (chat, account) => c.json(await send(account, chat, await c.req.json<Outgoing>()))),
  );
  api.post('/:oid/redeliver', (c) =>
    within(c, async (chat, account) => {
      const { activityId, newId } = await c.req.json<{ activityId: string; newId: boolean }>();
      const delivered = await redeliver(account, chat, activityId, newId);
      return delivered ? c.json(delivered) : c.json({ error: 'No such activity was delivered.' }, 404);
    }),
  );

  // A file is uploaded before the message that it goes with:
  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#receive-files-in-personal-chat.
  api.post('/:oid/files', async (c) => {
    const { as, name } = c.req.query();
    const contentType = c.req.header('content-type') ?? 'application/octet-stream';
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const { id } = upload(c.var.account, {
      as: as === 'inline' ? 'inline' : 'file',
      name: name || 'file',
      contentType,
      bytes,
    });
    return c.json({ id });
  });
  // Shown in the chat of the person who sent it. Whatever it is, it is never a page of the sandbox.
  api.get('/:oid/files/:fileId', (c) => {
    const file = fileOf(c.req.param('fileId'));
    if (file?.owner !== c.var.account.oid) return c.json({ error: 'No such file.' }, 404);
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': file.contentType,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });

  // Silent sign-in gives the client a token of the person for the bot's own API:
  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-overview. Somebody of another
  // organisation gets none: the bot's registration is for its own tenant.
  api.post('/:oid/sso', (c) =>
    within(c, async ({ conversationType }, { oid, tenantId }) => {
      const { channelSso, duplicateTokenExchange: duplicate } = settings;
      const fails = tenantId !== undefined || (conversationType === 'channel' && channelSso === 'fails');
      const ssoMode = fails ? 'unsupported' : settings.ssoMode;
      const answer: SsoAnswer =
        ssoMode === 'silent' ? { token: await issueSsoToken(oid), duplicate } : { problem: ssoMode };
      return c.json(answer);
    }),
  );
  // One client of the person deals with an OAuth card. A second one that asks to try finds it taken.
  api.put('/:oid/messages/:messageId/sign-in', (c) =>
    within(c, async (chat, { oid }) => {
      const { state } = await c.req.json<{ state: SignInState }>();
      const message = chat.find(c.req.param('messageId'));
      if (!message || (state === 'trying' && message.signIn?.[oid]))
        return c.json({ taken: false, revision: chat.revision });
      const { revision } = chat.mark(message.id, { signIn: { ...message.signIn, [oid]: state } });
      return c.json({ taken: true, revision });
    }),
  );
  api.put('/:oid/messages/:messageId/like', (c) =>
    within(c, (chat, { oid }) => {
      const message = chat.find(c.req.param('messageId'));
      if (!message) return c.json({ error: 'No such message.' }, 404);
      const likedBy = [...new Set([...(message.likedBy ?? []), oid])];
      return c.json({ revision: chat.mark(message.id, { likedBy }).revision });
    }),
  );

  api.get('/:oid/events', (c) =>
    within(c, (chat) =>
      streamSSE(c, async (stream) => {
        // Written one after another, so that they arrive in their order.
        let written: Promise<unknown> = stream.writeSSE({ event: 'ready', data: '' });
        const write = (event: ChatEvent) => {
          written = written.then(() => stream.writeSSE({ data: JSON.stringify(event) }));
        };
        const stop = chat.listen(write);
        await new Promise<void>((resolve) => stream.onAbort(resolve));
        stop();
      }),
    ),
  );
  api.get('/:oid/photo', (c) => {
    const photo = photoOf?.(c.var.account.oid);
    if (!photo) return c.body(null, 204);
    return c.body(new Uint8Array(photo), 200, { 'content-type': typeOf(photo), 'cache-control': 'no-cache' });
  });
  return api;
}

/** By the first byte of PNG (https://www.w3.org/TR/png-3/#5PNG-file-signature); any other photo is a JPEG. */
function typeOf(photo: Uint8Array): string {
  return photo[0] === 0x89 ? 'image/png' : 'image/jpeg';
}
