import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, InputHabit, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, elementsOf, inputsOf, isShown, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.annaSmith;
const cancelled = /^Cancelled\. Nothing was saved\.\n/;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  desk.sandbox.graph.directory.update(target.oid, {
    jobTitle: 'Clerk',
    city: 'Rotterdam',
    mobilePhone: '+31 6 1',
  });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const person = (oid = target.oid): Readonly<Record<string, unknown>> =>
  desk.sandbox.graph.directory.person(oid) ?? {};
const update = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);

async function open(oid = target.oid, by = client): Promise<MessageView> {
  await by.send(oid);
  await desk.app.idle();
  desk.graphCalls();
  return by.last();
}

describe('Save', () => {
  it.each<InputHabit>(['leavesEmptyOut', 'sendsEmpty'])(
    're-reads, writes what changed and nothing else, and tells before and after, from a client that %s',
    async (inputHabit) => {
      const other = await desk.as(people.globalAdministrator, { inputHabit });
      const before = person();
      const message = await open(target.oid, other);
      const typed = { jobTitle: ' Lead ', mobilePhone: '', businessPhones: '' };
      const saved = await press(other, message, 'Save', typed);
      expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', `PATCH /v1.0/users/${target.oid}`]);
      expect(desk.bodies()).toEqual([{ jobTitle: 'Lead', mobilePhone: null, businessPhones: [] }]);
      expect(person()).toEqual({ ...before, jobTitle: 'Lead', mobilePhone: null, businessPhones: [] });
      for (const { card } of [saved, await desk.stored(other, message)]) {
        expect(textOf(card)).toContain('Job title: Clerk → Lead');
        expect(textOf(card)).toContain('Mobile phone: +31 6 1 → (empty)');
        expect(textOf(card)).toContain(String(desk.patches()[0]?.requestId));
        expect(titlesOf(card)).toEqual(['Undo', 'Edit again', 'View in Entra admin center']);
      }
      expect(other.views().filter(({ from }) => from === 'bot')).toHaveLength(2);
    },
  );

  it.each<InputHabit>(['leavesEmptyOut', 'sendsEmpty'])(
    'leaves alone what is empty and nobody touched, from a client that %s',
    async (inputHabit) => {
      const other = await desk.as(people.globalAdministrator, { inputHabit });
      const before = person(people.bare.oid);
      await press(other, await open(people.bare.oid, other), 'Save', { city: 'Delft' });
      expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
      expect(person(people.bare.oid)).toEqual({ ...before, city: 'Delft' });
    },
  );

  it('writes nothing where the client sent no values, and says so: the same card saves from another client', async () => {
    const message = await open();
    const broken = await desk.as(people.userAdministrator, { inputHabit: 'dropsAll' });
    await press(broken, broken.view(message.id), 'Save', { jobTitle: 'Lead' });
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toContain('Your Teams client sent no values');
    expect(inputsOf(told.card).jobTitle).toBe('Clerk');
    expect(desk.bodies()).toEqual([]);
    await press(client, told, 'Save', { jobTitle: 'Lead' });
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead' }]);
  });

  it.each([
    ['white space around the value that is there', ' Clerk '],
    ['the value itself', 'Clerk'],
  ])('writes nothing where what was typed is %s, and says so', async (_what, jobTitle) => {
    const saved = await press(client, await open(), 'Save', { jobTitle });
    expect(textOf(saved.card)).toContain('Nothing was changed, so nothing was saved.');
    expect(titlesOf(saved.card)).toContain('Save');
    expect(desk.bodies()).toEqual([]);
  });

  it('leaves a value alone that has white space around it in the directory', async () => {
    update({ jobTitle: ' Clerk ', streetAddress: 'Kade 1\r\nUnit 2 ' });
    const before = person();
    await press(client, await open(), 'Save', { city: 'Delft' });
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
    expect(person()).toEqual({ ...before, city: 'Delft' });
  });
});

/** What stands right below an input. */
function belowInput(card: unknown, id: string, count: number): string {
  const elements = elementsOf(card).filter(({ type }) => type !== 'TextRun');
  const at = elements.findIndex((element) => element.id === id);
  return textOf(elements.slice(at + 1, at + 1 + count));
}

