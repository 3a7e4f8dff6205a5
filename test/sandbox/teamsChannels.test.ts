import { afterEach, describe, expect, it } from 'vitest';
import { cardAnswer, cardMessage } from '../support/echoBot.ts';
import { type GroupsUnderTest, nadia, startGroups } from './groupsUnderTest.ts';
import { ada, ben, tenant } from './teamsUnderTest.ts';

let desk: GroupsUnderTest;
afterEach(() => desk.close());
const botMention = {
  type: 'mention',
  mentioned: { id: `28:${tenant.botId}`, name: 'Profile Desk' },
  text: '<at>Profile Desk</at>',
};

describe('a message in a channel', () => {
  it('begins a thread, and tells the bot of the thread, the channel and the team', async () => {
    desk = await startGroups();
    const client = await desk.inChannel(ada);
    const { status, activityId } = await client.sendMention('anna');
    expect(status).toBe(200);
    const { id } = desk.channel;
    expect(id).toMatch(/^19:[0-9a-f]{32}@thread\.tacv2$/);
    expect(desk.newest()).toMatchObject({
      id: activityId,
      text: '<at>Profile Desk</at> anna',
      from: { id: client.userId, aadObjectId: ada.oid, name: ada.displayName },
      conversation: {
        id: `${id};messageid=${activityId}`,
        isGroup: true,
        conversationType: 'channel',
        tenantId: tenant.tenantId,
      },
      channelData: {
        teamsChannelId: id,
        teamsTeamId: desk.team.id,
        channel: { id },
        team: { id: desk.team.id },
        tenant: { id: tenant.tenantId },
      },
      entities: [botMention, { type: 'clientInfo' }],
    });
    expect(JSON.stringify(desk.newest()?.attachments)).toContain('http://schema.skype.com/Mention');
    expect(client.conversationId).toBe(id);
  });

  it('goes to the thread of the message that it answers', async () => {
    desk = await startGroups();
    const client = await desk.inChannel(ada);
    const root = await client.sendMention('anna');
    const reply = await (await desk.inChannel(ben)).sendMention('help', { replyTo: root.activityId });
    const again = await client.sendMention('me', { replyTo: reply.activityId });
    expect(again.activityId).not.toBe(root.activityId);
    expect(desk.newest()?.conversation.id).toBe(`${desk.channel.id};messageid=${root.activityId}`);
    expect(desk.newest()).not.toHaveProperty('replyToId');
    expect(client.messages().map(({ threadId }) => threadId)).toEqual(Array(3).fill(root.activityId));
    await expect(client.sendMention('x', { replyTo: '1' })).rejects.toThrow();
  });

  it('is seen by all, and never reaches the bot where it is not mentioned', async () => {
    desk = await startGroups();
    const [client, other] = [await desk.inChannel(ada), await desk.inChannel(ben)];
    expect(await client.send('just us')).toMatchObject({ status: 0 });
    expect(await client.send('<at>Profile Desk</at> as a text')).toMatchObject({ status: 0 });
    expect(await client.send('', { mention: [{ oid: ben.oid }] })).toMatchObject({ status: 0 });
    await other.waitFor((shown) => shown.messages().length === 3);
    expect(other.messages()[2]).toMatchObject({
      text: '<at>Ben Brown</at>',
      mentions: [{ id: desk.teams.userIdOf(ben.oid), name: 'Ben Brown' }],
    });
    expect(desk.bot.heard).toEqual([]);
  });

  it('mentions the bot more than once, and a person without an object id', async () => {
    desk = await startGroups();
    const client = await desk.inGroupChat(ada);
    await client.sendMention('please', { mentions: ['bot', { oid: ben.oid }] });
    expect(desk.newest()).toMatchObject({
      text: '<at>Profile Desk</at> <at>Profile Desk</at> <at>Ben Brown</at> please',
      entities: [
        botMention,
        botMention,
        { type: 'mention', mentioned: { id: desk.teams.userIdOf(ben.oid), name: 'Ben Brown' } },
        {},
      ],
    });
    expect(JSON.stringify(desk.newest()?.entities)).not.toContain(ben.oid);
    await client.sendMention('who is <at>Ben Brown</at>?', { mentions: [{ oid: ben.oid }] });
    expect(desk.newest()?.text).toBe('<at>Profile Desk</at> who is <at>Ben Brown</at>?');
    await expect(client.sendMention('x', { mentions: [{ oid: nadia.oid }] })).rejects.toThrow(nadia.oid);
  });
});

