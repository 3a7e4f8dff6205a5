import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionsOf, elementsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterEach(() => {
  desk.sandbox.graph.faults.clear();
  desk.graphCalls();
});
afterAll(() => desk.close());

const twoRoundTrips = ['POST /v1.0/$batch', 'POST /v1.0/$batch'];

describe('looking somebody up', () => {
  it('signs in silently, and answers once though the exchange comes twice', async () => {
    const fresh = await desk.as(people.helpdeskAdministrator);
    await fresh.send(people.obrien.userPrincipalName);
    const exchanges = desk.sandbox.teams.deliveries.filter(
      ({ oid, activity }) => oid === fresh.oid && activity.name === 'signin/tokenExchange',
    );
    expect(exchanges.map(({ status }) => status)).toEqual([200, 200]);
    const cards = fresh.views().filter(({ card }) => textOf(card).includes(people.obrien.userPrincipalName));
    expect(cards).toHaveLength(1);
  });

  it.each([
    ['the name', people.obrien.displayName],
    ['the words in another order', people.obrien.displayName.split(' ').reverse().join(' ')],
    ['the start of the name', people.obrien.displayName.slice(0, 5)],
    ['find and the name', `find ${people.obrien.displayName}`],
  ])('finds by %s, in two round trips', async (_kind, text) => {
    await client.send(text);
    expect(textOf(client.last().card)).toContain(people.obrien.userPrincipalName);
    expect(desk.graphCalls()).toEqual(twoRoundTrips);
  });

  it.each([
    ['UPN', people.obrien.userPrincipalName],
    ['object id', people.obrien.oid],
    ['guest’s UPN', people.guest.userPrincipalName],
  ])('finds by %s, in one round trip', async (kind, text) => {
    await client.send(text);
    expect(textOf(client.last().card)).toContain(
      kind.startsWith('guest') ? people.guest.userPrincipalName : people.obrien.userPrincipalName,
    );
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch']);
  });

  it('finds by a mail address that is not the UPN, and by an employee id', async () => {
    const everybody = desk.sandbox.graph.directory
      .all()
      .map(({ oid }) => desk.sandbox.graph.directory.person(oid) as Record<string, string>);
    const other = everybody.find(
      ({ mail, userPrincipalName, accountEnabled }) => mail && mail !== userPrincipalName && accountEnabled,
    );
    await client.send(other?.mail ?? '');
    expect(textOf(client.last().card)).toContain(other?.userPrincipalName);
    const numbered = everybody.find(({ employeeId }) => employeeId);
    await client.send(numbered?.employeeId ?? '');
    expect(textOf(client.last().card)).toContain(numbered?.userPrincipalName);
  });

  it('lists several, and opens one in place', async () => {
    await client.send('Anna Smith');
    const list = client.last();
    expect(textOf(list.card)).toContain(people.annaSmith.userPrincipalName);
    expect(textOf(list.card)).toContain(people.secondAnnaSmith.userPrincipalName);
    expect(elementsOf(list.card).some(({ type }) => type === 'Image')).toBe(false);
    const opened = await press(client, list, 'Open');
    expect(opened.id).toBe(list.id);
    expect(titlesOf(opened.card)).toContain('Save');
    await desk.app.idle();
    await client.reload();
    expect(titlesOf(client.view(list.id).card)).toContain('Save');
  });

  it('shows at most ten, and says that there are more', async () => {
    await client.send('Alex');
    expect(actionsOf(client.last().card).filter(({ title }) => title === 'Open')).toHaveLength(10);
    expect(textOf(client.last().card)).toContain('There are more than these');
  });

  it.each([
    'Nobody Atall',
    '\\',
    '&',
    '%',
    '#',
    `') or 1 eq 1`,
    '😀',
    'a'.repeat(256),
    '{count, plural}',
    '<b>x</b>',
    '**x**',
    '123456',
  ])('takes %j for text', async (text) => {
    await client.send(text);
    expect(textOf(client.last().card)).toMatch(/Nobody found for|matches|match /);
  });

  it('takes a quotation mark for text, and finds who has one', async () => {
    await client.send('"');
    expect(textOf(client.last().card)).toContain('Zoë "Zee" McAllister');
  });

  it('says so where a text is too long for a name, without asking Graph', async () => {
    await client.send('x'.repeat(10_000));
    expect(textOf(client.last().card)).toContain('at most 256 characters');
    expect(desk.graphCalls()).toEqual([]);
  });

  it('asks who, and takes any answer for a name', async () => {
    await client.send('find');
    expect(client.last().text).toBe('Who are you looking for?');
    await client.send(people.obrien.userPrincipalName);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
  });

  it('leaves what is under way on cancel', async () => {
    await client.send('find');
    await client.send('cancel');
    expect(client.last().text).toBe('Cancelled.');
    await client.send('cancel');
    expect(client.last().text).toBe('There is nothing to cancel.');
  });

  it('shows state: guest, disabled, synced', async () => {
    await client.send(people.guest.userPrincipalName);
    expect(textOf(client.last().card)).toContain('Guest');
    await client.send(people.disabled.userPrincipalName);
    expect(textOf(client.last().card)).toContain('Sign-in blocked');
    await client.send(people.synced.userPrincipalName);
    expect(textOf(client.last().card)).toContain(
      'Synced from on-premises Active Directory. Change it there.',
    );
  });

  it('speaks Dutch to a Dutch client', async () => {
    desk.sandbox.teams.settings.locale = 'nl-NL';
    await client.send('help');
    desk.sandbox.teams.settings.locale = 'en-US';
    expect(textOf(client.last().card)).toContain('Wat u kunt typen');
  });

  it('reads once more after a fault, and says so where that does not help', async () => {
    desk.sandbox.graph.faults.add({
      match: { pathIncludes: '$batch' },
      kind: 'status',
      status: 503,
      times: 1,
    });
    await client.send(people.obrien.oid);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind: 'reset', times: 2 });
    await client.send(people.obrien.oid);
    expect(textOf(client.last().card)).toContain('The directory can’t be reached just now');
  });

  it.each(['truncate', 'html'] as const)('survives an answer that is none: %s', async (kind) => {
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind, times: 2 });
    await client.send(people.obrien.oid);
    expect(textOf(client.last().card)).toContain('The directory can’t be reached just now');
  });
});