describe('a value that can’t be saved', () => {
  it.each([
    ['displayName', '', 'This can’t be empty.'],
    ['employeeId', '12345678901234567', 'At most 16 characters.'],
    ['preferredLanguage', 'Dutch!', 'Use a language tag such as en-US or nl.'],
    ['mobilePhone', '+31\u200b6', 'This holds invisible control characters.'],
    ['streetAddress', 'Kade 1\u0007', 'This holds invisible control characters.'],
    ['usageLocation', 'Atlantis', 'No country of that name or code.'],
  ])(
    '%s: the section is open, the reason is at the input, what was typed stays',
    async (name, text, says) => {
      const before = person();
      const message = await open();
      expect(isShown(message.card, name)).toBe(false);
      const refused = await press(client, message, 'Save', { [name]: text, companyName: 'Oldport' });
      for (const { card } of [refused, await desk.stored(client, message)]) {
        expect(textOf(card)).toContain('Not saved yet: see the marked fields.');
        expect(isShown(card, name)).toBe(true);
        expect(isShown(card, '$save')).toBe(true);
        expect(belowInput(card, name, 2)).toContain(says);
        expect(belowInput(card, 'companyName', 2)).not.toContain(says);
        // An input never holds more than it takes.
        const { maxLength = 256 } = elementsOf(card).find(({ id }) => id === name) as { maxLength?: number };
        expect(inputsOf(card)).toMatchObject({ [name]: text.slice(0, maxLength), companyName: 'Oldport' });
      }
      expect(person()).toEqual(before);
      expect(desk.patches()).toEqual([]);
    },
  );

  it('is mended on the same card, and then saved with the rest', async () => {
    const message = await open();
    const refused = await press(client, message, 'Save', { usageLocation: 'Atlantis', city: 'Delft' });
    const saved = await press(client, refused, 'Save', { usageLocation: 'Belgium' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(desk.bodies()).toEqual([{ usageLocation: 'BE', city: 'Delft' }]);
  });
});

describe('a sensitive change', () => {
  it('is written only after it was confirmed, together with the others', async () => {
    const message = await open();
    const asked = await press(client, message, 'Save', { accountEnabled: 'false', city: 'Delft' });
    for (const { card } of [asked, await desk.stored(client, message)]) {
      expect(textOf(card)).toContain('Account enabled: Yes → No');
      expect(textOf(card)).toContain('will not be able to sign in');
      expect(titlesOf(card)).toEqual(['Confirm', 'Cancel']);
    }
    expect(desk.patches()).toEqual([]);
    await press(client, client.view(message.id), 'Confirm');
    expect(desk.bodies()).toEqual([{ accountEnabled: false, city: 'Delft' }]);
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Saved\n/);
  });

  it('is not written after Cancel', async () => {
    const asked = await press(client, await open(), 'Save', { accountEnabled: 'false' });
    await press(client, asked, 'Cancel');
    expect(textOf((await desk.stored(client, asked)).card)).toMatch(cancelled);
    expect(desk.patches()).toEqual([]);
  });

  it('is compared again when it is confirmed', async () => {
    const asked = await press(client, await open(), 'Save', { accountEnabled: 'false', city: 'Delft' });
    update({ city: 'Arnhem' });
    const conflict = await press(client, asked, 'Confirm');
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(desk.bodies()).toEqual([]);
    const again = await press(client, conflict, 'Take theirs');
    expect(titlesOf(again.card)).toEqual(['Confirm', 'Cancel']);
    expect(textOf(again.card)).not.toContain('Delft');
    await press(client, again, 'Confirm');
    expect(desk.bodies()).toEqual([{ accountEnabled: false }]);
    expect(person()).toMatchObject({ accountEnabled: false, city: 'Arnhem' });
  });

  it('that somebody made meanwhile needs no confirmation', async () => {
    const message = await open();
    update({ accountEnabled: false });
    const saved = await press(client, message, 'Save', { accountEnabled: 'false', city: 'Delft' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('asks with other words where it lets somebody in again', async () => {
    const message = await open(people.disabled.oid);
    const asked = await press(client, message, 'Save', { accountEnabled: 'true' });
    expect(textOf(asked.card)).toContain('Account enabled: No → Yes');
    expect(textOf(asked.card)).toContain('will be able to sign in again');
    await press(client, asked, 'Confirm');
    expect(person(people.disabled.oid).accountEnabled).toBe(true);
  });
});

describe('Cancel', () => {
  it('ends the card, whatever was typed: an older copy of it saves nothing any more', async () => {
    const message = await open();
    await press(client, message, 'Cancel', { jobTitle: 'Lead' });
    expect(desk.graphCalls()).toEqual([]);
    expect(textOf((await desk.stored(client, message)).card)).toMatch(cancelled);
    const late = actionOf(message.card, 'Save') as CardAction;
    await client.execute(message.id, {
      ...late,
      data: { ...(late.data as object), ...inputsOf(message.card), jobTitle: 'Lead' },
    });
    expect(textOf((await desk.stored(client, message)).card)).toMatch(cancelled);
    expect(desk.patches()).toEqual([]);
    const again = await press(client, client.view(message.id), 'Edit again');
    expect(inputsOf(again.card).jobTitle).toBe('Clerk');
  });
});

describe('Edit again', () => {
  it('after a save opens the profile as it is now', async () => {
    const saved = await press(client, await open(), 'Save', { city: 'Delft' });
    const again = await press(client, saved, 'Edit again');
    expect(inputsOf(again.card).city).toBe('Delft');
    await press(client, again, 'Save', { city: 'Gouda' });
    expect(person().city).toBe('Gouda');
  });
});
