import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Connector, cardAnswer, cardMessage, type Heard } from '../support/echoBot.ts';
import { ada, ben, startTeams, type TeamsUnderTest, tenant } from './teamsUnderTest.ts';

const card = (text: string, ...more: object[]) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text }, ...more],
});
const save = { type: 'Action.Execute', verb: 'save', data: { $edit: 'e1' } };

let desk: TeamsUnderTest;
afterEach(() => desk.close());

/** A bot that sends a card for any text, and answers card actions as told. */
async function start(
  onAction: (activity: Heard, connector: Connector) => Promise<Answer | undefined> = async () =>
    cardAnswer(card('answered')),
  content: object = card('stored', { type: 'Input.Text', id: 'jobTitle', value: 'Engineer' }),
) {
  desk = await startTeams(async (activity, connector) => {
    if (activity.name === 'adaptiveCard/action') return await onAction(activity, connector);
    if (activity.text) await connector.send(cardMessage(content));
    return undefined;
  });
  const client = await desk.open(ada);
  await client.send('show');
  return { client, id: client.last().id };
}
const sentAction = () => desk.heard('adaptiveCard/action').at(-1)?.value as Record<string, unknown>;

describe('a message', () => {
  it('arrives as Teams sends it, and the answers are there when the turn is over', async () => {
    const { client } = await start();
    const [activity] = desk.heard('message');
    expect(activity).toMatchObject({
      channelId: 'msteams',
      text: 'show',
      from: { id: client.userId, name: 'Ada Admin', aadObjectId: ada.oid },
      conversation: { id: client.conversationId, conversationType: 'personal' },
      id: client.messages()[0]?.id,
    });
    expect(client.userId).toMatch(/^29:1/);
    expect(client.userId).not.toContain(ada.oid);
    expect(client.last().card).toMatchObject({ body: [{ text: 'stored' }, {}] });
  });

  it('is seen by its own person alone', async () => {
    await start();
    const other = await desk.open(ben);
    expect(other.messages()).toEqual([]);
  });

  it('installs the app once for each person', async () => {
    await start();
    await desk.open(ada);
    expect(desk.heard('installationUpdate')).toHaveLength(1);
    const [update, ...others] = desk.heard('conversationUpdate');
    expect(others).toEqual([]);
    expect(update?.membersAdded).toContainEqual({ id: `28:${tenant.botId}` });
  });
});