describe('signing in', () => {
  it('offers the button where silence does not work, and goes on after it', async () => {
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    const fresh = await desk.as(people.globalAdministrator);
    await fresh.send(people.obrien.oid);
    const asked = fresh.last();
    expect(asked.signInButton?.title).toBe('Sign in');
    await fresh.signIn(asked.id);
    desk.sandbox.teams.settings.ssoMode = 'silent';
    expect(textOf(fresh.last().card)).toContain(people.obrien.displayName);
  });

  it('answers a failure of the client in words, with the button', async () => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.teams.settings.ssoMode = 'unsupported';
    await client.send(people.obrien.oid);
    desk.sandbox.teams.settings.ssoMode = 'silent';
    expect(client.last().signInButton?.text).toContain('resourcematchfailed');
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
  });

  it('never acts for another account than the one that speaks', async () => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.tokenService.settings.signInAs = people.globalAdministrator.oid;
    desk.graphCalls();
    await client.send(people.obrien.oid);
    desk.sandbox.tokenService.settings.signInAs = undefined;
    expect(desk.graphCalls()).toEqual([]);
    expect(client.last().signInButton?.text).toContain('another account');
    await client.signIn(client.last().id, people.globalAdministrator.oid);
    expect(desk.graphCalls()).toEqual([]);
    expect(textOf(client.last().card)).toContain('another account');
    await client.send(people.obrien.oid);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
  });

  it('signs out', async () => {
    await client.send('sign out');
    expect(client.last().text).toContain('You are signed out');
  });

  it('shows the consent link where consent is missing', async () => {
    desk.sandbox.entra.settings.consents.clear();
    const fresh = await desk.as(people.annaSmith);
    await fresh.send(people.obrien.oid);
    const card = fresh.last().card;
    for (const permission of desk.sandbox.entra.settings.registered)
      desk.sandbox.entra.settings.consents.add(permission);
    expect(textOf(card)).toContain('consent is missing');
    const link = actionsOf(card).find(({ type }) => type === 'Action.OpenUrl')?.url as string;
    expect(new URL(link).searchParams.get('scope')).toContain('/User.Read.All');
  });

  it('offers the button once after a claims challenge, then says what the policy wants', async () => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await client.send(people.obrien.oid);
    expect(client.last().signInButton?.text).toContain('Conditional Access');
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain('50076');
    desk.sandbox.entra.settings.claimsChallenges = 0;
    await client.send(people.obrien.oid);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
  });
});
