import { ConnectorClient, type MicrosoftAppCredentials } from 'botframework-connector';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ada, ben, startTeams, type TeamsUnderTest, tenant } from './teamsUnderTest.ts';

let desk: TeamsUnderTest;
let sdk: ConnectorClient;
let conversationId: string;
let token = 'token of the bot';

beforeEach(async () => {
  token = 'token of the bot';
  desk = await startTeams(async () => undefined);
  conversationId = (await desk.open(ada)).conversationId;
  // The SDK's own client, with a token given by hand: what it calls is what the bot will call.
  const credentials = {
    signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
  } as unknown as MicrosoftAppCredentials;
  sdk = new ConnectorClient(credentials, { baseUri: `${desk.address}/connector/`, noRetryPolicy: true });
});
afterEach(() => desk.close());

const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: { statusCode?: number; code?: string }) => ({
      status: error.statusCode,
      code: error.code,
    }),
  );
const stored = () => desk.teams.messagesOf(ada.oid);

describe('the connector, called by the SDK', () => {
  it('keeps what is sent and replied, updates and deletes it', async () => {
    const sent = await sdk.conversations.sendToConversation(conversationId, { type: 'message', text: 'one' });
    await sdk.conversations.replyToActivity(conversationId, 'any', { type: 'message', text: 'two' });
    expect(stored().map(({ text }) => text)).toEqual(['one', 'two']);
    await sdk.conversations.updateActivity(conversationId, sent.id, { type: 'message', text: 'new' });
    expect(stored()[0]).toMatchObject({ id: sent.id, text: 'new', editedAt: expect.any(String) });
    await sdk.conversations.deleteActivity(conversationId, sent.id);
    expect(stored().map(({ text }) => text)).toEqual(['two']);
    expect(desk.teams.connector.calls.map(({ method, status }) => [method, status])).toEqual([
      ['send', 201],
      ['reply', 201],
      ['update', 200],
      ['delete', 200],
    ]);
  });

  it('passes typing on, and keeps it for nobody', async () => {
    const client = await desk.open(ada);
    const typed = new Promise((resolve) => client.onEvent((event) => event === 'typing' && resolve(event)));
    await sdk.conversations.sendToConversation(conversationId, { type: 'typing' });
    expect(await typed).toBe('typing');
    expect(stored()).toEqual([]);
  });

  it('names the members, in all the ways the SDK asks', async () => {
    const member = { id: desk.teams.userIdOf(ada.oid), aadObjectId: ada.oid, name: 'Ada Admin' };
    expect(await sdk.conversations.getConversationMembers(conversationId)).toMatchObject([member]);
    const paged = await sdk.conversations.getConversationPagedMembers(conversationId);
    expect(paged.members).toMatchObject([member]);
    const one = await sdk.conversations.getConversationMember(conversationId, member.id);
    expect(one).toMatchObject({ ...member, userPrincipalName: ada.userPrincipalName });
    expect(await failed(sdk.conversations.getConversationMember(conversationId, '29:x'))).toMatchObject({
      status: 404,
    });
    expect(desk.teams.accountOf(member.id)).toEqual(ada);
  });

  it('opens the chat of somebody who has the bot, and of nobody else', async () => {
    const parameters = (oid: string) =>
      ({
        isGroup: false,
        bot: { id: `28:${tenant.botId}`, name: '' },
        members: [{ id: desk.teams.userIdOf(oid), name: '' }],
      }) as never;
    const opened = await sdk.conversations.createConversation(parameters(ada.oid));
    expect(opened.id).toBe(conversationId);
    expect(await failed(sdk.conversations.createConversation(parameters(ben.oid)))).toEqual({
      status: 403,
      code: 'BotNotInConversationRoster',
    });
  });

  it('refuses what Teams refuses', async () => {
    const { conversations } = sdk;
    const message = (text: string) => ({ type: 'message', text });
    expect(await failed(conversations.sendToConversation('a:unknown', message('x')))).toEqual({
      status: 404,
      code: 'ConversationNotFound',
    });
    expect(await failed(conversations.updateActivity(conversationId, '1', message('x')))).toEqual({
      status: 404,
      code: 'ActivityNotFoundInConversation',
    });
    expect(
      await failed(conversations.sendToConversation(conversationId, message('x'.repeat(103_000)))),
    ).toEqual({ status: 413, code: 'MessageSizeTooBig' });
    const client = await desk.open(ada);
    await client.send('mine');
    const own = stored().at(-1)?.id ?? '';
    expect(await failed(conversations.deleteActivity(conversationId, own))).toMatchObject({ status: 403 });
    token = 'another';
    expect(await failed(conversations.sendToConversation(conversationId, message('x')))).toMatchObject({
      status: 401,
    });
  });

  // Below without the SDK, which tries some failures again by itself.
  async function send(): Promise<number | 'lost'> {
    const path = `v3/conversations/${encodeURIComponent(conversationId)}/activities`;
    const response = fetch(`${desk.address}/connector/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ type: 'message', text: 'x' }),
    });
    return await response.then(
      ({ status }) => status,
      () => 'lost',
    );
  }

  it('holds the limits of sending, where they are on', async () => {
    desk.teams.settings.sendLimits = true;
    const statuses = await Promise.all(Array.from({ length: 8 }, send));
    expect(statuses.sort()).toEqual([201, 201, 201, 201, 201, 201, 201, 429]);
  });

  it('fails on order: with a status, by a lost connection before or after it was done', async () => {
    const { faults } = desk.teams.connector;
    faults.push({ status: 503 }, { reset: 'before' }, { reset: 'after' }, { on: 'update', status: 429 });
    expect(await send()).toBe(503);
    expect(await send()).toBe('lost');
    expect(stored()).toEqual([]);
    expect(await send()).toBe('lost');
    expect(stored()).toHaveLength(1);
    expect(await send()).toBe(201);
    expect(faults).toEqual([{ on: 'update', status: 429 }]);
  });
});
