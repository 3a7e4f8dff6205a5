import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Account, Accounts } from '../types.ts';
import type { Conversation } from './conversations.ts';
import type { NewFile, SentFile } from './sentFiles.ts';
import type { TeamsSettings } from './settings.ts';
import type { ChatEvent, Delivered, OpenedChat, Outgoing, SignInState, SsoAnswer } from './wire.ts';

export interface ClientApiOptions {
  readonly accounts: Accounts;
  readonly settings: TeamsSettings;
  readonly open: (account: Account) => Promise<OpenedChat>;
  /** The personal chat, installed or not. */
  readonly chatOf: (account: Account) => Conversation;
  readonly send: (account: Account, outgoing: Outgoing) => Promise<Delivered>;
  /** Delivers a recorded activity again; undefined where there is none. */
  readonly redeliver: (
    account: Account,
    activityId: string,
    newId: boolean,
  ) => Promise<Delivered | undefined>;
  readonly issueSsoToken: (oid: string) => Promise<string>;
  readonly photoOf?: ((oid: string) => Uint8Array | undefined) | undefined;
  readonly upload: (account: Account, file: NewFile) => SentFile;
  readonly fileOf: (fileId: string) => SentFile | undefined;
}

/** What the Teams service offers to the client of one person, under `/:oid`. */
export function createClientApi(options: ClientApiOptions): Hono<{ Variables: { account: Account } }> {
  const { accounts, settings, open, chatOf, send, redeliver, issueSsoToken, photoOf, upload, fileOf } =
    options;
  const api = new Hono<{ Variables: { account: Account } }>();

  api.use('/:oid/*', async (c, next) => {
    const account = accounts.byObjectId(c.req.param('oid'));
    if (!account?.accountEnabled) return c.json({ error: 'Nobody can use Teams with this object id.' }, 404);
    c.set('account', account);
    await next();
  });

  api.post('/:oid/open', async (c) => c.json(await open(c.var.account)));
  api.get('/:oid/messages', (c) => c.json(chatOf(c.var.account).snapshot()));
  api.post('/:oid/activities', async (c) => c.json(await send(c.var.account, await c.req.json<Outgoing>())));
  api.post('/:oid/redeliver', async (c) => {
    const { activityId, newId } = await c.req.json<{ activityId: string; newId: boolean }>();
    const delivered = await redeliver(c.var.account, activityId, newId);
    return delivered ? c.json(delivered) : c.json({ error: 'No such activity was delivered.' }, 404);
  });

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
  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-overview.
  api.post('/:oid/sso', async (c) => {
    const { ssoMode, duplicateTokenExchange: duplicate } = settings;
    const answer: SsoAnswer =
      ssoMode === 'silent'
        ? { token: await issueSsoToken(c.var.account.oid), duplicate }
        : { problem: ssoMode };
    return c.json(answer);
  });
  // One client of the person deals with an OAuth card. A second one that asks to try finds it taken.
  api.put('/:oid/messages/:messageId/sign-in', async (c) => {
    const { state } = await c.req.json<{ state: SignInState }>();
    const chat = chatOf(c.var.account);
    const message = chat.find(c.req.param('messageId'));
    if (!message || (state === 'trying' && message.signIn))
      return c.json({ taken: false, revision: chat.revision });
    const { revision } = chat.mark(message.id, { signIn: state });
    return c.json({ taken: true, revision });
  });
  api.put('/:oid/messages/:messageId/like', (c) => {
    const chat = chatOf(c.var.account);
    const message = chat.find(c.req.param('messageId'));
    if (!message) return c.json({ error: 'No such message.' }, 404);
    const likedBy = [...new Set([...(message.likedBy ?? []), c.var.account.oid])];
    return c.json({ revision: chat.mark(message.id, { likedBy }).revision });
  });

  api.get('/:oid/events', (c) =>
    streamSSE(c, async (stream) => {
      // Written one after another, so that they arrive in their order.
      let written: Promise<unknown> = stream.writeSSE({ event: 'ready', data: '' });
      const write = (event: ChatEvent) => {
        written = written.then(() => stream.writeSSE({ data: JSON.stringify(event) }));
      };
      const stop = chatOf(c.var.account).listen(write);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    }),
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
