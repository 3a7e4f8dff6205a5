import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import type { Place } from '../support/groups.ts';
import * as groups from '../support/groups.ts';

// Group chats and channels: what all see, and what one sees.

const target = people.employee;
let now: number;
let desk: DeskUnderTest;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
});
afterEach(() => desk.close());

const inGroup = (person: { oid: string }, place?: Place, signedIn?: boolean) =>
  groups.inGroup(desk, person, place, signedIn);
const settled = (client: TeamsClient) => groups.settled(desk, client);
const forAll = (client: TeamsClient, messageId: string) => groups.cardForAll(desk, client, messageId);
const idOf = (place: Place) => desk.sandbox.teams.sampleConversations[place];
const ask = async (client: TeamsClient, text: string, options = {}) => {
  await client.sendMention(text, options);
  await settled(client);
  return client.last();
};

describe.each<Place>(['channel', 'groupChat'])('a look-up in a %s', (place) => {
  it('shows all who looked up whom, and the asker the profile', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place);
    const other = await inGroup(people.userAdministrator, place);
    const own = await ask(agent, target.displayName);
    expect(inputsOf(own.card)).toHaveProperty('mobilePhone');
    const base = await forAll(agent, own.id);
    expect(textOf(base)).toContain(`Looked up by ${people.helpdeskAdministrator.displayName}`);
    expect(textOf(base)).toContain(target.displayName);
    expect(titlesOf(base)).toEqual(['Open', 'Refresh']);
    expect(base).toMatchObject({ refresh: { userIds: [agent.userId] } });
    const person = desk.sandbox.graph.directory.person(target.oid) as unknown as Record<string, unknown>;
    for (const name of ['mobilePhone', 'city', 'userPrincipalName', 'id'])
      expect(JSON.stringify(base)).not.toContain(String(person[name]));
    await settled(other);
    expect(other.view(own.id).card).toEqual(base);
  });

  it('gives anyone else a view of their own, with their own rights', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place);
    const admin = await inGroup(people.userAdministrator, place);
    const { id } = await ask(agent, target.displayName);
    const view = await press(admin, admin.view(id), 'Open');
    expect(inputsOf(view.card)).toHaveProperty('jobTitle');
    expect(inputsOf(agent.view(id).card)).not.toHaveProperty('jobTitle');
    const saved = await press(admin, view, 'Save', { jobTitle: 'Lead', mobilePhone: '+31 6 99887766' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    await settled(admin);
    await settled(agent);
    const base = await forAll(agent, id);
    expect(textOf(base)).toContain(`Changed by ${people.userAdministrator.displayName}`);
    expect(textOf(base)).toContain('Job title, Mobile phone');
    expect(JSON.stringify(base)).not.toContain('99887766');
    // The clicker still sees the outcome, the asker their own form, after the message was changed.
    expect(textOf(admin.view(id).card)).toMatch(/^Saved\n/);
    expect(titlesOf(agent.view(id).card)).toContain('Save');
    expect(base).toMatchObject({ refresh: { userIds: [agent.userId, admin.userId] } });
  });

  it('keeps a list of people to the asker, whose choice all see', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place);
    const other = await inGroup(people.userAdministrator, place);
    const listed = await ask(agent, 'Anna Smith');
    expect(titlesOf(listed.card).filter((title) => title === 'Open').length).toBeGreaterThan(1);
    const base = await forAll(agent, listed.id);
    expect(textOf(base)).toContain('is choosing one of several people');
    expect(JSON.stringify(base)).not.toContain('Smith');
    const refused = await other.submit(listed.id, actionOf(base, 'Choose') as CardAction);
    expect(refused).toMatchObject({ kind: 'notice', text: expect.stringContaining('who asked') });
    const chosen = await press(agent, listed, 'Open');
    expect(titlesOf(chosen.card)).toContain('Save');
    await settled(agent);
    expect(textOf(await forAll(agent, listed.id))).toContain('Anna Smith');
  });

  it('says to all that nobody was found, without what was typed', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place);
    const { id } = await ask(agent, 'Xaverius Nobody');
    const base = await forAll(agent, id);
    expect(textOf(base)).toContain('Nobody was found');
    expect(JSON.stringify(base)).not.toContain('Xaverius');
  });

  it('of somebody who is not signed in begins with Sign in, and never with an OAuth card', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place, false);
    const other = await inGroup(people.userAdministrator, place);
    const { id, card } = await ask(agent, target.displayName);
    expect(textOf(card)).toContain('is looking someone up');
    expect(JSON.stringify(card)).not.toContain(target.displayName);
    expect(desk.sandbox.graph.requests.filter(({ callerOid }) => callerOid === agent.oid)).toEqual([]);
    const refused = await other.submit(id, actionOf(card, 'Sign in') as CardAction);
    expect(refused).toMatchObject({ kind: 'notice' });
    const asked = await agent.submit(id, actionOf(card, 'Sign in') as CardAction);
    expect(asked).toMatchObject({ kind: 'login' });
    expect(JSON.stringify(asked)).not.toContain('tokenExchangeResource');
    await agent.signIn(id);
    await settled(agent);
    expect(inputsOf(agent.view(id).card)).toHaveProperty('mobilePhone');
    expect(textOf(await forAll(agent, id))).toContain(target.displayName);
    const sent = desk.sandbox.teams.connector.calls.filter(({ conversationId }) =>
      conversationId.startsWith(idOf(place)),
    );
    expect(JSON.stringify(sent)).not.toContain('application/vnd.microsoft.card.oauth');
  });

  it('stays as it is for who is not signed in any more', async () => {
    const agent = await inGroup(people.helpdeskAdministrator, place);
    const own = await ask(agent, target.displayName);
    desk.sandbox.tokenService.forgetAll();
    const again = await desk.as(people.helpdeskAdministrator, { conversationId: idOf(place) });
    await settled(again);
    expect(again.view(own.id).card).toEqual(await forAll(agent, own.id));
    expect(titlesOf(again.view(own.id).card)).toEqual(['Open', 'Refresh']);
  });
});

