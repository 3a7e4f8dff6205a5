import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, InputHabit, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, actionsOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { lookUp, pressAndConfirm, show, writesOf } from '../support/writes.ts';

// The sections that are read when somebody opens them.

const { oid } = people.withFullProfile;
const hourMs = 60 * 60_000;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
});
afterEach(() => desk.close());

const person = () => desk.sandbox.graph.directory.person(oid);
const bodies = () => writesOf(desk).map(({ body }) => body);

/** The Show of a section as a client sends it, with the inputs of the card. */
function showOf(card: unknown, section: string, typed: Readonly<Record<string, string>> = {}): CardAction {
  const action = actionsOf(card).find(
    ({ title, data }) => title === 'Show' && (data as { $section?: string }).$section === section,
  );
  return { ...action, data: { ...(action?.data as object), ...inputsOf(card), ...typed } };
}

describe('Show', () => {
  it('reads one section in one round trip, and nothing of it before', async () => {
    const message = await lookUp(client, oid);
    expect(textOf(message.card)).not.toContain('Builds cranes');
    expect(Object.keys(inputsOf(message.card))).not.toContain('aboutMe');
    desk.graphCalls();
    const shown = await show(client, message, 'about');
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch']);
    expect(inputsOf(shown.card).aboutMe).toContain('Builds cranes');
    expect(titlesOf(shown.card).filter((title) => title === 'Show')).toHaveLength(3);
    expect(writesOf(desk)).toEqual([]);
  });

  it('tells what a field may hold instead, where a save got no answer; that may be written over', async () => {
    let message = await show(client, await lookUp(client, oid), 'about');
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'reset', times: 2 });
    await press(client, message, 'Save', { aboutMe: 'Rows', city: 'Delft' });
    message = await lookUp(client, oid);
    const instead = 'City: perhaps Delft, after a change in the last ten minutes.';
    expect(textOf(message.card)).toContain(instead);
    message = await show(client, message, 'about');
    expect(inputsOf(message.card).aboutMe).toContain('Builds cranes');
    expect(textOf(message.card)).toContain('About me: perhaps Rows, after a change in the last ten minutes.');
    expect(textOf(message.card)).toContain(instead);
    const saved = await press(client, message, 'Save', { aboutMe: 'Sails', city: 'Gouda' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(person()).toMatchObject({ aboutMe: 'Sails', city: 'Gouda' });
  });

  it.each<InputHabit>(['leavesEmptyOut', 'sendsEmpty'])(
    'keeps what was typed before, and saves it together with what is typed after, from a client that %s',
    async (inputHabit) => {
      const other = await desk.as(people.userAdministrator, { inputHabit });
      let message = await lookUp(other, oid);
      message = await show(other, message, 'about', { city: 'Delft', mobilePhone: '', department: '  ' });
      expect(inputsOf(message.card)).toMatchObject({ city: 'Delft', mobilePhone: '' });
      message = await show(other, message, 'onPremises', { aboutMe: '', jobTitle: 'Lead', $reason: 'T-1' });
      expect(inputsOf(message.card)).toMatchObject({
        city: 'Delft',
        mobilePhone: '',
        aboutMe: '',
        jobTitle: 'Lead',
        $reason: 'T-1',
      });
      const saved = await press(other, message, 'Save', {
        'onPremisesExtensionAttributes/extensionAttribute1': 'pier 4',
      });
      expect(textOf(saved.card)).toMatch(/^Saved\n/);
      expect(bodies()).toEqual([
        {
          city: 'Delft',
          mobilePhone: null,
          department: null,
          jobTitle: 'Lead',
          onPremisesExtensionAttributes: { extensionAttribute1: 'pier 4' },
        },
        { aboutMe: null },
      ]);
    },
  );

  it('keeps what was typed wrong, and says so at Save', async () => {
    const message = await show(client, await lookUp(client, oid), 'about', { usageLocation: 'Atlantis' });
    const refused = await press(client, message, 'Save', { aboutMe: 'Hi' });
    expect(textOf(refused.card)).toContain('No country of that name or code.');
    const saved = await press(client, refused, 'Save', { usageLocation: 'Belgium' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ usageLocation: 'BE' }, { aboutMe: 'Hi' }]);
  });

  it('compares with what was seen first: what somebody else changes before Show is a conflict at Save', async () => {
    const message = await lookUp(client, oid);
    now += 60_000;
    desk.sandbox.graph.directory.update(oid, { city: 'Arnhem' });
    const shown = await show(client, message, 'about', { city: 'Delft' });
    const conflict = await press(client, shown, 'Save');
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(bodies()).toEqual([]);
  });

  it('clicked twice reads the section again, and loses nothing', async () => {
    const message = await lookUp(client, oid);
    await client.execute(message.id, showOf(message.card, 'about', { city: 'Delft' }));
    await client.execute(message.id, showOf(message.card, 'about', { city: 'Delft' }));
    const saved = await press(client, client.view(message.id), 'Save', { aboutMe: 'Hi' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft' }, { aboutMe: 'Hi' }]);
  });

  it('an older copy of the card, without the section, leaves what is in the section alone', async () => {
    const message = await lookUp(client, oid);
    const save = actionOf(message.card, 'Save') as CardAction;
    await show(client, message, 'about', { city: 'Delft' });
    const data = { ...(save.data as object), ...inputsOf(message.card), city: 'Gouda' };
    await client.execute(message.id, { ...save, data });
    expect(textOf(client.shown(message.id))).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Gouda' }]);
  });

  it('of two sections at the same moment leaves both open', async () => {
    const { id, card } = await lookUp(client, oid);
    await Promise.all(
      ['about', 'onPremises'].map((section) => client.execute(id, showOf(card, section, { city: 'Delft' }))),
    );
    const { card: after } = await desk.stored(client, client.view(id));
    expect(inputsOf(after)).toMatchObject({ city: 'Delft' });
    const saved = await press(client, client.view(id), 'Save');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('shows the rest of the card where SharePoint does not answer', async () => {
    const message = await lookUp(client, oid);
    desk.sandbox.graph.faults.add({ match: { pathIncludes: 'aboutMe' }, kind: 'status', status: 503 });
    const shown = await show(client, message, 'about', { city: 'Delft' });
    expect(textOf(shown.card)).toContain('Some of this could not be read just now.');
    expect(Object.keys(inputsOf(shown.card))).not.toContain('aboutMe');
    expect(textOf((await press(client, shown, 'Save')).card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('leads back to what was typed where Graph can’t be read', async () => {
    const message = await lookUp(client, oid);
    desk.sandbox.graph.faults.add({ kind: 'status', status: 503, times: 2 });
    const failed = await show(client, message, 'about', { city: 'Delft' });
    expect(textOf(failed.card)).toContain('The directory can’t be reached just now.');
    const again = await press(client, failed, 'Edit again');
    expect(inputsOf(again.card).city).toBe('Delft');
  });
});

describe('Show on a card that is not one’s own open edit', () => {
  it('somebody else’s opens one’s own card with the section’s inputs, and leaves theirs as it is', async () => {
    const message = await lookUp(client, oid);
    const ingrid = await desk.as(people.userAdministrator);
    const answer = await ingrid.execute(message.id, showOf(message.card, 'about', { city: 'Delft' }));
    if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
    expect(textOf(answer.card)).toContain('the old one had expired or belongs to somebody else');
    expect(inputsOf(answer.card).city).toBe('Delft');
    expect(inputsOf(answer.card)).toHaveProperty('aboutMe');
    expect(writesOf(desk)).toEqual([]);
    const saved = await press(client, message, 'Save', { jobTitle: 'Lead' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ jobTitle: 'Lead' }]);
  });

  it('an expired one opens a fresh card with the section, and what was typed is in it', async () => {
    const message = await lookUp(client, oid);
    now += 2 * hourMs;
    const shown = await show(client, message, 'about', { city: 'Delft', mobilePhone: '' });
    expect(textOf(shown.card)).toContain('This is a fresh card');
    expect(inputsOf(shown.card)).toMatchObject({ city: 'Delft', mobilePhone: '' });
    expect(inputsOf(shown.card)).toHaveProperty('aboutMe');
    expect(textOf((await press(client, shown, 'Save')).card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft', mobilePhone: null }]);
  });

  it.each(['is still kept', 'is gone from the store'])(
    'an expired one that %s brings nothing back that somebody else has changed since, and that nobody typed',
    async (how) => {
      const message = await lookUp(client, oid);
      now += 2 * hourMs;
      if (how !== 'is still kept') await desk.app.sweep();
      desk.sandbox.graph.directory.update(oid, {
        jobTitle: 'Chief of Staff',
        mobilePhone: null,
        usageLocation: 'BE',
      });
      const shown = await show(client, message, 'about', { city: 'Delft' });
      const present = { jobTitle: 'Chief of Staff', mobilePhone: '', usageLocation: 'Belgium' };
      expect(inputsOf(shown.card)).toMatchObject({ city: 'Delft', ...present });
      expect(textOf((await press(client, shown, 'Save')).card)).toMatch(/^Saved\n/);
      expect(bodies()).toEqual([{ city: 'Delft' }]);
    },
  );

  it('an expired one that is gone from the store still has what was typed before another section was opened', async () => {
    const opened = await show(client, await lookUp(client, oid), 'about', { city: 'Delft', mobilePhone: '' });
    now += 2 * hourMs;
    await desk.app.sweep();
    const fresh = await press(client, opened, 'Save');
    expect(textOf(fresh.card)).toContain('This is a fresh card');
    expect(textOf((await press(client, fresh, 'Save')).card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft', mobilePhone: null }]);
  });

  it('somebody else’s old one brings none of their values into one’s own', async () => {
    const message = await lookUp(client, oid);
    const ingrid = await desk.as(people.userAdministrator);
    desk.sandbox.graph.directory.update(oid, { jobTitle: 'Chief of Staff' });
    const answer = await ingrid.execute(message.id, showOf(message.card, 'about', { city: 'Delft' }));
    if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
    expect(inputsOf(answer.card)).toMatchObject({ city: 'Delft', jobTitle: 'Chief of Staff' });
  });

  it('an expired one of somebody synced names nothing as lost that nobody typed', async () => {
    const message = await lookUp(client, people.synced.oid);
    now += 2 * hourMs;
    const shown = await show(client, message, 'about', { usageLocation: 'Belgium' });
    expect(textOf(shown.card)).toContain('This is a fresh card');
    expect(textOf(shown.card)).not.toContain('Can’t be changed here');
    expect(inputsOf(shown.card)).toMatchObject({ usageLocation: 'Belgium' });
  });

  it('one that was saved on another device shows how it stands, and nothing is written again', async () => {
    const message = await lookUp(client, oid);
    const old = showOf(message.card, 'about', { city: 'Gouda' });
    await press(client, message, 'Save', { city: 'Delft' });
    await client.execute(message.id, old);
    expect(textOf(client.shown(message.id))).toMatch(/^Saved\n/);
    expect(person()?.city).toBe('Delft');
    expect(bodies()).toHaveLength(1);
  });

  it('a section that there is none of shows the card as it is', async () => {
    const message = await lookUp(client, oid);
    const action = showOf(message.card, 'about');
    const data = { ...(action.data as object), $section: 'constructor' };
    await client.execute(message.id, { ...action, data });
    expect(inputsOf(client.shown(message.id))).toEqual(inputsOf(message.card));
    expect(writesOf(desk)).toEqual([]);
  });

  it('a sensitive change of a section that was opened later is asked about as well', async () => {
    const message = await show(client, await lookUp(client, oid), 'signIn', { city: 'Delft' });
    const saved = await pressAndConfirm(client, message, 'Save', { 'phoneMethods/office': '+31 10 2345678' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    // Each with a token of its own, at the same time.
    const [phone] = bodies().filter((body) => JSON.stringify(body).includes('phoneNumber'));
    expect(phone).toEqual({ phoneNumber: '+31 102345678', phoneType: 'office' });
    expect(bodies()).toEqual(expect.arrayContaining([phone, { city: 'Delft' }]));
    expect(bodies()).toHaveLength(2);
  });
});
