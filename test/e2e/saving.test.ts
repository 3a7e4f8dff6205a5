import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { InputHabit, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send(people.annaSmith.oid);
  await desk.app.idle();
  desk.graphCalls();
});
afterEach(() => desk.close());

const user = `/v1.0/users/${people.annaSmith.oid}`;
const person = (oid = people.annaSmith.oid): Readonly<Record<string, unknown>> =>
  desk.sandbox.graph.directory.person(oid) ?? {};
const lastBody = () => desk.sandbox.graph.requests.findLast(({ method }) => method === 'PATCH')?.body;
const writes = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').length;

/** The message as everybody sees it later, on any device. */
async function stored(): Promise<ReturnType<TeamsClient['last']>> {
  await desk.app.idle();
  await client.reload();
  return client.last();
}

describe('Save', () => {
  it('re-reads, writes what changed and nothing else, and tells before and after', async () => {
    const before = person();
    await press(client, client.last(), 'Save', { jobTitle: ' Lead ', mobilePhone: '', businessPhones: '' });
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', `PATCH ${user}`]);
    expect(lastBody()).toEqual({ jobTitle: 'Lead', mobilePhone: null, businessPhones: [] });
    expect(person()).toEqual({ ...before, jobTitle: 'Lead', mobilePhone: null, businessPhones: [] });
    for (const { card } of [client.last(), await stored()]) {
      expect(textOf(card)).toContain(`Job title: ${String(before.jobTitle)} → Lead`);
      expect(textOf(card)).toContain(`Mobile phone: ${String(before.mobilePhone)} → (empty)`);
      expect(textOf(card)).toContain(String(desk.sandbox.graph.requests.at(-1)?.requestId));
      expect(titlesOf(card)).toEqual(['Undo', 'Edit again', 'View in Entra admin center']);
    }
    expect(client.views().filter(({ from }) => from === 'bot')).toHaveLength(2);
  });

  it.each<InputHabit>(['leavesEmptyOut', 'sendsEmpty'])(
    'leaves alone what nobody touched, from a client that %s',
    async (inputHabit) => {
      const other = await desk.as(people.globalAdministrator, { inputHabit });
      await other.send(people.bare.oid);
      const before = person(people.bare.oid);
      await press(other, other.last(), 'Save', { city: 'Delft' });
      expect(lastBody()).toEqual({ city: 'Delft' });
      expect(person(people.bare.oid)).toEqual({ ...before, city: 'Delft' });
    },
  );

  it('writes nothing where the client sent no values, and says so', async () => {
    const other = await desk.as(people.globalAdministrator, { inputHabit: 'dropsAll' });
    await other.send(people.annaSmith.oid);
    await press(other, other.last(), 'Save', { city: 'Delft' });
    expect(textOf(other.last().card)).toContain('Your Teams client sent no values');
    expect(writes()).toBe(0);
  });

  it('writes nothing where nothing changed, and says so', async () => {
    await press(client, client.last(), 'Save');
    expect(textOf(client.last().card)).toContain('Nothing was changed');
    expect(writes()).toBe(0);
  });

  it('Cancel writes nothing, whatever was typed', async () => {
    await press(client, client.last(), 'Cancel', {});
    expect(textOf((await stored()).card)).toContain('Cancelled. Nothing was saved.');
    expect(desk.graphCalls()).toEqual([]);
  });

  it('Edit again opens the profile as it is now', async () => {
    await press(client, client.last(), 'Save', { city: 'Delft' });
    await press(client, client.last(), 'Edit again');
    expect(inputsOf(client.last().card).city).toBe('Delft');
    await press(client, client.last(), 'Save', { city: 'Gouda' });
    expect(person().city).toBe('Gouda');
  });
});

describe('a sensitive change', () => {
  it('is written only after it was confirmed, together with the others', async () => {
    await press(client, client.last(), 'Save', { accountEnabled: 'false', city: 'Delft' });
    for (const { card } of [client.last(), await stored()]) {
      expect(textOf(card)).toContain('Account enabled: Yes → No');
      expect(textOf(card)).toContain('will not be able to sign in');
      expect(titlesOf(card)).toEqual(['Confirm', 'Cancel']);
    }
    expect(writes()).toBe(0);
    await press(client, client.last(), 'Confirm');
    expect(lastBody()).toEqual({ accountEnabled: false, city: 'Delft' });
    expect(textOf((await stored()).card)).toMatch(/^Saved\n/);
  });

  it('is not written after Cancel', async () => {
    await press(client, client.last(), 'Save', { accountEnabled: 'false' });
    await press(client, client.last(), 'Cancel');
    expect(textOf((await stored()).card)).toContain('Cancelled');
    expect(writes()).toBe(0);
  });
});

describe('what Graph refuses', () => {
  it.each([
    ['an employee without a role', people.employee],
    ['a Helpdesk Administrator', people.helpdeskAdministrator],
  ])('%s is told the three possible causes, and nothing changed', async (_who, caller) => {
    const other = await desk.as(caller);
    await other.send(people.annaSmith.oid);
    const before = person();
    await press(other, other.last(), 'Save', { jobTitle: 'Mine' });
    await desk.app.idle();
    await other.reload();
    const text = textOf(other.last().card);
    expect(text).toMatch(/^Not saved\n/);
    expect(text).toContain(
      'lacks a permission, or your role does not cover this field, or this person holds',
    );
    expect(titlesOf(other.last().card)).not.toContain('Undo');
    expect(person()).toEqual(before);
  });

  it('a person who is gone meanwhile is said to be', async () => {
    desk.sandbox.graph.directory.remove(people.annaSmith.oid);
    await press(client, client.last(), 'Save', { jobTitle: 'Lead' });
    expect(textOf((await stored()).card)).toContain('not in the directory any more');
  });

  it('what synced from on-premises is closed, with the reason', async () => {
    await client.send(people.synced.oid);
    const { card } = client.last();
    expect(Object.keys(inputsOf(card))).toEqual(['usageLocation', '$form', '$reason']);
    expect(textOf(card)).toContain('Synced from on-premises Active Directory. Change it there.');
    await press(client, client.last(), 'Save', { usageLocation: 'NL' });
  });

  it('a short wait that Graph asks for is waited, a long one is told, and Save again helps', async () => {
    const match = { method: 'PATCH' };
    desk.sandbox.graph.faults.add({ match, kind: 'throttle', retryAfterSeconds: 0 });
    await press(client, client.last(), 'Save', { jobTitle: 'Lead' });
    expect(textOf(client.last().card)).toMatch(/^Saved\n/);
    await press(client, client.last(), 'Edit again');
    desk.sandbox.graph.faults.add({ match, kind: 'throttle', retryAfterSeconds: 120 });
    await press(client, client.last(), 'Save', { jobTitle: 'Head' });
    expect(textOf((await stored()).card)).toMatch(/^Not saved\n[\s\S]*too much to do/);
    expect(person().jobTitle).toBe('Lead');
    await press(client, client.last(), 'Edit again');
    await press(client, client.last(), 'Save', { jobTitle: 'Head' });
    expect(person().jobTitle).toBe('Head');
  });
});
