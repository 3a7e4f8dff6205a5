import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { lookUp, show, writesOf } from '../support/writes.ts';

// More text than one card can hold: what was typed stays, and nothing of it is written unless all of it is.

const { oid } = people.withFullProfile;
const attributes = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);
const idOf = (attribute: string): string => `onPremisesExtensionAttributes/${attribute}`;
/** As long as Entra takes, of letters of three bytes each. */
const longest = '中'.repeat(1_024);
const everyAttribute = Object.fromEntries(attributes.map((attribute) => [idOf(attribute), longest]));

let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.globalAdministrator);
});
afterEach(() => desk.close());

const bytesOf = (card: unknown): number => Buffer.byteLength(JSON.stringify(card));
const empty = () =>
  desk.sandbox.graph.directory.update(oid, {
    onPremisesExtensionAttributes: Object.fromEntries(attributes.map((attribute) => [attribute, null])),
  });

describe('texts that are too long for one card together', () => {
  it('are saved as they were typed', async () => {
    empty();
    const message = await show(client, await lookUp(client, oid), 'onPremises');
    const saved = await press(client, message, 'Save', everyAttribute);
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bytesOf(saved.card)).toBeLessThanOrEqual(80 * 1_024);
    expect(writesOf(desk).map(({ body }) => body)).toEqual([
      { onPremisesExtensionAttributes: Object.fromEntries(attributes.map((one) => [one, longest])) },
    ]);
  });

  it.each([
    ['Save, with something to mend', 'Save'],
    ['Show', 'Show'],
  ])('stay in the inputs at %s, with words beside the card', async (_name, title) => {
    empty();
    const message = await show(client, await lookUp(client, oid), 'onPremises');
    const typed = { ...everyAttribute, usageLocation: 'Atlantis' };
    const answer = await client.submit(message.id, actionOf(message.card, title) as CardAction, typed);
    expect(answer).toMatchObject({
      kind: 'notice',
      text: expect.stringContaining('What you typed is still there'),
    });
    const after = client.view(message.id);
    expect(after.card).toEqual(message.card);
    expect((await desk.stored(client, message)).card).toEqual(message.card);
    expect(writesOf(desk)).toEqual([]);
    const saved = await press(client, after, 'Save', { [idOf('extensionAttribute1')]: longest });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
  });

  it('are shown and not edited where the directory holds them already: the longest ones', async () => {
    desk.sandbox.graph.directory.update(oid, {
      onPremisesExtensionAttributes: Object.fromEntries(attributes.map((attribute) => [attribute, longest])),
    });
    const message = await show(client, await lookUp(client, oid), 'onPremises', { city: 'Delft' });
    expect(bytesOf(message.card)).toBeLessThanOrEqual(80 * 1_024);
    const open = Object.entries(inputsOf(message.card)).filter(([id]) => id.includes('extensionAttribute'));
    expect(open.length).toBeGreaterThan(5);
    expect(open.length).toBeLessThan(15);
    for (const [, value] of open) expect(value).toBe(longest);
    expect(textOf(message.card)).toContain('Too long or with characters that can’t be edited here');
    const [id = ''] = open[0] ?? [];
    const saved = await press(client, message, 'Save', { [id]: 'pier 4' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(writesOf(desk).map(({ body }) => body)).toEqual([
      { city: 'Delft', onPremisesExtensionAttributes: { [id.split('/')[1] ?? '']: 'pier 4' } },
    ]);
  });
});
