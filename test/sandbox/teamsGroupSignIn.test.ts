import { afterEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { cardAnswer, cardMessage, oauthMessage } from '../support/echoBot.ts';
import { type GroupsUnderTest, nadia, startGroups } from './groupsUnderTest.ts';
import { ada, type Behaviour, ben } from './teamsUnderTest.ts';

let desk: GroupsUnderTest;
afterEach(() => desk?.close());

const link = 'http://127.0.0.1/sign-in/start?state=s1';
const card = (text: string) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text }],
});
/** Asks everybody for a sign-in before a click is answered. */
const askToSignIn: Behaviour = async (activity, connector) => {
  if (activity.type === 'message') await connector.send(cardMessage(card('base')));
  if (activity.name !== 'adaptiveCard/action') return undefined;
  const { authentication, state } = activity.value ?? {};
  if (authentication ?? state) return cardAnswer(card('result'));
  const request = {
    text: 'Please sign in.',
    connectionName: 'profile-desk',
    tokenExchangeResource: { id: 'x', uri: 'api://botid' },
    buttons: [{ type: 'signin', title: 'Sign in', value: link }],
  };
  return cardAnswer(request, 401, 'application/vnd.microsoft.activity.loginRequest');
};
const click = { verb: 'open', data: {} };

describe('a click that needs a sign-in', () => {
  it('shows the button in a channel, and is sent again with its code', async () => {
    desk = await startGroups(askToSignIn);
    const client = await desk.inChannel(ada);
    await client.sendMention('anna');
    const { id } = client.last();
    expect(await client.execute(id, click)).toMatchObject({ kind: 'login' });
    expect(client.view(id).signInButton).toEqual({ text: 'Please sign in.', title: 'Sign in', link });
    await client.signIn(id);
    expect(desk.heard('adaptiveCard/action').at(-1)?.value).toMatchObject({ state: '123456' });
    expect(client.shown(id)).toEqual(card('result'));
  });

  it.each([
    ['in a group chat', 'inGroupChat', 'fails'],
    ['in a channel, where that is set', 'inChannel', 'works'],
  ] as const)('is signed in silently %s', async (_, open, channelSso) => {
    desk = await startGroups(askToSignIn, { channelSso });
    const client = await desk[open](ada);
    await client.sendMention('anna');
    expect(await client.execute(client.last().id, click)).toEqual({ kind: 'card', card: card('result') });
  });

  it('is never signed in silently for somebody of another organisation', async () => {
    desk = await startGroups(askToSignIn, { channelSso: 'works' });
    const client = await desk.inShared(nadia);
    await client.sendMention('anna');
    expect(await client.execute(client.last().id, click)).toMatchObject({ kind: 'login' });
  });
});

describe('an OAuth card', () => {
  const send =
    (tokenExchangeId: string | undefined): Behaviour =>
    async (activity, connector) => {
      if (activity.type === 'message') await connector.send(oauthMessage(link, tokenExchangeId));
      return undefined;
    };

  it('asks everybody in the channel to sign in, each for themselves', async () => {
    desk = await startGroups(send(undefined));
    const [client, other] = [await desk.inChannel(ada), await desk.inChannel(ben)];
    await client.sendMention('anna');
    const buttonOf = (shown: typeof client) => shown.views().find((view) => view.signInButton);
    const { id, threadId } = await other.waitFor(buttonOf);
    await client.waitFor(buttonOf);
    await other.signIn(id);
    expect(desk.heard('signin/verifyState')[0]).toMatchObject({
      from: { aadObjectId: ben.oid },
      conversation: { id: `${desk.channel.id};messageid=${threadId}` },
    });
    expect(desk.heard('signin/verifyState')[0]).not.toHaveProperty('threadOf');
    expect(buttonOf(other)).toBeUndefined();
    expect(buttonOf(client)).toBeDefined();
  });

  it('fails unseen in a channel, for everybody there, where it asks for a silent exchange', async () => {
    desk = await startGroups(send('x'));
    const [client, other] = [await desk.inChannel(ada), await desk.inChannel(ben)];
    await client.sendMention('anna');
    await expect.poll(() => desk.heard('signin/failure').length).toBe(2);
    expect(desk.heard('signin/failure')[0]?.value).toMatchObject({ code: 'resourcematchfailed' });
    expect(desk.heard('signin/tokenExchange')).toEqual([]);
    await other.waitFor((shown) => shown.messages().length === 2);
    expect([...client.views(), ...other.views()].filter(({ from }) => from === 'bot')).toEqual([]);
  });
});

it('the sandbox has sample conversations with sample people', async () => {
  const sandbox = await startSandbox();
  try {
    const { groupChat, channel, sharedChannel, foreignPerson } = sandbox.teams.sampleConversations;
    const membersOf = (id: string) => sandbox.teams.conversations.get(id)?.memberIds ?? [];
    expect(membersOf(groupChat)).toContain(people.helpdeskAdministrator.oid);
    const enabled = sandbox.graph.directory.all().filter(({ accountEnabled }) => accountEnabled);
    expect(membersOf(channel)).toEqual(enabled.map(({ oid }) => oid));
    expect(membersOf(sharedChannel)).toContain(foreignPerson.oid);
    expect(foreignPerson.tenantId).not.toBe(sandbox.tenant.tenantId);
    expect(sandbox.graph.directory.byObjectId(foreignPerson.oid)).toBeUndefined();
  } finally {
    await sandbox.close();
  }
});