describe('a group chat', () => {
  it('has no team, and no threads', async () => {
    desk = await startGroups();
    const client = await desk.inGroupChat(ben);
    await client.sendMention('anna');
    expect(desk.groupChat.id).toMatch(/^19:[0-9a-f]{32}@thread\.v2$/);
    expect(desk.newest()).toMatchObject({
      conversation: { id: desk.groupChat.id, isGroup: true, conversationType: 'groupChat' },
      channelData: { tenant: { id: tenant.tenantId } },
    });
    expect(desk.newest()?.channelData).not.toHaveProperty('team');
    expect(client.messages()[0]).not.toHaveProperty('threadId');
  });

  it('tells the bot of no installation, and of pictures but not of files', async () => {
    desk = await startGroups();
    const client = await desk.inGroupChat(ada);
    const file = { bytes: new Uint8Array([1]), contentType: 'image/png', name: 'a.png' };
    await client.sendImage({ ...file, as: 'file' }, { mention: true });
    expect(desk.newest()?.attachments).toMatchObject([{ contentType: 'text/html' }]);
    await client.sendImage({ ...file, as: 'inline' }, { mention: true });
    expect(desk.newest()?.attachments).toMatchObject([{ contentType: 'image/*' }, {}]);
    expect(desk.heard('installationUpdate')).toEqual([]);
    expect(desk.heard('conversationUpdate')).toEqual([]);
  });
});

describe('who is not in a conversation', () => {
  it('can not open it, until they are added', async () => {
    desk = await startGroups();
    const { id } = desk.teams.groups.addTeam('Small', [ada.oid]);
    await expect(desk.open(ben, { conversationId: id })).rejects.toThrow('404');
    await expect(desk.open(ben, { conversationId: '19:x@thread.v2' })).rejects.toThrow('404');
    desk.teams.conversations.get(id)?.addMember(ben.oid);
    const client = await desk.open(ben, { conversationId: id });
    expect((await client.members()).map(({ displayName }) => displayName)).toEqual([
      'Ada Admin',
      'Ben Brown',
    ]);
  });
});

describe('somebody of another organisation', () => {
  it('names their own tenant in a shared channel of the bot’s tenant', async () => {
    desk = await startGroups();
    const client = await desk.inShared(nadia);
    await client.sendMention('anna');
    expect(desk.newest()).toMatchObject({
      from: { aadObjectId: nadia.oid, tenantId: nadia.tenantId },
      conversation: { tenantId: tenant.tenantId },
      channelData: { tenant: { id: nadia.tenantId }, channel: { id: desk.shared.id, type: 'shared' } },
    });
    await (await desk.inShared(ada)).sendMention('anna');
    expect(desk.newest()?.from).not.toHaveProperty('tenantId');
    expect(desk.newest()?.channelData).toMatchObject({ tenant: { id: tenant.tenantId } });
  });

  it('is told by the roster alone, where that is set', async () => {
    desk = await startGroups(undefined, { foreignTenant: 'inRosterOnly' });
    const client = await desk.inShared(nadia);
    await client.sendMention('anna');
    expect(JSON.stringify(desk.newest())).not.toContain(nadia.tenantId);
  });

  it('has no personal chat with the bot, and is in no other channel', async () => {
    desk = await startGroups();
    await expect(desk.open(nadia)).rejects.toThrow('404');
    await expect(desk.inChannel(nadia)).rejects.toThrow('404');
  });
});

