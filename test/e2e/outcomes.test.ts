import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultRequest } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const match = { method: 'PATCH' };
const minuteMs = 60_000;
const notKnown = /^Not known whether it was saved\n/;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  // So short that a test waits for nothing, so long that a machine with much to do keeps them.
  desk = await startDesk({ clock: { now: () => now }, deadlines: { invokeMs: 1_500, writeMs: 3_000 } });
  client = await desk.as(people.userAdministrator);
  outside({ city: 'Rotterdam', jobTitle: 'Clerk' });
  now += 11 * minuteMs;
  await client.send(target.oid);
  message = client.last();
  await desk.app.idle();
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);
const show = () => client.view(message.id);

/** Presses a button. @returns the message as it is seen later, on any device */
async function afterPressing(
  title: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<MessageView> {
  return await desk.stored(client, await press(client, show(), title, typed));
}

describe('a write whose answer is lost', () => {
  const losses: [string, Omit<Fault, 'match' | 'afterApply'>][] = [
    ['the connection breaks', { kind: 'reset' }],
    ['a gateway answers instead', { kind: 'html' }],
    ['Graph says 503', { kind: 'status', status: 503 }],
    ['Graph says 504', { kind: 'status', status: 504 }],
  ];

  it.each(losses)('is told as not known, and is found to be done: %s', async (_what, fault) => {
    const before = person();
    desk.sandbox.graph.faults.add({ match, ...fault, afterApply: true });
    const told = await afterPressing('Save', { city: 'Delft', mobilePhone: '' });
    expect(textOf(told.card)).toMatch(notKnown);
    expect(textOf(told.card)).toContain('City: Rotterdam → Delft');
    expect(titlesOf(told.card)).toEqual(['Show result', 'Edit again', 'View in Entra admin center']);
    const shown = await afterPressing('Show result');
    expect(textOf(shown.card)).toMatch(/^Saved\n/);
    expect(titlesOf(shown.card)).toContain('Undo');
    expect(desk.bodies()).toEqual([{ city: 'Delft', mobilePhone: null }]);
    await afterPressing('Undo');
    expect(person()).toEqual(before);
  });

  it.each(losses)(
    'is told as not known while a read may be old, and is then found not to be done: %s',
    async (_what, fault) => {
      desk.sandbox.graph.faults.add({ match, ...fault });
      expect(textOf((await afterPressing('Save', { city: 'Delft' })).card)).toMatch(notKnown);
      for (const waitMs of [0, 9 * minuteMs]) {
        now += waitMs;
        expect(textOf((await afterPressing('Show result')).card)).toMatch(notKnown);
      }
      now += 2 * minuteMs;
      const told = await afterPressing('Show result');
      expect(textOf(told.card)).toMatch(/^Not saved\n/);
      expect(titlesOf(told.card)).toEqual(['Edit again', 'View in Entra admin center']);
      expect(desk.patches()).toHaveLength(1);
      expect(person().city).toBe('Rotterdam');
      expect(inputsOf((await afterPressing('Edit again')).card).city).toBe('Delft');
      expect(textOf((await afterPressing('Save')).card)).toMatch(/^Saved\n/);
      expect(person().city).toBe('Delft');
    },
  );

  it('is found to be done though it arrives late', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'reset' });
    await afterPressing('Save', { city: 'Delft' });
    expect(textOf((await afterPressing('Show result')).card)).toMatch(notKnown);
    outside({ city: 'Delft' });
    expect(textOf((await afterPressing('Show result')).card)).toMatch(/^Saved\n/);
    await afterPressing('Undo');
    expect(desk.bodies()).toEqual([{ city: 'Delft' }, { city: 'Rotterdam' }]);
  });

  it('stays not known while Graph can’t be read', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: true });
    await afterPressing('Save', { city: 'Delft' });
    desk.sandbox.graph.faults.add({ kind: 'status', status: 503, times: 2 });
    const told = await afterPressing('Show result');
    expect(textOf(told.card)).toMatch(notKnown);
    expect(titlesOf(told.card)).toContain('Show result');
    expect(textOf((await afterPressing('Show result')).card)).toMatch(/^Saved\n/);
  });

  it('may still be on its way: somebody else’s save asks before it writes over it', async () => {
    const beatriz = await desk.as(people.globalAdministrator);
    await beatriz.send(target.oid);
    desk.sandbox.graph.faults.add({ match, kind: 'reset' });
    await afterPressing('Save', { city: 'Delft' });
    const conflict = await press(beatriz, beatriz.last(), 'Save', { city: 'Utrecht', jobTitle: 'Lead' });
    expect(textOf(conflict.card)).toContain('Now\nDelft\n');
    expect(desk.patches()).toHaveLength(1);
    await press(beatriz, conflict, 'Keep mine');
    expect(desk.bodies()[1]).toEqual({ city: 'Utrecht', jobTitle: 'Lead' });
  });
});

