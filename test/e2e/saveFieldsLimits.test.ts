import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { elementsOf, inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { editable, samplesOf, type Wrong } from '../support/fieldSamples.ts';
import { heldIn, hold, requestsFor } from '../support/fieldValues.ts';
import { lookUp, pressAndConfirm, writesOf } from '../support/writes.ts';

// Each field that can be edited: with the longest value that Entra takes, with a longer one, and with what is none.

const { oid } = people.withFullProfile;
let cells = 0;
let now = Date.parse('2026-03-02T09:00:00Z');
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
  hold(desk, oid, 'phoneMethods/mobile', '+421 903123456');
});
afterAll(async () => {
  process.stdout.write(`Fields × (at the limit, over it, no value of the field): ${cells} cells\n`);
  await desk.close();
});

/** Opens a card on which the field has its first value, long after the bot wrote anything. */
async function open(name: FieldName): Promise<MessageView> {
  now += 11 * 60_000;
  hold(desk, oid, name, samplesOf(name).first.held);
  const { section } = field(name);
  return await lookUp(client, oid, ...['onPremises', 'about', 'signIn'].filter((one) => one === section));
}

/** What stands right below an input, up to the next one. */
function belowInput(card: unknown, name: FieldName): string {
  const elements = elementsOf(card);
  const own = elements.findLastIndex(({ id }) => id === name || id === `${name}@domain`);
  const below = elements.slice(own + 1);
  const next = below.findIndex(({ type }) => type?.startsWith('Input.'));
  return textOf(below.slice(0, next));
}

/** Enters what the field does not take, each on the same card. */
async function expectRefused(name: FieldName, wrongs: readonly Wrong[]): Promise<void> {
  let message = await open(name);
  const before = heldIn(desk, oid, name);
  const earlier = writesOf(desk).length;
  for (const { text, says } of wrongs) {
    cells += 1;
    const other = name === 'city' ? 'state' : 'city';
    message = await press(client, message, 'Save', { [other]: 'Delft', [name]: text });
    expect(textOf(message.card)).toMatch(/^Not saved yet: see the marked fields\.\n/);
    expect(belowInput(message.card, name)).toContain(says);
    expect(inputsOf(message.card)[other]).toBe('Delft');
  }
  expect(writesOf(desk)).toHaveLength(earlier);
  expect(heldIn(desk, oid, name)).toEqual(before);
}

describe('a value at the limit', () => {
  it.each(editable.filter((name) => samplesOf(name).limits.length > 0))(
    '%s: is saved as it is',
    async (name) => {
      for (const { text, held } of samplesOf(name).limits) {
        cells += 1;
        const message = await open(name);
        const expected = requestsFor(desk, oid, name, heldIn(desk, oid, name), held);
        const earlier = writesOf(desk).length;
        const saved = await pressAndConfirm(client, message, 'Save', { [name]: text });
        expect(textOf(saved.card)).toMatch(/^Saved\n/);
        expect(writesOf(desk).slice(earlier)).toEqual(expected);
        expect(heldIn(desk, oid, name)).toEqual(held);
      }
    },
  );
});

describe('a value over the limit', () => {
  it.each(editable.filter((name) => samplesOf(name).over.length > 0))(
    '%s: is refused at its input, and nothing is written',
    async (name) => await expectRefused(name, samplesOf(name).over),
  );
});

describe('what is no value of the field', () => {
  it.each(editable)(
    '%s: is refused at its input, and nothing is written',
    async (name) => await expectRefused(name, samplesOf(name).wrong),
  );
});