describe('a click in a channel', () => {
  const card = (text: string, refresh?: object) => ({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'TextBlock', text }],
    ...(refresh ? { refresh } : {}),
  });

  it('is its own person’s, in the thread of the card, and only they see the answer', async () => {
    desk = await startGroups(async (activity, connector) => {
      if (activity.name) return cardAnswer(card(`for ${(activity.from as { name: string }).name}`));
      await connector.send(cardMessage(card('for all')));
      return undefined;
    });
    const [asker, other] = [await desk.inChannel(ada), await desk.inChannel(ben)];
    const { activityId: root } = await asker.sendMention('anna');
    const { id } = await other.waitFor((client) => client.views().find((view) => view.card));
    await other.execute(id, { verb: 'open', data: {} });
    expect(desk.heard('adaptiveCard/action')).toMatchObject([
      {
        from: { id: other.userId, aadObjectId: ben.oid },
        conversation: { id: `${desk.channel.id};messageid=${root}`, isGroup: true },
        replyToId: id,
      },
    ]);
    expect(other.shown(id)).toMatchObject({ body: [{ text: 'for Ben Brown' }] });
    expect(asker.shown(id)).toMatchObject({ body: [{ text: 'for all' }] });
    await other.react(id);
    expect(desk.heard('messageReaction')[0]?.conversation.id).toBe(`${desk.channel.id};messageid=${root}`);
  });

  it.each([
    ['those listed', (ids: readonly string[]) => ids.slice(0, 1), ['Ada Admin']],
    ['nobody of an empty list', () => [], []],
    ['sixty at most', (ids: readonly string[]) => [...Array(60).fill('29:x'), ...ids], []],
    ['everybody without a list', () => undefined, ['Ada Admin', 'Ben Brown']],
  ] as const)('refreshes for %s, again after each edit', async (_, choose, expected) => {
    let userIds: readonly string[] | undefined;
    const cardNow = (text: string) =>
      cardMessage(
        card(text, {
          action: { type: 'Action.Execute', verb: 'refresh', data: {} },
          ...(userIds ? { userIds } : {}),
        }),
      );
    desk = await startGroups(async (activity, connector) => {
      if (activity.name) return cardAnswer(card('fresh'));
      await connector.send(cardNow('one'));
      return undefined;
    });
    const clients = [await desk.inChannel(ada), await desk.inChannel(ben)] as const;
    userIds = choose(clients.map(({ userId }) => userId));
    await clients[0].sendMention('anna');
    const { id } = clients[0].last();
    await clients[1].waitFor((client) => client.messages().length === 2);
    const namesOf = () =>
      desk
        .heard('adaptiveCard/action')
        .map(({ from }) => (from as { name: string }).name)
        .sort();
    await expect.poll(namesOf).toEqual(expected);
    desk.channel.edit(id, { attachments: (cardNow('two') as { attachments: [] }).attachments });
    await expect.poll(namesOf).toEqual([...expected, ...expected].sort());
  });

  it('refreshes for nobody where more than sixty are in the conversation and none is listed', async () => {
    desk = await startGroups(async (activity, connector) => {
      const refresh = { action: { type: 'Action.Execute', verb: 'refresh', data: {} } };
      if (activity.type === 'message') await connector.send(cardMessage(card('one', refresh)));
      return undefined;
    });
    for (let index = 0; index < 59; index += 1) desk.channel.addMember(`someone ${index}`);
    const client = await desk.inChannel(ada);
    await client.sendMention('anna');
    expect(desk.heard('adaptiveCard/action')).toEqual([]);
  });
});

it('each person has a list of their conversations', async () => {
  desk = await startGroups();
  const listOf = async ({ oid }: { readonly oid: string }) =>
    (await fetch(`${desk.address}/teams/api/${oid}/conversations`)).json();
  const shared = {
    conversationId: desk.shared.id,
    conversationType: 'channel',
    name: 'Partners',
    teamName: 'IT support',
    isShared: true,
  };
  const names = ['General', 'On call', 'Help desk'];
  expect(await listOf(ada)).toMatchObject([...names.map((name) => ({ name })), shared]);
  expect(await listOf(nadia)).toEqual([shared]);
});
