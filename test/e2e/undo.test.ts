import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roles } from '../../src/sandbox/graph/roles.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const match = { method: 'PATCH' };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const afterUndo = ['Edit again', 'View in Entra admin center'];
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.userAdministrator);
  outside({ city: 'Rotterdam', jobTitle: 'Clerk', faxNumber: null, businessPhones: ['+31 10 1'] });
  now += minuteMs;
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);

/** Looks the person up and saves. @returns the outcome, as it is seen later */
async function save(typed: Readonly<Record<string, string>>): Promise<MessageView> {
  await client.send(target.oid);
  const saved = await desk.stored(client, await press(client, client.last(), 'Save', typed));
  desk.graphCalls();
  return saved;
}

describe('Undo', () => {
  it('takes two round trips, and its card tells what was put back', async () => {
    const before = person();
    const message = await save({ city: '', faxNumber: '+31 10 9', businessPhones: '' });
    await press(client, message, 'Undo');
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', `PATCH /v1.0/users/${target.oid}`]);
    expect(desk.bodies()[1]).toEqual({ city: 'Rotterdam', faxNumber: null, businessPhones: ['+31 10 1'] });
    expect(person()).toEqual(before);
    const { card } = await desk.stored(client, message);
    expect(textOf(card)).toMatch(/^Undone\n/);
    expect(textOf(card)).toContain('City: (empty) → Rotterdam');
    expect(textOf(card)).toContain('Fax number: +31 10 9 → (empty)');
    expect(textOf(card)).toContain('Business phone: (empty) → +31 10 1');
    expect(textOf(card)).toContain(String(desk.patches()[1]?.requestId));
    expect(titlesOf(card)).toEqual(['Undo', ...afterUndo]);
  });

  it('can itself be undone', async () => {
    const message = await save({ city: '', businessPhones: '' });
    const after = person();
    await press(client, message, 'Undo');
    await press(client, await desk.stored(client, message), 'Undo');
    expect(desk.bodies()[2]).toEqual({ city: null, businessPhones: [] });
    expect(person()).toEqual(after);
    expect(textOf((await desk.stored(client, message)).card)).toContain('City: Rotterdam → (empty)');
  });

  it('pressed again on an older copy of the card does nothing more', async () => {
    const message = await save({ city: 'Delft' });
    await press(client, message, 'Undo');
    outside({ city: 'Arnhem' });
    for (const waitMs of [0, 11 * minuteMs]) {
      now += waitMs;
      await client.submit(message.id, actionOf(message.card, 'Undo') as CardAction);
      expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
    }
    expect(desk.bodies()).toEqual([{ city: 'Delft' }, { city: 'Rotterdam' }]);
  });

  it('leaves alone what others changed in other fields', async () => {
    const message = await save({ city: 'Delft' });
    outside({ jobTitle: 'Head', state: 'ZH' });
    await press(client, message, 'Undo');
    expect(desk.bodies()[1]).toEqual({ city: 'Rotterdam' });
    expect(person()).toMatchObject({ city: 'Rotterdam', jobTitle: 'Head', state: 'ZH' });
  });

  it('writes nothing where somebody else put the value back already', async () => {
    const message = await save({ city: 'Delft' });
    outside({ city: 'Rotterdam' });
    now += 11 * minuteMs;
    await press(client, message, 'Undo');
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
    expect(desk.patches()).toHaveLength(1);
  });

  it.each([
    [0, 'Take theirs', { jobTitle: 'Clerk' }, 'Arnhem'],
    [0, 'Keep mine', { city: 'Rotterdam', jobTitle: 'Clerk' }, 'Rotterdam'],
    [11, 'Keep mine', { city: 'Rotterdam', jobTitle: 'Clerk' }, 'Rotterdam'],
  ])('asks %i minutes after one of two values was changed again: %s', async (minutes, choice, body, city) => {
    const message = await save({ city: 'Delft', jobTitle: 'Lead' });
    outside({ city: 'Arnhem' });
    now += minutes * minuteMs;
    await press(client, message, 'Undo');
    const conflict = await desk.stored(client, message);
    expect(textOf(conflict.card)).toMatch(/City\nYou saw\nDelft\nNow\nArnhem\nYours\nRotterdam/);
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(desk.patches()).toHaveLength(1);
    expect(person().city).toBe('Arnhem');
    await press(client, conflict, choice);
    expect(desk.bodies()[1]).toEqual(body);
    expect(person()).toMatchObject({ city, jobTitle: 'Clerk' });
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
  });

  it('that was cancelled over a conflict can be pressed once more', async () => {
    const message = await save({ city: 'Delft' });
    outside({ city: 'Arnhem' });
    await press(client, await press(client, message, 'Undo'), 'Cancel');
    expect(person().city).toBe('Arnhem');
    outside({ city: 'Delft' });
    await press(client, await desk.stored(client, message), 'Undo');
    expect(desk.bodies()[1]).toEqual({ city: 'Rotterdam' });
  });
});

