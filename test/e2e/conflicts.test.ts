import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.annaSmith;
let now: number;
let desk: DeskUnderTest;
let ingrid: TeamsClient;
let beatriz: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  ingrid = await desk.as(people.userAdministrator);
  beatriz = await desk.as(people.globalAdministrator);
  desk.sandbox.graph.directory.update(target.oid, { city: 'Rotterdam', jobTitle: 'Clerk' });
  now += 60_000;
  for (const client of [ingrid, beatriz]) await client.send(target.oid);
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const outside = (changes: object) => desk.sandbox.graph.directory.update(target.oid, { ...changes });
const save = (client: TeamsClient, typed: Record<string, string>) =>
  press(client, client.last(), 'Save', typed);
const bodies = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

/** The card in conflict, once drawn anew from what is stored. */
async function storedConflict(client: TeamsClient): Promise<string> {
  await desk.app.idle();
  await client.reload();
  expect(titlesOf(client.last().card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
  return textOf(client.last().card);
}

describe('a value that somebody changed since the card was shown', () => {
  it('is not overwritten: all three values are shown, and nothing is written', async () => {
    await save(ingrid, { city: 'Utrecht' });
    await save(beatriz, { city: 'Delft', jobTitle: 'Lead' });
    const text = await storedConflict(beatriz);
    expect(text).toContain('Nothing was saved');
    for (const value of ['Rotterdam', 'Utrecht', 'Delft']) expect(text).toContain(value);
    expect(text).toContain('Job title: Clerk → Lead');
    expect(bodies()).toEqual([{ city: 'Utrecht' }]);
  });

  it('is written over once its owner has seen it and keeps theirs', async () => {
    outside({ city: 'Utrecht' });
    await save(ingrid, { city: 'Delft', jobTitle: 'Lead' });
    await press(ingrid, ingrid.last(), 'Keep mine');
    expect(bodies()).toEqual([{ city: 'Delft', jobTitle: 'Lead' }]);
    expect(textOf(ingrid.last().card)).toContain('City: Utrecht → Delft');
  });

  it('stays where theirs is taken, and the rest is saved', async () => {
    outside({ city: 'Utrecht' });
    await save(ingrid, { city: 'Delft', jobTitle: 'Lead' });
    await press(ingrid, ingrid.last(), 'Take theirs');
    expect(bodies()).toEqual([{ jobTitle: 'Lead' }]);
    expect(person().city).toBe('Utrecht');
  });

  it('stays, and nothing is written, where theirs is taken of all', async () => {
    outside({ city: 'Utrecht' });
    await save(ingrid, { city: 'Delft' });
    await press(ingrid, ingrid.last(), 'Take theirs');
    expect(bodies()).toEqual([]);
    expect(person().city).toBe('Utrecht');
  });

  it('and that changes again before the choice is shown again', async () => {
    outside({ city: 'Utrecht' });
    await save(ingrid, { city: 'Delft' });
    outside({ city: 'Arnhem' });
    await press(ingrid, ingrid.last(), 'Keep mine');
    expect(await storedConflict(ingrid)).toContain('Arnhem');
    expect(bodies()).toEqual([]);
    await press(ingrid, ingrid.last(), 'Keep mine');
    expect(bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('is no matter where the change is the same', async () => {
    outside({ city: 'Delft' });
    await save(ingrid, { city: 'Delft', jobTitle: 'Lead' });
    expect(bodies()).toEqual([{ jobTitle: 'Lead' }]);
    expect(textOf(ingrid.last().card)).toMatch(/^Saved\n/);
  });

  it('is no matter where nobody here touched it', async () => {
    outside({ city: 'Utrecht' });
    await save(ingrid, { jobTitle: 'Lead' });
    expect(bodies()).toEqual([{ jobTitle: 'Lead' }]);
    expect(person()).toMatchObject({ city: 'Utrecht', jobTitle: 'Lead' });
  });
});

describe('while a read is 30 seconds old', () => {
  beforeEach(() => {
    desk.sandbox.graph.settings.readLagMs = 30_000;
  });

  it('what the bot wrote a moment ago is not overwritten unseen', async () => {
    await save(ingrid, { city: 'Utrecht' });
    now += 5_000;
    await save(beatriz, { city: 'Delft' });
    expect(await storedConflict(beatriz)).toContain('Utrecht');
    expect(bodies()).toEqual([{ city: 'Utrecht' }]);
  });

  it('a card shows what the bot wrote a moment ago, and a save over it is no conflict', async () => {
    await save(ingrid, { city: 'Utrecht' });
    now += 5_000;
    await beatriz.send(target.oid);
    await save(beatriz, { city: 'Delft' });
    expect(textOf(beatriz.last().card)).toContain('City: Utrecht → Delft');
    expect(person().city).toBe('Delft');
  });

  it('both keep what they changed in different fields', async () => {
    await save(ingrid, { city: 'Utrecht' });
    await save(beatriz, { jobTitle: 'Lead' });
    expect(person()).toMatchObject({ city: 'Utrecht', jobTitle: 'Lead' });
  });
});

describe('Undo', () => {
  it('puts back exactly what was there, also what was empty', async () => {
    outside({ faxNumber: null });
    await ingrid.send(target.oid);
    const before = person();
    await save(ingrid, { city: 'Delft', faxNumber: '+31 10 1', businessPhones: '' });
    await press(ingrid, ingrid.last(), 'Undo');
    expect(bodies()[1]).toEqual({
      city: 'Rotterdam',
      faxNumber: null,
      businessPhones: before.businessPhones,
    });
    expect(person()).toEqual(before);
    await desk.app.idle();
    await ingrid.reload();
    expect(textOf(ingrid.last().card)).toMatch(/^Undone\n/);
  });

  it('overwrites nothing that came after', async () => {
    await save(ingrid, { city: 'Delft' });
    outside({ city: 'Arnhem' });
    now += 11 * 60_000;
    await press(ingrid, ingrid.last(), 'Undo');
    expect(await storedConflict(ingrid)).toContain('Arnhem');
    expect(person().city).toBe('Arnhem');
    await press(ingrid, ingrid.last(), 'Keep mine');
    expect(person().city).toBe('Rotterdam');
  });

  it('is over after 24 hours, and says so', async () => {
    await save(ingrid, { city: 'Delft' });
    const card = ingrid.last();
    now += 24 * 3_600_000 + 1;
    await press(ingrid, card, 'Undo');
    expect(person().city).toBe('Delft');
    expect(textOf(ingrid.last().card)).toContain('a fresh card');
  });

  it('of somebody else is not done: they see the profile with their own rights', async () => {
    await save(ingrid, { city: 'Delft' });
    const theirs = ingrid.last();
    await beatriz.send('help');
    const action = { type: 'Action.Execute', verb: 'undo', data: actionData(theirs.card) };
    await beatriz.execute(beatriz.last().id, action as never);
    expect(person().city).toBe('Delft');
    expect(titlesOf(beatriz.last().card)).toContain('Save');
    const callers = desk.sandbox.graph.requests.slice(-1).map(({ callerOid }) => callerOid);
    expect(callers).toEqual([people.globalAdministrator.oid]);
  });
});

function actionData(card: unknown): unknown {
  return (card as { actions: { title: string; data: object }[] }).actions.find(
    ({ title }) => title === 'Undo',
  )?.data;
}