describe('a save that takes longer than a click may', () => {
  const fromBot = () => client.views().filter(({ from }) => from === 'bot').length;

  it('is answered with Saving…, and the same message tells the outcome when it is done', async () => {
    const before = fromBot();
    desk.sandbox.graph.faults.add({ match, kind: 'delay', ms: 2_000 });
    const saving = await press(client, message, 'Save', { city: 'Delft' });
    expect(textOf(saving.card)).toMatch(/^Saving…\n/);
    expect(titlesOf(saving.card)).toEqual(['Show result']);
    const saved = await client.waitFor(() => /^Saved\n/.test(textOf(show().card)) && show());
    expect(titlesOf(saved.card)).toContain('Undo');
    const { card } = await desk.stored(client, message);
    expect(textOf(card)).toMatch(/^Saved\n/);
    expect(textOf(card)).toContain('City: Rotterdam → Delft');
    expect(fromBot()).toBe(before);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('waits on Show result, and is one message all the time', async () => {
    const before = fromBot();
    desk.sandbox.graph.faults.add({ match, kind: 'delay', ms: 2_000 });
    const saving = await press(client, message, 'Save', { city: 'Delft' });
    expect(textOf(saving.card)).toMatch(/^Saving…\n/);
    // Another device sees it too.
    const phone = await desk.as(people.userAdministrator);
    await phone.waitFor(() => /^Saving…\n/.test(textOf(phone.view(message.id).card)));
    const shown = await press(client, saving, 'Show result');
    expect(textOf(shown.card)).toMatch(/^Saved\n/);
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Saved\n/);
    expect(fromBot()).toBe(before);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('and is refused in the end says so in the same message', async () => {
    const lena = await desk.as(people.employee);
    await lena.send(target.oid);
    const { id } = lena.last();
    desk.sandbox.graph.faults.add({ match, kind: 'delay', ms: 2_000 });
    await press(lena, lena.last(), 'Save', { city: 'Delft' });
    expect(textOf(lena.view(id).card)).toMatch(/^Saving…\n/);
    await lena.waitFor(() => /^Not saved\n/.test(textOf(lena.view(id).card)));
    expect(textOf(lena.view(id).card)).toContain('your role does not cover this field');
    expect(person().city).toBe('Rotterdam');
  });

  it('and meets another value in the end asks in the same message', async () => {
    outside({ city: 'Utrecht' });
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind: 'delay', ms: 2_000 });
    await press(client, message, 'Save', { city: 'Delft' });
    expect(textOf(show().card)).toMatch(/^Saving…\n/);
    const conflict = await desk.stored(client, message);
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(desk.patches()).toEqual([]);
    expect(textOf((await afterPressing('Keep mine')).card)).toMatch(/^Saved\n/);
  });

  it('and then needs a sign-in leads back to what was typed', async () => {
    desk.sandbox.graph.faults.add({ match: { pathIncludes: '$batch' }, kind: 'delay', ms: 2_000 });
    desk.sandbox.graph.faults.add({ match, kind: 'claims' });
    await press(client, message, 'Save', { city: 'Delft', mobilePhone: '' });
    expect(textOf(show().card)).toMatch(/^Saving…\n/);
    expect(textOf((await desk.stored(client, message)).card)).toContain('wants a stronger sign-in');
    expect(inputsOf((await afterPressing('Edit again')).card)).toMatchObject({
      city: 'Delft',
      mobilePhone: '',
    });
    expect(textOf((await afterPressing('Save')).card)).toMatch(/^Saved\n/);
    expect(desk.bodies().at(-1)).toEqual({ city: 'Delft', mobilePhone: null });
  });

  it('keeps somebody else from saving the same person, who can do it right after', async () => {
    const beatriz = await desk.as(people.globalAdministrator);
    await beatriz.send(target.oid);
    const arrived = new Promise<void>((resolve) => {
      const isMeant = ({ method }: FaultRequest) => {
        if (method === 'PATCH') resolve();
        return method === 'PATCH';
      };
      desk.sandbox.graph.faults.add({ match: isMeant, kind: 'delay', ms: 2_400 });
    });
    const slow = press(client, message, 'Save', { city: 'Delft' });
    await arrived;
    const busy = await press(beatriz, beatriz.last(), 'Save', { jobTitle: 'Lead' });
    expect(textOf(busy.card)).toMatch(/^Not saved\n[\s\S]*Somebody else is saving this person just now/);
    expect(textOf(busy.card)).toContain('Job title: Clerk → Lead');
    await slow;
    await desk.app.idle();
    expect(textOf((await press(beatriz, busy, 'Save')).card)).toMatch(/^Saved\n/);
    expect(person()).toMatchObject({ city: 'Delft', jobTitle: 'Lead' });
  });

  it('and never gets an answer is not known, and is later found not to be done', async () => {
    desk.sandbox.graph.faults.add({ match, kind: 'delay' });
    const saving = await press(client, message, 'Save', { city: 'Delft' });
    expect(textOf(saving.card)).toMatch(/^Saving…\n/);
    expect(textOf((await desk.stored(client, message)).card)).toMatch(notKnown);
    now += 11 * minuteMs;
    expect(textOf((await afterPressing('Show result')).card)).toMatch(/^Not saved\n/);
    expect(person().city).toBe('Rotterdam');
    expect(desk.patches()).toHaveLength(1);
  });
});

describe('a message that Teams takes long to change', () => {
  it('ends with what was done last', async () => {
    desk.sandbox.teams.connector.faults.push({ on: 'update', delayMs: 400 });
    await press(client, show(), 'Save', { city: 'Delft' });
    await press(client, show(), 'Undo');
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Undone\n/);
    expect(person().city).toBe('Rotterdam');
  });
});
