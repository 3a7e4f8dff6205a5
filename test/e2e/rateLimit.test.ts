import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { inGroup } from '../support/groups.ts';

const target = people.obrien;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  // 60 a minute: 15 messages at once, then one every 4 seconds.
  desk = await startDesk({ clock: { now: () => now }, environment: { RATE_LIMIT: '60' } });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const answers = () => client.messages().map(({ text }) => text ?? '');
const refused = () => desk.lines.filter((line) => line.includes('"why":"tooMany"'));
async function sendMany(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await client.send('cancel');
}
/** Looks the person up and leaves nothing to spend. */
async function openAndSpend(): Promise<MessageView> {
  await client.send(target.oid);
  const { id } = client.last();
  await desk.app.idle();
  await sendMany(14);
  return client.view(id);
}

describe('somebody who does too much at once', () => {
  it('is told when to go on, and can go on then', async () => {
    await sendMany(15);
    expect(refused()).toEqual([]);
    await client.send('cancel');
    expect(answers().at(-1)).toBe('That is too much at once. Go on in 4 seconds.');
    expect(refused()).toHaveLength(1);
    now += 3_000;
    await client.send('cancel');
    expect(answers().at(-1)).toBe('That is too much at once. Go on in 1 second.');
    now += 1_000;
    await client.send('cancel');
    expect(answers().at(-1)).toBe('There is nothing to cancel.');
  });

  it('holds nobody else up', async () => {
    await sendMany(16);
    const other = await desk.as(people.globalAdministrator);
    await other.send(target.oid);
    expect(textOf(other.last().card)).toContain(target.displayName);
  });

  it('is told so by a click; the card stays with all that was typed, and nothing is written', async () => {
    const message = await openAndSpend();
    now += 500;
    const pressed = await press(client, message, 'Save', { jobTitle: 'Harbor Master' });
    expect(titlesOf(pressed.card)).toContain('Save');
    expect(client.shown(message.id)).toBeDefined();
    expect(desk.patches()).toEqual([]);
    expect(refused()).toHaveLength(1);
    now += 500;
    const saved = await press(client, message, 'Save', { jobTitle: 'Harbor Master' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
  });

  it('is told so in the list of a typeahead, and nobody is searched for', async () => {
    const message = await openAndSpend();
    desk.graphCalls();
    const found = await client.search(message.id, 'manager', 'Ingrid');
    expect(found).toMatchObject({
      kind: 'results',
      results: [{ title: 'That is too much at once. Go on in 1 second.' }],
    });
    expect(desk.graphCalls()).toEqual([]);
  });

  it('never loses what only their client does: views are drawn again all the same', async () => {
    const viewer = await inGroup(desk, people.globalAdministrator);
    await viewer.sendMention(target.displayName);
    await desk.app.idle();
    for (let i = 0; i < 16; i += 1) await viewer.sendMention('help');
    expect(refused().length).toBeGreaterThan(0);
    const before = refused().length;
    for (let i = 0; i < 60; i += 1) await viewer.reload();
    expect(refused()).toHaveLength(before);
    const own = viewer.views().filter(({ card }) => 'jobTitle' in inputsOf(card));
    expect(own).toHaveLength(1);
  });
});

describe('without a limit', () => {
  it('nothing is refused', async () => {
    const free = await startDesk({ environment: { RATE_LIMIT: '0' } });
    const other = await free.as(people.userAdministrator);
    for (let i = 0; i < 200; i += 1) await other.send('cancel');
    expect(free.lines.join('')).not.toContain('tooMany');
    await free.close();
  });
});
