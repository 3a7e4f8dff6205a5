import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { editable, samplesOf } from '../support/fieldSamples.ts';
import { allBut, type Held, heldIn, hold, requestsFor } from '../support/fieldValues.ts';
import { lookUp, writesOf } from '../support/writes.ts';

// Each field that can be edited: entered where there was nothing, changed, emptied, and each of it taken back.

const { oid } = people.withFullProfile;
const clearable = editable.filter((name) => field(name).clearable);
let cells = 0;
let now = Date.parse('2026-03-02T09:00:00Z');
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
});
afterAll(async () => {
  process.stdout.write(`Fields × (set, change, clear): ${cells} cells\n`);
  await desk.close();
});

const emptied = (name: FieldName): Held =>
  ['textList', 'mailList', 'phoneList', 'personList'].includes(field(name).kind) ? [] : null;
const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();

/** The sentence that says what follows from a change that asks to be confirmed. */
function consequence(name: FieldName, after: Held): string | undefined {
  const who = heldIn(desk, oid, 'displayName');
  if (field(name).section === 'signIn')
    return `This changes how ${who} proves who they are. Be sure who asked you for it.`;
  if (name === 'userPrincipalName') return `${who} will sign in with the new name.`;
  if (name === 'userType') return after === 'Guest' ? `As a guest, ${who} can` : `As a member, ${who} can`;
  if (name === 'accountEnabled')
    return after === true
      ? `${who} will be able to sign in again.`
      : `${who} will not be able to sign in any more.`;
  return undefined;
}

/** Presses a button that writes, and checks what arrives: after Confirm, where the change asks for it. */
async function write(
  message: MessageView,
  button: string,
  name: FieldName,
  [before, after]: readonly [Held, Held],
  typed: Readonly<Record<string, string>> = {},
): Promise<MessageView> {
  const expected = requestsFor(desk, oid, name, before, after);
  const rest = allBut(desk, oid, name);
  const earlier = writesOf(desk).length;
  let pressed = await press(client, message, button, typed);
  const says = consequence(name, after);
  expect(titlesOf(pressed.card).includes('Confirm')).toBe(says !== undefined);
  if (says !== undefined) {
    expect(textOf(pressed.card)).toContain(says);
    expect(writesOf(desk)).toHaveLength(earlier);
    pressed = await press(client, pressed, 'Confirm');
  }
  expect(textOf(pressed.card)).toMatch(button === 'Undo' ? /^Undone\n/ : /^Saved\n/);
  expect(sorted(writesOf(desk).slice(earlier))).toEqual(sorted(expected));
  expect(heldIn(desk, oid, name)).toEqual(after);
  expect(allBut(desk, oid, name)).toEqual(rest);
  return pressed;
}

const onDemand = (name: FieldName): string[] =>
  ['onPremises', 'about', 'signIn'].filter((section) => section === field(name).section);

/** Opens a card on which the field has a value, long after the bot wrote anything. */
async function open(name: FieldName, value: Held): Promise<MessageView> {
  cells += 1;
  now += 11 * 60_000;
  hold(desk, oid, name, value);
  // There is no alternate mobile phone without a mobile one.
  if (name === 'phoneMethods/mobile') hold(desk, oid, 'phoneMethods/alternateMobile', null);
  if (name === 'phoneMethods/alternateMobile') hold(desk, oid, 'phoneMethods/mobile', '+421 903123456');
  return await lookUp(client, oid, ...onDemand(name));
}

describe('a field that is changed', () => {
  it.each(editable)(
    '%s: the change alone reaches Graph, and Undo brings the old value back',
    async (name) => {
      const { first, second } = samplesOf(name);
      const message = await open(name, first.held);
      const saved = await write(message, 'Save', name, [first.held, second.held], { [name]: second.text });
      await write(saved, 'Undo', name, [second.held, first.held]);
    },
  );
});

describe('a field that is empty', () => {
  it.each(clearable.filter((name) => !field(name).whereUsed))(
    '%s: what is entered alone reaches Graph, and Undo empties the field',
    async (name) => {
      const { first } = samplesOf(name);
      const message = await open(name, emptied(name));
      const saved = await write(message, 'Save', name, [emptied(name), first.held], { [name]: first.text });
      await write(saved, 'Undo', name, [first.held, emptied(name)]);
    },
  );

  it.each<FieldName>(['userType', 'mail', 'mailNickname', 'usageLocation'])(
    '%s: what is entered alone reaches Graph, and no Undo is offered where Graph would refuse it',
    async (name) => {
      const { first } = samplesOf(name);
      const message = await open(name, null);
      const { card } = await write(message, 'Save', name, [null, first.held], { [name]: first.text });
      expect(titlesOf(card)).toEqual(['Edit again', 'View in Entra admin center']);
    },
  );
});

describe('a field that is emptied', () => {
  it.each(clearable)(
    '%s: Graph gets what it takes for empty, and Undo brings the value back',
    async (name) => {
      const { first } = samplesOf(name);
      const message = await open(name, first.held);
      const isChosen = ['choice', 'person'].includes(field(name).kind);
      const typed = { [name]: isChosen ? 'none' : '  ' };
      const saved = await write(message, 'Save', name, [first.held, emptied(name)], typed);
      await write(saved, 'Undo', name, [emptied(name), first.held]);
    },
  );

  it.each(editable.filter((name) => !clearable.includes(name) && name !== 'accountEnabled'))(
    '%s: the card says that it can’t be, and nothing is written',
    async (name) => {
      const message = await open(name, samplesOf(name).first.held);
      const earlier = writesOf(desk).length;
      const { card } = await press(client, message, 'Save', { [name]: '', city: 'Delft' });
      expect(textOf(card)).toContain('This can’t be empty.');
      expect(inputsOf(card)).toMatchObject({ [name]: '', city: 'Delft' });
      expect(writesOf(desk)).toHaveLength(earlier);
    },
  );
});
