import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox, SandboxCredential } from '../../src/sandbox/sandbox.ts';
import { type CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { makeArtefact } from '../support/artefact.ts';
import { type Azurite, type Container, startAzurite } from '../support/azurite.ts';
import { type BotProcess, startBot } from '../support/botProcess.ts';
import { clickOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { deliverTo } from '../support/delivery.ts';
import { press } from '../support/desk.ts';
import { delayPatch, openChat, startServices } from '../support/processDesk.ts';
import { type RoundRobin, startRoundRobin } from '../support/roundRobin.ts';

// Two instances of what is deployed, each a process with nothing but its environment, on one Azure Blob container, behind a
// load balancer that gives every request to the other one.

let azurite: Azurite;
let app: string;
beforeAll(async () => {
  app = makeArtefact();
  azurite = await startAzurite();
});

let container: Container;
let sandbox: Sandbox;
let bots: BotProcess[];
let balancer: RoundRobin;
const startInstance = () =>
  startBot(
    sandbox,
    { STORAGE: container.url, STORAGE_CONNECTION_STRING: container.connectionString },
    { file: join(app, 'index.js') },
  );
async function startInstances(credential: SandboxCredential): Promise<void> {
  container = await azurite.createContainer();
  sandbox = await startServices({ credential });
  bots = await Promise.all([startInstance(), startInstance()]);
  balancer = await startRoundRobin(bots.map(({ url }) => url));
  sandbox.setBotEndpoint(`${balancer.url}/api/messages`);
}

const writes = () =>
  sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const wentToBoth = () => new Set(balancer.sentTo).size === 2;

/** Teams delivers a click to each of the instances at the same time, each time with a new id. @returns what they answer */
async function clickOnAll(clicker: TeamsClient, messageId: string, action: CardAction): Promise<string[]> {
  const earlier = sandbox.teams.deliveries.findLast(
    ({ oid, activity }) => oid === clicker.oid && activity.name === 'adaptiveCard/action',
  );
  const value = { action: { type: 'Action.Execute', ...action }, trigger: 'manual' };
  const answers = bots.map(async ({ url }) => {
    const copy = {
      ...earlier?.activity,
      type: 'invoke',
      id: `f:${randomUUID()}`,
      replyToId: messageId,
      value,
    };
    const { body } = await deliverTo(sandbox, url, copy);
    return textOf((body as { value: unknown }).value);
  });
  return await Promise.all(answers);
}

describe('a dialog that one instance began', () => {
  beforeEach(() => startInstances('secret'));

  it('goes on on the other: the question, the sign-in, the section, the save and its undo', async () => {
    const client = await openChat(sandbox);
    await client.send('find');
    expect(client.last().text).toBe('Who are you looking for?');
    await client.send(people.obrien.displayName);
    const form = await client.waitFor((chat) => titlesOf(chat.last().card).includes('Save') && chat.last());
    const saved = await press(client, form, 'Save', { jobTitle: 'Harbor Master' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    const undone = await press(client, saved, 'Undo');
    expect(textOf(undone.card)).toMatch(/^Undone\n/);
    expect(writes()).toEqual([{ jobTitle: 'Harbor Master' }, { jobTitle: inputsOf(form.card).jobTitle }]);
    expect(wentToBoth()).toBe(true);
  });

  it('is there for a sign-in that the client answers before the turn has ended', async () => {
    const client = await openChat(sandbox);
    // One client, whose answer goes to the other instance.
    sandbox.teams.settings.duplicateTokenExchange = false;
    // The OAuth card is in the chat, and the instance that sent it does not know yet.
    sandbox.teams.connector.faults.push({ on: 'reply', lateMs: 1_500 });
    await client.send(people.obrien.displayName);
    expect(titlesOf(client.last().card)).toContain('Save');
    expect(wentToBoth()).toBe(true);
    // The first turn, which ended last, did not bring back what the second one was done with.
    await client.send('cancel');
    expect(client.last().text).toBe('There is nothing to cancel.');
  });
});

describe('the same click on both instances', () => {
  beforeEach(() => startInstances('secret'));

  it('applies an edit once, and takes it back once', async () => {
    const client = await openChat(sandbox);
    await client.send(people.obrien.oid);
    const form = client.last();
    await press(client, form, 'Save');
    delayPatch(sandbox, 200);
    for (const text of await clickOnAll(
      client,
      form.id,
      clickOf(form.card, 'Save', { jobTitle: 'Harbor Master' }),
    ))
      expect(text).toMatch(/^Saved\n/);
    expect(writes()).toEqual([{ jobTitle: 'Harbor Master' }]);
    await client.reload();
    const outcome = await client.waitFor((chat) => {
      const view = chat.view(form.id);
      return titlesOf(view.card).includes('Undo') && view;
    });
    for (const text of await clickOnAll(client, form.id, clickOf(outcome.card, 'Undo')))
      expect(text).toMatch(/^Undone\n/);
    expect(writes()).toHaveLength(2);
  });

  it('decides a request once, and its asker is told once', async () => {
    const inChannel = async ({ oid }: { oid: string }): Promise<TeamsClient> => {
      const personal = new TeamsClient({ baseUrl: sandbox.url, oid });
      await personal.open();
      await personal.send(people.obrien.userPrincipalName);
      personal.close();
      const client = new TeamsClient({
        baseUrl: sandbox.url,
        oid,
        conversationId: sandbox.teams.sampleConversations.channel,
      });
      await client.open();
      return client;
    };
    const [agent, admin] = [
      await inChannel(people.helpdeskAdministrator),
      await inChannel(people.userAdministrator),
    ];
    try {
      await agent.sendMention(people.employee.displayName);
      await agent.reload();
      const form = await press(agent, agent.last(), 'Ask for a change');
      await press(agent, form, 'Ask for approval', { jobTitle: 'Chief Wrangler' });
      const request = await admin.waitFor((chat) =>
        chat.views().find(({ card }) => titlesOf(card).includes('Review')),
      );
      const review = await press(admin, request, 'Review');
      const answers = await clickOnAll(admin, review.id, clickOf(review.card, 'Approve'));
      for (const text of answers) expect(text).toMatch(/^Saved\n/);
      expect(writes()).toEqual([{ jobTitle: 'Chief Wrangler' }]);
      const told = () =>
        agent.messages().filter((message) => JSON.stringify(message).includes('what you asked for'));
      await agent.waitFor(() => told().length > 0);
      // Whatever the instances still have under way is done when they have stopped.
      await Promise.all(bots.map((bot) => bot.end('SIGTERM')));
      await agent.reload();
      expect(told()).toHaveLength(1);
      const stored = agent.messages().find(({ id }) => id === request.id);
      expect(textOf(stored?.attachments[0]?.content)).toContain('Approved by');
    } finally {
      agent.close();
      admin.close();
    }
  });
});

describe('an instance that is killed in the middle of a save, and replaced', () => {
  it.each([
    ['before', 'secret'],
    ['after', 'certificate'],
    ['after', 'managedIdentity'],
  ] as const)(
    'loses nothing and does nothing twice: killed %s Graph did the write, with a %s',
    async (when, credential) => {
      await startInstances(credential);
      const client = await openChat(sandbox);
      await client.send(people.obrien.oid);
      const form = client.last();
      const arrived = new Promise<void>((resolve) => {
        sandbox.graph.faults.add({
          kind: 'delay',
          afterApply: when === 'after',
          match: ({ method }) => {
            if (method === 'PATCH') resolve();
            return method === 'PATCH';
          },
        });
      });
      const clicked = press(client, form, 'Save', { jobTitle: 'Harbor Master' }).catch(() => undefined);
      await arrived;
      const busy = bots.findIndex(({ url }) => url === balancer.sentTo.at(-1));
      await bots[busy]?.end('SIGKILL');
      await clicked;
      sandbox.graph.faults.clear();
      expect(writes()).toEqual([{ jobTitle: 'Harbor Master' }]);

      // The surviving instance answers alone; it neither writes again nor claims to know.
      const save = clickOf(form.card, 'Save', { jobTitle: 'Harbor Master' });
      await client.execute(form.id, save);
      expect(textOf(client.view(form.id).card)).toMatch(/^Saving…/);
      const fresh = await startInstance();
      sandbox.setBotEndpoint(`${balancer.url}/api/messages`);
      balancer.targets[busy] = fresh.url;
      bots[busy] = fresh;
      // The other person's save is not held up by it, through either instance.
      await client.send(people.hyphenated.oid);
      const other = await press(client, client.last(), 'Save', { jobTitle: 'Dock Master' });
      expect(textOf(other.card)).toMatch(/^Saved\n/);
      // Once the lease is over, the outcome is found out from the directory, on whichever instance.
      const look = { ...save, verb: 'showResult', data: { ...(save.data as object), $verb: 'showResult' } };
      const shown = () => textOf(client.view(form.id).card);
      // Each look waits for the save as long as a click may take.
      for (let looks = 20; looks > 0 && shown().startsWith('Saving…'); looks -= 1)
        await client.execute(form.id, look);
      expect(shown()).toMatch(when === 'after' ? /^Saved\n/ : /^Not known whether it was saved\n/);
      expect(writes()).toEqual([{ jobTitle: 'Harbor Master' }, { jobTitle: 'Dock Master' }]);
    },
    120_000,
  );
});
