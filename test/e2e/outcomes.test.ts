import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.annaSmith;
const match = { method: 'PATCH' };
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  // So short that a test waits for nothing, so long that a machine with much to do keeps them.
  desk = await startDesk({ clock: { now: () => now }, deadlines: { invokeMs: 1_500, writeMs: 2_500 } });
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
  await desk.app.idle();
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
const fromBot = () => client.views().filter(({ from }) => from === 'bot').length;
const storedText = async (): Promise<string> => {
  await desk.app.idle();
  await client.reload();
  return textOf(client.last().card);
};

describe('a write whose answer is lost', () => {
  it('is told as unknown, and Show result finds that it was done', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: true });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(await storedText()).toMatch(/^Not known whether it was saved\n/);
    expect(titlesOf(client.last().card)).toContain('Show result');
    await press(client, client.last(), 'Show result');
    expect(await storedText()).toMatch(/^Saved\n/);
    await press(client, client.last(), 'Undo');
    expect(person().city).toBe('Rotterdam');
    expect(patches()).toHaveLength(2);
  });

  it('is told as unknown, and Show result finds that it was not done', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'reset' });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(await storedText()).toMatch(/^Not known whether it was saved\n/);
    now += 11 * 60_000;
    await press(client, client.last(), 'Show result');
    expect(await storedText()).toMatch(/^Not saved\n/);
    expect(person().city).toBe('Rotterdam');
    expect(patches()).toHaveLength(1);
  });

  it.each([
    ['a gateway’s page', { kind: 'html' } as const],
    ['503', { kind: 'status', status: 503 } as const],
  ])('%s instead of an answer is not told as saved', async (_name, fault) => {
    desk.sandbox.graph.faults.add({ match, ...fault });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(await storedText()).toMatch(/^(Not known whether it was saved|Not saved)\n/);
    expect(person().city).toBe('Rotterdam');
  });
});

describe('a write that takes long', () => {
  it('is answered with Saving…, and the same message tells the outcome when it is done', async () => {
    const before = fromBot();
    desk.sandbox.graph.faults.add({ match, kind: 'delay', ms: 1_900 });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(textOf(client.last().card)).toMatch(/^Saving…\n/);
    expect(titlesOf(client.last().card)).toEqual(['Show result']);
    const saved = await client.waitFor(() => /^Saved\n/.test(textOf(client.last().card)) && client.last());
    expect(titlesOf(saved.card)).toContain('Undo');
    expect(await storedText()).toContain('City: Rotterdam → Delft');
    expect(fromBot()).toBe(before);
    expect(patches()).toHaveLength(1);
  });

  it('and is never answered, is unknown after its time', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'delay' });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(textOf(client.last().card)).toMatch(/^Saving…\n/);
    expect(await storedText()).toMatch(/^Not known whether it was saved\n/);
  });
});

describe('a save that needs more than the sign-in gives', () => {
  // Entra gives all that was ever consented to. Here nobody had consented to writing when the profile was opened, so that
  // the save needs another token.
  beforeEach(async () => {
    desk.sandbox.entra.settings.consents.clear();
    desk.sandbox.entra.settings.consents.add('User.Read.All');
    client = await desk.as(people.globalAdministrator);
    await client.send(target.oid);
    await desk.app.idle();
  });
  const consent = () => {
    const { consents, registered } = desk.sandbox.entra.settings;
    for (const permission of registered) consents.add(permission);
  };

  it('a missing consent is told, nothing is lost, and Save helps once it is there', async () => {
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(await storedText()).toContain('not yet consented');
    expect(textOf(client.last().card)).toContain('City: Rotterdam → Delft');
    consent();
    await press(client, client.last(), 'Save');
    expect(person().city).toBe('Delft');
  });

  it('a challenge shows the sign-in, and after it the same save is done', async () => {
    consent();
    desk.sandbox.entra.settings.claimsChallenges = 1;
    await press(client, client.last(), 'Save', { city: 'Delft' });
    expect(patches()).toHaveLength(0);
    expect(client.last().signInButton?.title).toBe('Sign in');
    await client.signIn(client.last().id);
    expect(await storedText()).toMatch(/^Saved\n/);
    expect(person().city).toBe('Delft');
  });

  it('a second challenge says that a policy wants more, with its code, and what was typed is kept', async () => {
    consent();
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await press(client, client.last(), 'Save', { city: 'Delft' });
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain('50076');
    desk.sandbox.entra.settings.claimsChallenges = 0;
    await press(client, client.last(), 'Edit again');
    await press(client, client.last(), 'Save');
    expect(person().city).toBe('Delft');
  });

  it('a challenge of Graph itself asks for the sign-in too', async () => {
    consent();
    desk.sandbox.graph.faults.add({ match, kind: 'claims' });
    await press(client, client.last(), 'Save', { city: 'Delft' });
    await desk.app.idle();
    expect(person().city).toBe('Rotterdam');
    const last = client.last();
    expect(last.signInButton?.title ?? textOf(last.card)).toMatch(/Sign in|sign-in/);
  });
});