describe('Undo of a sensitive change', () => {
  beforeEach(() => outside({ accountEnabled: true }));
  const block = async () => {
    const asked = await save({ accountEnabled: 'false', city: 'Delft' });
    await press(client, asked, 'Confirm');
    return await desk.stored(client, asked);
  };

  it('asks to confirm too', async () => {
    const message = await block();
    await press(client, message, 'Undo');
    const asked = await desk.stored(client, message);
    expect(textOf(asked.card)).toContain('Account enabled: No → Yes');
    expect(titlesOf(asked.card)).toEqual(['Confirm', 'Cancel']);
    expect(desk.patches()).toHaveLength(1);
    await press(client, asked, 'Confirm');
    expect(desk.bodies()[1]).toEqual({ accountEnabled: true, city: 'Rotterdam' });
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
  });

  it('writes nothing after Cancel, and can be pressed again', async () => {
    const message = await block();
    await press(client, await press(client, message, 'Undo'), 'Cancel');
    expect(person()).toMatchObject({ accountEnabled: false, city: 'Delft' });
    const asked = await press(client, await desk.stored(client, message), 'Undo');
    expect(titlesOf(asked.card)).toEqual(['Confirm', 'Cancel']);
    await press(client, asked, 'Confirm');
    expect(person()).toMatchObject({ accountEnabled: true, city: 'Rotterdam' });
  });
});

describe('Undo that goes wrong', () => {
  it('is told as not undone where Graph refuses it, and can be pressed again', async () => {
    const message = await save({ city: 'Delft' });
    desk.sandbox.graph.directory.setRoles(people.userAdministrator.oid, []);
    await press(client, message, 'Undo');
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toMatch(/^Not undone\n/);
    expect(textOf(told.card)).toContain('your role does not cover this field');
    expect(person().city).toBe('Delft');
    desk.sandbox.graph.directory.setRoles(people.userAdministrator.oid, [roles.userAdministrator]);
    await press(client, told, 'Undo');
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
    expect(person().city).toBe('Rotterdam');
  });

  it('is told as not known where its answer is lost, until a read of Show result can’t be from before the save', async () => {
    const message = await save({ city: 'Delft' });
    desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: true });
    await press(client, message, 'Undo');
    let told = await desk.stored(client, message);
    expect(textOf(told.card)).toMatch(/^Not known whether it was saved\n/);
    expect(titlesOf(told.card)).toEqual(['Show result', ...afterUndo]);
    await press(client, told, 'Show result');
    told = await desk.stored(client, message);
    expect(textOf(told.card)).toMatch(/^Not known whether it was saved\n/);
    now += 10 * minuteMs;
    await press(client, told, 'Show result');
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }, { city: 'Rotterdam' }]);
  });

  it('without an answer leaves two values possible: a card shows both, and a save over them asks nothing', async () => {
    const message = await save({ jobTitle: 'Lead', city: '' });
    desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: true });
    await press(client, message, 'Undo');
    await client.send(target.oid);
    const text = textOf(client.last().card);
    expect(text).toContain('Clerk ·');
    expect(text).toContain('Job title: perhaps Lead, after a change in the last ten minutes.\n');
    expect(text).toContain('City: perhaps (empty), after a change in the last ten minutes.\n');
    const saved = await press(client, client.last(), 'Save', { jobTitle: 'Head' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(person()).toMatchObject({ jobTitle: 'Head', city: 'Rotterdam' });
  });

  it('is told where the person is gone', async () => {
    const message = await save({ city: 'Delft' });
    desk.sandbox.graph.directory.remove(target.oid);
    await press(client, message, 'Undo');
    expect(textOf((await desk.stored(client, message)).card)).toMatch(
      /^Not undone\n[\s\S]*not in the directory any more/,
    );
    expect(desk.patches()).toHaveLength(1);
  });
});

describe('Undo within 24 hours', () => {
  it('is there to the last minute', async () => {
    const message = await save({ city: 'Delft' });
    now += dayMs - minuteMs;
    await desk.app.sweep();
    await press(client, message, 'Undo');
    expect(desk.bodies()[1]).toEqual({ city: 'Rotterdam' });
  });

  it.each([
    ['and not after', 0],
    ['and not after the values were removed', dayMs],
  ])('%s: the profile is shown as it is, nothing is written', async (_when, laterMs) => {
    const message = await save({ city: 'Delft' });
    now += dayMs + laterMs;
    await desk.app.sweep();
    await press(client, message, 'Undo');
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch']);
    const fresh = await desk.stored(client, message);
    expect(textOf(fresh.card)).toContain('This is a fresh card: the old one had expired');
    expect(inputsOf(fresh.card).city).toBe('Delft');
    await press(client, fresh, 'Save', { city: 'Rotterdam' });
    expect(desk.bodies()).toEqual([{ city: 'Delft' }, { city: 'Rotterdam' }]);
  });
});

describe('Undo of somebody else', () => {
  it('never acts with the first one’s rights, and leaves the change to be undone by them', async () => {
    const message = await save({ city: 'Delft' });
    const lena = await desk.as(people.employee);
    await lena.send('help');
    const undo = actionOf(message.card, 'Undo') as CardAction;
    await lena.execute(lena.last().id, undo);
    await desk.app.idle();
    expect(textOf(lena.last().card)).toContain('belongs to somebody else');
    expect(titlesOf(lena.last().card)).toContain('Save');
    expect(desk.patches()).toHaveLength(1);
    expect(desk.sandbox.graph.requests.at(-1)?.callerOid).toBe(people.employee.oid);
    await press(lena, lena.last(), 'Save', { city: 'Mine' });
    expect(textOf(lena.last().card)).toMatch(/^Not saved\n/);
    expect(person().city).toBe('Delft');
    await press(client, message, 'Undo');
    expect(person().city).toBe('Rotterdam');
  });
});
