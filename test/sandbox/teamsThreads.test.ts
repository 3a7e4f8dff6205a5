import { ConnectorClient, type MicrosoftAppCredentials } from 'botframework-connector';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GroupsUnderTest, nadia, startGroups } from './groupsUnderTest.ts';
import { ada, ben, tenant } from './teamsUnderTest.ts';

let desk: GroupsUnderTest;
let sdk: ConnectorClient;
let root: string;

beforeEach(async () => {
  desk = await startGroups();
  const credentials = {
    signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
      request.headers.set('authorization', 'Bearer token of the bot');
      return request;
    },
  } as unknown as MicrosoftAppCredentials;
  sdk = new ConnectorClient(credentials, { baseUri: `${desk.address}/connector/`, noRetryPolicy: true });
  root = (await (await desk.inChannel(ada)).send('a thread')).activityId;
});
afterEach(() => desk.close());

const message = (text: string) => ({ type: 'message', text });
const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: { statusCode?: number; code?: string }) => ({ status: error.statusCode, code: error.code }),
  );
/** The texts of the channel's messages, by thread. */
const threads = () => {
  const found = new Map<string | undefined, (string | undefined)[]>();
  for (const { threadId, text } of desk.channel.snapshot().messages)
    found.set(threadId, [...(found.get(threadId) ?? []), text]);
  return [...found.values()];
};

describe('the connector, called by the SDK in a channel', () => {
  it('adds to the thread that the conversation’s id names, or that of the message replied to', async () => {
    const { conversations } = sdk;
    const thread = `${desk.channel.id};messageid=${root}`;
    const { id } = await conversations.sendToConversation(thread, message('one'));
    await conversations.replyToActivity(thread, id, message('two'));
    await conversations.replyToActivity(desk.channel.id, id, message('three'));
    expect(threads()).toEqual([['a thread', 'one', 'two', 'three']]);
    expect(await failed(conversations.replyToActivity(desk.channel.id, '1', message('x')))).toEqual({
      status: 404,
      code: 'ActivityNotFoundInConversation',
    });
    expect(
      await failed(conversations.sendToConversation(`${desk.channel.id};messageid=1`, message('x'))),
    ).toEqual({ status: 404, code: 'ConversationNotFound' });
  });

  it('begins a thread for what is sent to the channel itself', async () => {
    const { id } = await sdk.conversations.sendToConversation(desk.channel.id, message('new'));
    await sdk.conversations.sendToConversation(`${desk.channel.id};messageid=${id}`, message('more'));
    expect(threads()).toEqual([['a thread'], ['new', 'more']]);
  });

  it('begins a thread as a conversation that is made', async () => {
    const parameters = { isGroup: true, channelData: { channel: { id: desk.channel.id } } };
    const opened = await sdk.conversations.createConversation({
      ...parameters,
      activity: message('new'),
    } as never);
    expect(opened.id).toBe(`${desk.channel.id};messageid=${opened.activityId}`);
    expect(threads()).toEqual([['a thread'], ['new']]);
    const create = (wrong: object) => failed(sdk.conversations.createConversation(wrong as never));
    expect(await create(parameters)).toMatchObject({ status: 400 });
    expect(await create({ isGroup: true, members: [{ id: '29:x' }], activity: message('x') })).toMatchObject({
      status: 400,
    });
    expect(
      await create({
        isGroup: true,
        channelData: { channel: { id: desk.groupChat.id } },
        activity: message('x'),
      }),
    ).toMatchObject({ status: 404 });
    expect(await create({ isGroup: false, members: [{ id: desk.teams.userIdOf(nadia.oid) }] })).toMatchObject(
      { status: 403 },
    );
  });

  it('updates and deletes by the message’s id, with the thread or without', async () => {
    const thread = `${desk.channel.id};messageid=${root}`;
    const { id } = await sdk.conversations.sendToConversation(thread, message('one'));
    await sdk.conversations.updateActivity(desk.channel.id, id, message('two'));
    await sdk.conversations.updateActivity(thread, id, message('three'));
    expect(desk.channel.find(id)).toMatchObject({ text: 'three', threadId: root });
    const other = await sdk.conversations.sendToConversation(desk.channel.id, message('other'));
    expect(
      await failed(
        sdk.conversations.updateActivity(`${desk.channel.id};messageid=${other.id}`, id, message('x')),
      ),
    ).toMatchObject({ status: 404 });
    expect(await failed(sdk.conversations.deleteActivity(thread, root))).toMatchObject({ status: 403 });
    await sdk.conversations.deleteActivity(thread, id);
    await sdk.conversations.deleteActivity(desk.channel.id, other.id);
    expect(threads()).toEqual([['a thread']]);
  });

  it('names the members of all kinds of conversation, with their tenants', async () => {
    const idOf = ({ oid }: { readonly oid: string }) => desk.teams.userIdOf(oid);
    for (const id of [desk.groupChat.id, desk.channel.id, `${desk.channel.id};messageid=${root}`]) {
      const paged = await sdk.conversations.getConversationPagedMembers(id);
      expect(paged.members).toMatchObject([{ id: idOf(ada) }, { id: idOf(ben) }]);
      expect(await sdk.conversations.getConversationMember(id, idOf(ben))).toMatchObject({
        aadObjectId: ben.oid,
        tenantId: tenant.tenantId,
      });
      expect(await failed(sdk.conversations.getConversationMember(id, idOf(nadia)))).toMatchObject({
        status: 404,
      });
    }
    // The SDK's TeamsInfo.getMember asks in the team, where who is in a shared channel alone is not.
    expect(await sdk.conversations.getConversationMember(desk.team.id, idOf(ben))).toBeDefined();
    expect(await failed(sdk.conversations.getConversationMember(desk.team.id, idOf(nadia)))).toMatchObject({
      status: 404,
    });
    expect(await sdk.conversations.getConversationMember(desk.shared.id, idOf(nadia))).toMatchObject({
      tenantId: nadia.tenantId,
    });
  });

  it('names many members in pages', async () => {
    const { accountOf, groups } = desk.teams;
    for (let index = 0; index < 60; index += 1) {
      const oid = `0f1e2d3c-0000-4000-9000-0000000000${index + 10}`;
      groups.addForeignPerson({ ...nadia, oid });
      desk.shared.addMember(oid);
    }
    expect(accountOf(desk.teams.userIdOf(nadia.oid))).toMatchObject(nadia);
    const pageOf = async (continuationToken = '') =>
      await sdk.conversations.getConversationPagedMembers(desk.shared.id, {
        pageSize: 50,
        continuationToken,
      });
    const first = await pageOf();
    expect(first.members).toHaveLength(50);
    const rest = await pageOf(first.continuationToken);
    expect(rest.members).toHaveLength(13);
    expect(rest.continuationToken).toBeUndefined();
  });

  it('keeps whom the bot mentions', async () => {
    const entity = {
      type: 'mention',
      mentioned: { id: desk.teams.userIdOf(ada.oid), name: 'Ada Admin' },
      text: '<at>Ada</at>',
    };
    await sdk.conversations.sendToConversation(desk.groupChat.id, {
      ...message('<at>Ada</at>, look'),
      entities: [entity],
    });
    expect(desk.groupChat.snapshot().messages[0]).toMatchObject({
      text: '<at>Ada</at>, look',
      mentions: [{ id: entity.mentioned.id, name: 'Ada' }],
    });
  });
});