describe('a card action', () => {
  it('carries its data with the inputs over it, and shows the answer until the message is drawn anew', async () => {
    const { client, id } = await start();
    await client.submit(id, save, { jobTitle: 'Lead' });
    expect(sentAction()).toEqual({
      action: { type: 'Action.Execute', verb: 'save', data: { $edit: 'e1', jobTitle: 'Lead' } },
      trigger: 'manual',
    });
    expect(client.shown(id)).toMatchObject({ body: [{ text: 'answered' }] });
    await client.reload();
    expect(client.shown(id)).toMatchObject({ body: [{ text: 'stored' }, {}] });
  });

  it('loses its answer to a reaction', async () => {
    const { client, id } = await start();
    await client.submit(id, save);
    await client.react(id);
    expect(client.shown(id)).toMatchObject({ body: [{ text: 'stored' }, {}] });
    expect(desk.heard('messageReaction')).toMatchObject([
      { replyToId: id, reactionsAdded: [{ type: 'like' }] },
    ]);
  });

  it('leaves emptied inputs out, or sends them empty, or sends nothing, as clients do', async () => {
    const { client, id } = await start();
    await client.submit(id, save, { jobTitle: '' });
    expect(sentAction().action).toMatchObject({ data: { $edit: 'e1' } });
    expect((sentAction().action as { data: object }).data).not.toHaveProperty('jobTitle');
    const mobile = await desk.open(ada, { inputHabit: 'sendsEmpty' });
    await mobile.submit(id, save, { jobTitle: '' });
    expect(sentAction().action).toMatchObject({ data: { jobTitle: '' } });
    const broken = await desk.open(ada, { inputHabit: 'dropsAll' });
    await broken.submit(id, save, { jobTitle: 'Lead' });
    expect((sentAction().action as { data: object }).data).toEqual({ $edit: 'e1' });
  });

  it('keeps the answer where the bot updated the message before it, and gives way to an update after it', async () => {
    let later: (() => Promise<number>) | undefined;
    const { client, id } = await start(async (activity, connector) => {
      await connector.update(activity.replyToId ?? '', cardMessage(card('updated')));
      later = () => connector.update(activity.replyToId ?? '', cardMessage(card('outcome')));
      return cardAnswer(card('answered'));
    });
    await client.submit(id, save);
    expect(client.shown(id)).toMatchObject({ body: [{ text: 'answered' }] });
    await later?.();
    await client.waitFor(() => JSON.stringify(client.shown(id)).includes('outcome'));
  });

  it.each([
    [{ status: 501 }, 'Something went wrong. Please try again.'],
    [
      cardAnswer({ code: 'BadRequest', message: 'x' }, 400, 'application/vnd.microsoft.error'),
      'Something went wrong. Please try again.',
    ],
    [{ body: {} }, 'Something went wrong. Please try again.'],
    [cardAnswer({}, 401, 'application/vnd.microsoft.error'), 'Unexpected response type for Status Code: 401'],
    [
      cardAnswer('', 200, 'application/vnd.microsoft.activity.message'),
      'Unable to reach app. Please try again.',
    ],
  ])('shows what went wrong under the card', async (answer, text) => {
    const { client, id } = await start(async () => answer);
    await client.submit(id, save);
    expect(client.view(id)).toMatchObject({
      error: text,
      busy: false,
      card: { body: [{ text: 'stored' }, {}] },
    });
  });

  it('shows a message it was answered with', async () => {
    const { client, id } = await start(async () =>
      cardAnswer('Noted.', 200, 'application/vnd.microsoft.activity.message'),
    );
    await client.submit(id, save);
    expect(client.view(id).notice).toBe('Noted.');
  });

  it('without a verb never reaches the bot', async () => {
    const { client, id } = await start();
    await client.submit(id, { type: 'Action.Execute' });
    expect(client.view(id).error).toContain('Unable to reach app');
    expect(desk.heard('adaptiveCard/action')).toEqual([]);
  });

  it('falls back to a message with a value and no text', async () => {
    const { client, id } = await start();
    const fallback = { type: 'Action.Submit', data: { $verb: 'save' } };
    await client.submitFallback(id, { ...save, fallback }, { jobTitle: 'Lead' });
    const activity = desk.heard('message').at(-1);
    expect(activity).toMatchObject({ value: { $verb: 'save', jobTitle: 'Lead' }, replyToId: id });
    expect(activity).not.toHaveProperty('text');
  });
});

describe('a card that refreshes itself', () => {
  it('asks when it is drawn, only for those it names, and after an edit with the card before', async () => {
    const refreshing = (version: string, userIds: string[]) => ({
      ...card(version),
      refresh: { action: { type: 'Action.Execute', verb: 'refresh', data: { version } }, userIds },
    });
    let userIds: string[] = [];
    desk = await startTeams(async (activity, connector) => {
      if (activity.text) await connector.send(cardMessage(refreshing('first', userIds)));
      return activity.type === 'invoke' ? cardAnswer(card('fresh')) : undefined;
    });
    const client = await desk.open(ada);
    await client.send('for nobody');
    expect(desk.heard('adaptiveCard/action')).toEqual([]);
    userIds = [client.userId];
    await client.send('for me');
    expect(sentAction()).toMatchObject({ trigger: 'automatic', action: { data: { version: 'first' } } });
    expect(client.last().card).toMatchObject({ body: [{ text: 'fresh' }] });
    desk.teams.conversations.get(client.conversationId)?.edit(client.last().id, {
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: refreshing('second', userIds) },
      ],
    });
    await client.waitFor(() => desk.heard('adaptiveCard/action').length === 2);
    expect(sentAction()).toMatchObject({ action: { data: { version: 'first' } } });
  });
});
