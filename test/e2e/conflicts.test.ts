import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const minuteMs = 60_000;
const asked = ['Keep mine', 'Take theirs', 'Cancel'];
let now: number;
let desk: DeskUnderTest;
let ingrid: TeamsClient;
let beatriz: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  ingrid = await desk.as(people.userAdministrator);
  beatriz = await desk.as(people.globalAdministrator);
  outside({
    city: 'Rotterdam',
    jobTitle: 'Clerk',
    state: 'UT',
    faxNumber: null,
    businessPhones: ['+31 10 1'],
  });
  now += minuteMs;
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);

async function open(by = ingrid): Promise<MessageView> {
  await by.send(target.oid);
  return by.last();
}

describe('a value that somebody changed in the portal meanwhile', () => {
  it('is shown beside what was seen and what was typed, once for each field', async () => {
    const message = await open();
    outside({ city: null, businessPhones: ['+31 10 2'], jobTitle: 'Head', department: 'Ferries' });
    await press(ingrid, message, 'Save', {
      city: 'Delft',
      businessPhones: '',
      jobTitle: 'Lead',
      state: 'ZH',
    });
    const { card } = await desk.stored(ingrid, message);
    const text = textOf(card);
    expect(text).toContain('Nothing was saved');
    for (const line of ['You saw', 'Now', 'Yours']) expect(text.split(`\n${line}`)).toHaveLength(4);
    expect(text).toMatch(/Job title\nYou saw\nClerk\nNow\nHead\nYours\nLead/);
    expect(text).toMatch(/City\nYou saw\nRotterdam\nNow\n\(empty\)\nYours\nDelft/);
    expect(text).toMatch(/Business phone\nYou saw\n\+31 10 1\nNow\n\+31 10 2\nYours\n\(empty\)/);
    expect(text).toContain('State or province: UT → ZH');
    expect(text).not.toContain('Ferries');
    expect(titlesOf(card)).toEqual(asked);
    expect(desk.patches()).toEqual([]);
  });

  it('is no matter where the change is the same', async () => {
    const message = await open();
    outside({ city: 'Delft' });
    const saved = await press(ingrid, message, 'Save', { city: 'Delft', jobTitle: 'Lead' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead' }]);
  });

  it('is no matter where nobody here touched it', async () => {
    const message = await open();
    outside({ city: 'Utrecht' });
    await press(ingrid, message, 'Save', { jobTitle: 'Lead' });
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead' }]);
    expect(person()).toMatchObject({ city: 'Utrecht', jobTitle: 'Lead' });
  });
});

describe('the choice between two values', () => {
  it('keeps mine: the other value is what the outcome tells and what Undo brings back', async () => {
    const message = await open();
    outside({ city: 'Utrecht' });
    await press(ingrid, message, 'Save', { city: 'Delft', jobTitle: 'Lead' });
    await press(ingrid, await desk.stored(ingrid, message), 'Keep mine');
    const kept = await desk.stored(ingrid, message);
    expect(textOf(kept.card)).toMatch(/^Saved\n/);
    expect(textOf(kept.card)).toContain('City: Utrecht → Delft');
    await press(ingrid, kept, 'Undo');
    expect(desk.bodies()).toEqual([
      { city: 'Delft', jobTitle: 'Lead' },
      { city: 'Utrecht', jobTitle: 'Clerk' },
    ]);
  });

  it('takes theirs: Undo brings back the rest alone', async () => {
    const message = await open();
    outside({ city: 'Utrecht' });
    await press(ingrid, message, 'Save', { city: 'Delft', jobTitle: 'Lead' });
    await press(ingrid, await desk.stored(ingrid, message), 'Take theirs');
    const taken = await desk.stored(ingrid, message);
    expect(textOf(taken.card)).toContain('Job title: Clerk → Lead');
    expect(textOf(taken.card)).not.toContain('City');
    await press(ingrid, taken, 'Undo');
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead' }, { jobTitle: 'Clerk' }]);
    expect(person().city).toBe('Utrecht');
  });

  it.each(['Take theirs', 'Cancel'])('%s writes nothing where all is in conflict', async (title) => {
    const message = await open();
    outside({ city: 'Utrecht' });
    const conflict = await press(ingrid, message, 'Save', { city: 'Delft' });
    await press(ingrid, conflict, title);
    const ended = await desk.stored(ingrid, message);
    expect(textOf(ended.card)).toMatch(/^Cancelled\. Nothing was saved\.\n/);
    // An older copy of the card, on another device.
    await ingrid.submit(message.id, actionOf(conflict.card, 'Keep mine') as CardAction);
    expect(desk.patches()).toEqual([]);
    expect(person().city).toBe('Utrecht');
    const again = await press(ingrid, await desk.stored(ingrid, message), 'Edit again');
    expect(inputsOf(again.card).city).toBe('Utrecht');
  });

  it('is asked for again where the other one changed once more', async () => {
    const message = await open();
    outside({ city: 'Utrecht' });
    const conflict = await press(ingrid, message, 'Save', { city: 'Delft' });
    outside({ city: 'Arnhem' });
    await press(ingrid, conflict, 'Keep mine');
    const again = await desk.stored(ingrid, message);
    expect(titlesOf(again.card)).toEqual(asked);
    expect(textOf(again.card)).toContain('Now\nArnhem\n');
    expect(desk.bodies()).toEqual([]);
    await press(ingrid, again, 'Keep mine');
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('is not needed any more where the other one was taken back', async () => {
    const message = await open();
    outside({ city: 'Utrecht' });
    const conflict = await press(ingrid, message, 'Save', { city: 'Delft' });
    outside({ city: 'Rotterdam' });
    const saved = await press(ingrid, conflict, 'Keep mine');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it.each([
    ['somebody else’s card', () => beatriz],
    ['one’s own other card', () => ingrid],
  ])('is asked for after a save on %s too', async (_whose, other) => {
    const [first, second] = [await open(other()), await open()];
    await press(other(), first, 'Save', { city: 'Utrecht' });
    const conflict = await press(ingrid, second, 'Save', { city: 'Delft' });
    expect(titlesOf(conflict.card)).toEqual(asked);
    expect(textOf(conflict.card)).toMatch(/City\nYou saw\nRotterdam\nNow\nUtrecht\nYours\nDelft/);
    expect(desk.bodies()).toEqual([{ city: 'Utrecht' }]);
  });
});

describe('two who save the same person at once', () => {
  const saveBoth = async (mine: Record<string, string>, theirs: Record<string, string>) => {
    const messages = [await open(ingrid), await open(beatriz)] as const;
    return await Promise.all([
      press(ingrid, messages[0], 'Save', mine),
      press(beatriz, messages[1], 'Save', theirs),
    ]);
  };

  it('in different fields: both are saved', async () => {
    const cards = await saveBoth({ city: 'Delft' }, { jobTitle: 'Lead', faxNumber: '+31 10 9' });
    for (const { card } of cards) expect(textOf(card)).toMatch(/^Saved\n/);
    expect(desk.patches()).toHaveLength(2);
    expect(person()).toMatchObject({ city: 'Delft', jobTitle: 'Lead', faxNumber: '+31 10 9' });
    expect(new Set(desk.patches().map(({ callerOid }) => callerOid)).size).toBe(2);
  });

  it('in the same field: one is saved, the other is asked and sees the value of the first', async () => {
    const texts = (await saveBoth({ city: 'Delft' }, { city: 'Utrecht' })).map(({ card }) => textOf(card));
    expect(desk.patches()).toHaveLength(1);
    const winner = String(person().city);
    expect(texts.filter((text) => text.startsWith('Saved\n'))).toHaveLength(1);
    const loser = texts.find((text) => text.startsWith('Somebody else changed this meanwhile'));
    expect(loser).toContain(`Now\n${winner}\n`);
  });

  it('with the same value: both are told that it is saved, and it is written once', async () => {
    const cards = await saveBoth({ city: 'Delft' }, { city: 'Delft' });
    for (const { card } of cards) expect(textOf(card)).toMatch(/^Saved\n/);
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });
});

describe('while what Graph lets one read is 30 seconds old', () => {
  beforeEach(() => {
    desk.sandbox.graph.settings.readLagMs = 30_000;
  });

  it.each([
    ['a new value', 'city', 'Utrecht', 'Utrecht'],
    ['a value that was emptied', 'city', '', '(empty)'],
    ['a list that was emptied', 'businessPhones', '', '(empty)'],
  ])('%s that the bot wrote is not overwritten unseen', async (_what, name, mine, shown) => {
    const [ours, theirs] = [await open(ingrid), await open(beatriz)];
    await press(ingrid, ours, 'Save', { [name]: mine });
    const after = person()[name];
    now += 5_000;
    await press(beatriz, theirs, 'Save', { [name]: 'Delft' });
    const conflict = await desk.stored(beatriz, theirs);
    expect(titlesOf(conflict.card)).toEqual(asked);
    expect(textOf(conflict.card)).toContain(`Now\n${shown}\n`);
    expect(person()[name]).toEqual(after);
    expect(desk.patches()).toHaveLength(1);
  });

  it('a card that is opened a moment later shows what the bot wrote, and a save over it is no conflict', async () => {
    await press(ingrid, await open(), 'Save', { city: 'Utrecht', jobTitle: '', businessPhones: '' });
    now += 5_000;
    const message = await open(beatriz);
    expect(inputsOf(message.card)).toMatchObject({ city: 'Utrecht', jobTitle: '', businessPhones: '' });
    const saved = await press(beatriz, message, 'Save', { city: 'Delft', jobTitle: 'Lead' });
    expect(textOf(saved.card)).toContain('City: Utrecht → Delft');
    expect(textOf(saved.card)).toContain('Job title: (empty) → Lead');
    expect(person()).toMatchObject({ city: 'Delft', jobTitle: 'Lead' });
  });

  it('one from outside that the bot wrote over unseen, and that is read late, is not taken for what stands there', async () => {
    outside({ city: 'Arnhem' });
    now += 5_000;
    await press(ingrid, await open(), 'Save', { city: 'Utrecht' });
    now += 26_000;
    const message = await open(beatriz);
    expect(inputsOf(message.card).city).toBe('Arnhem');
    expect(textOf(message.card)).toContain(
      'City: perhaps Utrecht, after a change in the last ten minutes.\n',
    );
    const saved = await press(beatriz, message, 'Save', { city: 'Delft' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    now += 10 * minuteMs;
    expect(textOf((await open(beatriz)).card)).not.toContain('perhaps');
  });

  it('a card’s header tells what its lines tell', async () => {
    await press(ingrid, await open(), 'Save', { jobTitle: 'Lead', displayName: 'Pat O’Brien' });
    const { card } = await open(beatriz);
    expect(textOf(card)).toMatch(/^Pat O’Brien\nLead · /);
    expect(textOf(card)).toContain('Job title: Lead\n');
  });

  it('both keep what they changed in different fields', async () => {
    const [ours, theirs] = [await open(ingrid), await open(beatriz)];
    await press(ingrid, ours, 'Save', { city: 'Utrecht' });
    await press(beatriz, theirs, 'Save', { jobTitle: 'Lead' });
    expect(person()).toMatchObject({ city: 'Utrecht', jobTitle: 'Lead' });
  });

  it('three saves after one another are each compared with the last one', async () => {
    const [first, second, third] = [await open(ingrid), await open(beatriz), await open(ingrid)];
    await press(ingrid, first, 'Save', { city: 'Utrecht' });
    now += 5_000;
    await press(beatriz, await press(beatriz, second, 'Save', { city: 'Delft' }), 'Keep mine');
    now += 5_000;
    const conflict = await press(ingrid, third, 'Save', { city: 'Gouda' });
    expect(textOf(conflict.card)).toContain('Now\nDelft\n');
    expect(desk.bodies()).toEqual([{ city: 'Utrecht' }, { city: 'Delft' }]);
  });

  it('Undo is compared with what the bot wrote last, not with the old read', async () => {
    const [ours, theirs] = [await open(ingrid), await open(beatriz)];
    const saved = await press(ingrid, ours, 'Save', { city: 'Utrecht' });
    now += 5_000;
    await press(beatriz, await press(beatriz, theirs, 'Save', { city: 'Delft' }), 'Keep mine');
    now += 5_000;
    const conflict = await press(ingrid, saved, 'Undo');
    expect(textOf(conflict.card)).toContain('Now\nDelft\n');
    expect(person().city).toBe('Delft');
  });

  it('what came from outside is seen once it can be read, and not overwritten', async () => {
    const message = await open();
    await press(ingrid, await open(), 'Save', { jobTitle: 'Lead' });
    outside({ city: 'Arnhem' });
    now += 31_000;
    const conflict = await press(ingrid, message, 'Save', { city: 'Delft' });
    expect(textOf(conflict.card)).toContain('Now\nArnhem\n');
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead' }]);
  });
});