describe('a view that is drawn again', () => {
  it('is what all see where Graph wants a new sign-in, and signs nobody out', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const own = await ask(agent, target.displayName);
    now += 60_000;
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind: 'status', status: 401 });
    await settled(agent);
    expect(titlesOf(agent.view(own.id).card)).toEqual(['Open', 'Refresh']);
    await settled(agent);
    expect(titlesOf(agent.view(own.id).card)).toContain('Save');
  });
});

describe('in a channel', () => {
  it('the answer stands in the thread of the question, and an unmentioned message is not heard', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const own = await ask(agent, target.displayName);
    const [question] = agent.messages();
    expect(agent.messages().at(-1)).toMatchObject({ threadId: question?.id });
    await agent.send('anna');
    await settled(agent);
    expect(agent.last().id).toBe(own.id);
  });

  it('looks up whom a mention means', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const calls = desk.sandbox.teams.connector.calls.length;
    const own = await ask(agent, '', { mentions: [{ oid: target.oid }] });
    expect(textOf(await forAll(agent, own.id))).toContain(target.displayName);
    const methods = desk.sandbox.teams.connector.calls.slice(calls).map(({ method }) => method);
    expect(methods.filter((method) => method === 'members')).toHaveLength(1);
  });

  it('fills in what the message changes, for the asker alone', async () => {
    const admin = await inGroup(people.userAdministrator);
    const own = await ask(admin, `${target.displayName}: job title = Chief Wrangler`);
    expect(inputsOf(own.card)).toMatchObject({ jobTitle: 'Chief Wrangler' });
    expect(JSON.stringify(await forAll(admin, own.id))).not.toContain('Wrangler');
    const saved = await press(admin, own, 'Save');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    // The title is for all to see once it is saved.
    await settled(admin);
    expect(textOf(await forAll(admin, own.id))).toContain('Chief Wrangler');
  });

  it.each([
    ['help', 'What you can type'],
    ['sign out', 'personal chat'],
    ['photo Anna', 'personal chat'],
    ['', 'Mention me with the name'],
  ])('answers “%s”', async (text, says) => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const last = await ask(agent, text);
    expect(last.text ?? textOf(last.card)).toContain(says);
  });

  it('points a client that knows no Action.Execute to the personal chat, where nobody reads along', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const own = await ask(agent, target.displayName);
    const base = await forAll(agent, own.id);
    desk.graphCalls();
    await agent.submitFallback(own.id, actionOf(base, 'Open') as CardAction);
    await settled(agent);
    expect(agent.last().text).toContain('personal chat');
    expect(desk.patches()).toEqual([]);
  });

  it('answers a sign-in that failed in the client in words, and offers no card to sign in with', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    await ask(agent, target.displayName);
    const said = desk.sandbox.teams.deliveries.findLast(({ activity }) => activity.type === 'message');
    const { text: _, entities: __, ...fields } = said?.activity ?? { id: '', type: '' };
    const failure = {
      ...fields,
      type: 'invoke',
      name: 'signin/failure',
      value: { code: 'resourcematchfailed' },
    };
    await desk.sandbox.teams.redeliver(agent.oid, failure, true);
    await settled(agent);
    expect(agent.last().text).toContain('Signing in did not work (resourcematchfailed)');
    expect(agent.last().card).toBeUndefined();
  });

  it('refuses somebody of another organisation in words', async () => {
    const { foreignPerson, sharedChannel } = desk.sandbox.teams.sampleConversations;
    for (const foreignTenant of ['inActivity', 'inRosterOnly'] as const) {
      desk.sandbox.teams.settings.foreignTenant = foreignTenant;
      const partner = await desk.as(foreignPerson, { conversationId: sharedChannel });
      const last = await ask(partner, target.displayName);
      expect(last.text).toContain('another');
      expect(desk.sandbox.graph.requests.filter(({ callerOid }) => callerOid === foreignPerson.oid)).toEqual(
        [],
      );
    }
  });

  it('costs a viewer one read in a minute, however often Teams draws the view again', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const { id } = await ask(agent, target.userPrincipalName);
    desk.graphCalls();
    for (let time = 0; time < 5; time += 1) {
      await settled(agent);
    }
    expect(titlesOf(agent.view(id).card)).toContain('Save');
    expect(desk.graphCalls().length).toBeLessThanOrEqual(1);
    now += 60_000;
    await settled(agent);
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch']);
    expect(desk.patches()).toEqual([]);
  });

  it('a card that was copied into another conversation is none there', async () => {
    const agent = await inGroup(people.helpdeskAdministrator);
    const { id } = await ask(agent, target.displayName);
    const base = await forAll(agent, id);
    const elsewhere = await inGroup(people.userAdministrator, 'groupChat');
    const other = await ask(elsewhere, people.obrien.displayName);
    await elsewhere.execute(other.id, actionOf(base, 'Open') as CardAction);
    expect(textOf(elsewhere.view(other.id).card)).toContain('This card is too old');
  });
});
