import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roles } from '../../src/sandbox/graph/roles.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const dayMs = 24 * 60 * 60_000;
const auditScopes = ['AuditLog.Read.All', 'Directory.Read.All'];
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now }, deadlines: { messageMs: 4_000 } });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);
const consent = () => auditScopes.forEach((scope) => void desk.sandbox.entra.settings.consents.add(scope));
/** Somebody who may change profiles and read the log. */
const readLog = () =>
  desk.sandbox.graph.directory.setRoles(people.userAdministrator.oid, [
    roles.userAdministrator,
    roles.reportsReader,
  ]);

async function save(typed: Readonly<Record<string, string>>): Promise<MessageView> {
  await client.send(target.oid);
  return await press(client, client.last(), 'Save', typed);
}

/** The card of a history, in its two parts. */
async function history(who: string = target.oid): Promise<{ card: unknown; own: string; log: string }> {
  await client.send(`history ${who}`);
  const { card } = client.last();
  const [own = '', log = ''] = textOf(card).split('In Entra’s audit log');
  return { card, own, log };
}

describe('the history of somebody', () => {
  it('tells what was saved through the bot: when, by whom, which fields, why; and no values', async () => {
    await save({ jobTitle: 'Lead Broker', city: 'Delft', $reason: 'INC-4711' });
    const { card, own } = await history();
    expect(own).toContain(target.displayName);
    expect(own).toContain('March 2, 2026 at 9:00 AM UTC\nSaved · by');
    expect(own).toContain(`by ${people.userAdministrator.displayName}`);
    expect(own).toContain('Job title, City');
    expect(own).toContain('Reason or ticket number: INC-4711');
    expect(own).not.toContain('Lead Broker');
    expect(titlesOf(card)).toContain('Open profile');
  });

  it('tells what was not saved', async () => {
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 400 });
    await save({ jobTitle: 'Lead Broker' });
    expect((await history()).own).toContain('Not saved');
  });

  it('reads in one round trip what it needs, and the log beside it; nothing is written', async () => {
    consent();
    readLog();
    await save({ jobTitle: 'Lead Broker' });
    const patches = desk.patches().length;
    desk.graphCalls();
    await history();
    expect(desk.graphCalls().toSorted()).toEqual([
      'GET /v1.0/auditLogs/directoryAudits',
      'POST /v1.0/$batch',
    ]);
    await history(target.displayName);
    expect(desk.graphCalls()[0]).toBe('POST /v1.0/$batch');
    expect(desk.patches()).toHaveLength(patches);
  });

  it('leads to the profile, in place', async () => {
    await history();
    const opened = await press(client, client.last(), 'Open profile');
    expect(titlesOf(opened.card)).toContain('Save');
  });

  it('forgets what is older than it is kept', async () => {
    await save({ jobTitle: 'Lead Broker' });
    now += 89 * dayMs;
    expect((await history()).own).toContain('Job title');
    now += dayMs;
    expect((await history()).own).toContain('None in the last 90 days.');
  });

  it('keeps no value of the log, and no name, in the bot’s own log', async () => {
    consent();
    readLog();
    outside({ jobTitle: 'Kanarie-Functie', mobilePhone: '+31 6 7099912' });
    expect((await history()).log).toContain('Kanarie-Functie');
    expect(desk.lines.join('')).not.toMatch(/Kanarie|7099912|O'Brien/);
  });
});

describe('what Entra’s audit log says', () => {
  it('is not there without consent, and the rest is; the link asks for it', async () => {
    readLog();
    await save({ jobTitle: 'Lead Broker' });
    const { card, own, log } = await history();
    expect(own).toContain('Job title');
    expect(log).toContain('has not consented');
    const link = actionsOf(card).find(({ type }) => type === 'Action.OpenUrl')?.url as string;
    const scope = new URL(link).searchParams.get('scope');
    for (const permission of auditScopes) expect(scope).toContain(`/${permission}`);
    expect(desk.graphCalls().some((call) => call.includes('auditLogs'))).toBe(false);
  });

  it('is not there without a role that reads it, and the rest is', async () => {
    consent();
    await save({ jobTitle: 'Lead Broker' });
    const { card, own, log } = await history();
    expect(own).toContain('Job title');
    expect(log).toContain('only some roles read it');
    expect(titlesOf(card)).toEqual(['Open profile']);
  });

  it.each([
    ['throttled', { kind: 'throttle', retryAfterSeconds: 60 }],
    ['down', { kind: 'status', status: 503, times: 2 }],
    ['no JSON', { kind: 'html', times: 2 }],
    ['slower than an answer may be', { kind: 'delay', ms: 8_000 }],
  ] as const)('is not there while the log is %s, and the rest is', async (_what, fault) => {
    consent();
    readLog();
    await save({ jobTitle: 'Lead Broker' });
    desk.sandbox.graph.faults.add({ match: { pathIncludes: 'auditLogs' }, ...fault });
    const { own, log } = await history();
    expect(own).toContain('Job title');
    expect(log).toContain('could not be read just now');
  });

  it('tells values before and after, of a save and of a change from outside', async () => {
    consent();
    readLog();
    outside({ jobTitle: 'Clerk', businessPhones: ['+31 10 1'] });
    now += 60_000;
    await save({ jobTitle: 'Lead Broker' });
    now += 60_000;
    outside({ accountEnabled: false, faxNumber: '[**x**](https://x.example)' });
    const { own, log } = await history();
    expect(log).toContain('Job title: Clerk → Lead Broker');
    expect(log).toContain(`by ${people.userAdministrator.userPrincipalName}`);
    expect(log).toContain('Account enabled: Yes → No');
    expect(log).toContain('by HR provisioning');
    expect(log).toContain('[**x**](https://x.example)');
    expect(log.indexOf('Account enabled')).toBeLessThan(log.indexOf('Lead Broker'));
    expect(own).toContain('Job title');
    expect(own).not.toContain('Account enabled');
    expect(own).not.toContain('Business phone');
  });

  it('is behind, and says so', async () => {
    consent();
    readLog();
    desk.sandbox.graph.settings.auditLagMs = 120_000;
    await save({ jobTitle: 'Lead Broker' });
    const { own, log } = await history();
    expect(own).toContain('Job title');
    expect(log).toContain('some minutes behind');
    expect(log).toContain('Nothing.');
  });

  it('shows at most twenty, and says that there are more', async () => {
    consent();
    readLog();
    for (let index = 0; index < 21; index += 1) outside({ jobTitle: `Title ${index}` });
    const { log } = await history();
    expect(log.match(/Update user/g)).toHaveLength(20);
    expect(log).toContain('Older ones are in the Entra admin center');
  });
});

describe('whose history', () => {
  it('is chosen from a list, which leads to it and not to the profile', async () => {
    await client.send('history Anna Smith');
    const list = client.last();
    expect(titlesOf(list.card)).toEqual(['History', 'History']);
    const chosen = await press(client, list, 'History');
    expect(chosen.id).toBe(list.id);
    expect(textOf(chosen.card)).toContain('Changes made to this person');
    expect(textOf((await desk.stored(client, list)).card)).toContain('Changes made to this person');
  });

  it.each([
    ['a UPN', target.userPrincipalName],
    ['an object id in capitals', target.oid.toUpperCase()],
    ['a name', target.displayName],
  ])('is found by %s', async (_what, who) => {
    await save({ jobTitle: 'Lead Broker' });
    expect((await history(who)).own).toContain('Job title');
  });

  it.each(['Nobody Atall', '00000000-0000-0000-0000-000000000000'])(
    'is nobody’s where nobody is found: %s',
    async (who) => {
      await client.send(`history ${who}`);
      expect(textOf(client.last().card)).toContain('Nobody found for');
    },
  );

  it('is asked for, in Dutch too', async () => {
    await client.send('history');
    expect(client.last().text).toBe('Whose changes do you want to see?');
    await client.send(target.displayName);
    expect(textOf(client.last().card)).toContain('Changes made to this person');
    desk.sandbox.teams.settings.locale = 'nl-NL';
    await client.send(`geschiedenis ${target.displayName}`);
    expect(textOf(client.last().card)).toContain('Wijzigingen bij deze persoon');
  });

  it('is told in words where they are gone or Graph is down, with the way back', async () => {
    await client.send('history Anna Smith');
    const list = client.last();
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind: 'reset', times: 2 });
    const failed = await press(client, list, 'History');
    expect(textOf(failed.card)).toContain('The directory can’t be reached just now');
    desk.sandbox.graph.directory.remove(people.annaSmith.oid);
    desk.sandbox.graph.directory.remove(people.secondAnnaSmith.oid);
    const gone = await press(client, failed, 'History');
    expect(textOf(gone.card)).toContain('This person is not in the directory (any more).');
  });

  it('asks for the sign-in that a policy wants, though consent to the log is missing as well', async () => {
    desk.sandbox.entra.settings.claimsChallenges = 1;
    await client.send(`history ${target.oid}`);
    expect(client.last().signInButton?.text).toContain('Conditional Access');
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain('has not consented');
  });

  it('says what consent is missing where nobody consented to anything', async () => {
    desk.sandbox.entra.settings.consents.clear();
    const fresh = await desk.as(people.annaSmith);
    await fresh.send(`history ${target.oid}`);
    expect(textOf(fresh.last().card)).toContain('consent is missing');
  });
});
