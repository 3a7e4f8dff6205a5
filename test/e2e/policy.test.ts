import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
let store: Store;
afterEach(() => desk.close());

/** Starts the bot with the operator's policy. */
async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  store = createMemoryStore();
  desk = await startDesk({ environment, store });
  client = await desk.as(people.userAdministrator);
}

/** Starts the bot again on the same store, with another policy. @returns what ends it */
async function restart(environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const config = readConfig({
    ...desk.sandbox.environment(),
    PORT: '0',
    STORAGE: 'memory:',
    ...environment,
  });
  const app = createApp(config, { store, log: createLog('error', { write: () => undefined }) });
  desk.sandbox.setBotEndpoint(`http://127.0.0.1:${await app.listen()}/api/messages`);
  return () => app.close();
}

const patches = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const person = ({ oid }: { oid: string }) => desk.sandbox.graph.directory.person(oid);

/** Looks somebody up. */
async function open(text: string): Promise<MessageView> {
  await client.send(text);
  return client.last();
}

/** Sends Save with inputs that the card did not have. @returns what the card says then */
async function forgeSave(message: MessageView, inputs: Readonly<Record<string, string>>): Promise<string> {
  const { $card = '', $person = '' } = actionOf(message.card, 'Look up again').data as Record<string, string>;
  // A card without Save does not name its edit; the journal does.
  const { edits } = (await store.read([`card/${$card}`]))[`card/${$card}`] as {
    edits: Record<string, string>;
  };
  const $edit = edits[client.oid];
  expect($edit).toBeTruthy();
  await client.execute(message.id, { verb: 'save', data: { $card, $person, $edit, $form: '1', ...inputs } });
  await desk.app.idle();
  await client.reload();
  return textOf(client.view(message.id).card);
}

const notHeld = 'This card did not hold what was sent, so nothing was saved.';

describe('WRITES=off', () => {
  it('shows a profile with nothing to type into and nothing to save, and says why', async () => {
    await start({ WRITES: 'off' });
    const message = await open(people.obrien.oid);
    expect(textOf(message.card)).toContain('the operator has switched changes off');
    expect(textOf(message.card)).toContain(people.obrien.userPrincipalName);
    expect(inputsOf(message.card)).toEqual({});
    // What is read on demand can be looked at.
    expect(titlesOf(message.card).filter((title) => title !== 'Show')).toEqual([
      'Look up again',
      'View in Entra admin center',
    ]);
  });

  it('refuses a forged save', async () => {
    await start({ WRITES: 'off' });
    const text = await forgeSave(await open(people.obrien.oid), { jobTitle: 'Forged' });
    expect(text).toContain(notHeld);
    expect(patches()).toEqual([]);
  });

  it('holds for cards and undos of before it was switched off', async () => {
    await start({});
    const saved = await press(client, await open(people.obrien.oid), 'Save', { jobTitle: 'Dock Master' });
    const opened = await open(people.employee.oid);
    const confirming = await press(client, await open(people.annaSmith.oid), 'Save', {
      accountEnabled: 'false',
    });
    const end = await restart({ WRITES: 'off' });
    for (const [message, button, typed] of [
      [saved, 'Undo', {}],
      [opened, 'Save', { jobTitle: 'Pilot' }],
      [confirming, 'Confirm', {}],
    ] as const) {
      const answer = await press(client, message, button, typed);
      expect(textOf(answer.card)).toContain('closed this to editing meanwhile');
    }
    await end();
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
    expect(person(people.annaSmith)?.accountEnabled).toBe(true);
  });
});

describe('EDITABLE_FIELDS', () => {
  it('leaves the named fields to be typed into, and shows the others with the reason', async () => {
    await start({ EDITABLE_FIELDS: 'jobTitle,department' });
    const { card } = await open(people.obrien.oid);
    expect(Object.keys(inputsOf(card)).sort()).toEqual(['$form', '$reason', 'department', 'jobTitle']);
    const { officeLocation, streetAddress } = person(people.obrien) as Record<string, string>;
    expect(textOf(card)).toContain(officeLocation);
    expect(textOf(card)).toContain(streetAddress?.split('\n')[0]);
    expect(textOf(card).split('Closed to editing by the operator of Profile Desk.')).toHaveLength(5);
  });

  it('saves a named field', async () => {
    await start({ EDITABLE_FIELDS: 'jobTitle,department' });
    await press(client, await open(people.obrien.oid), 'Save', { jobTitle: 'Dock Master' });
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
  });

  it('refuses another field, and whatever was sent along with it', async () => {
    await start({ EDITABLE_FIELDS: 'jobTitle,department' });
    const message = await open(people.obrien.oid);
    expect(await forgeSave(message, { jobTitle: 'Forged', officeLocation: 'Forged' })).toContain(notHeld);
    expect(patches()).toEqual([]);
  });

  it('holds for a card of before, and what is still allowed can be saved from it', async () => {
    await start({});
    const message = await open(people.obrien.oid);
    const end = await restart({ EDITABLE_FIELDS: 'jobTitle' });
    const refused = await press(client, message, 'Save', { jobTitle: 'Dock Master', city: 'Delft' });
    expect(textOf(refused.card)).toContain('closed this to editing meanwhile');
    expect(patches()).toEqual([]);
    const again = await press(client, refused, 'Edit again');
    expect(inputsOf(again.card)).toMatchObject({ jobTitle: 'Dock Master' });
    expect(inputsOf(again.card)).not.toHaveProperty('city');
    await press(client, again, 'Save');
    await end();
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
  });
});

describe('REASON', () => {
  it('required: Save without one asks for it, and keeps what was typed', async () => {
    await start({ REASON: 'required' });
    const typed = { jobTitle: 'Dock Master', mobilePhone: '' };
    const asked = await press(client, await open(people.obrien.oid), 'Save', typed);
    expect(textOf(asked.card)).toContain('Not saved yet: give a reason or a ticket number.');
    expect(inputsOf(asked.card)).toMatchObject(typed);
    await press(client, asked, 'Save', { $reason: '   ' });
    expect(patches()).toEqual([]);
    const saved = await press(client, client.view(asked.id), 'Save', { $reason: 'INC-4711' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(textOf(saved.card)).toContain('INC-4711');
    expect(patches()).toEqual([{ jobTitle: 'Dock Master', mobilePhone: null }]);
  });

  it('stands in the history, not in the audit line, and is never sent to Graph', async () => {
    await start({ REASON: 'required' });
    const typed = { jobTitle: 'Dock Master', $reason: 'INC-4711' };
    await press(client, await open(people.obrien.oid), 'Save', typed);
    const key = `person/${people.obrien.oid}`;
    const { history } = (await store.read([key]))[key] as { history: { reason?: string }[] };
    expect(history.map(({ reason }) => reason)).toEqual(['INC-4711']);
    expect(JSON.stringify(desk.sandbox.graph.requests)).not.toContain('INC-4711');
    const audits = desk.lines.filter((line) => line.includes('"audit"'));
    expect(audits).toHaveLength(1);
    expect(audits[0]).toContain('"reasonGiven":true');
    expect(desk.lines.join()).not.toContain('INC-4711');
  });

  it('optional: there is an input, and Save works without it', async () => {
    await start({});
    const message = await open(people.obrien.oid);
    expect(inputsOf(message.card)).toHaveProperty('$reason');
    await press(client, message, 'Save', { jobTitle: 'Dock Master' });
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
    expect(desk.lines.join()).toContain('"reasonGiven":false');
  });

  it('none: there is no input, and one that is sent all the same goes nowhere', async () => {
    await start({ REASON: 'none' });
    const message = await open(people.obrien.oid);
    expect(inputsOf(message.card)).not.toHaveProperty('$reason');
    const text = await forgeSave(message, {
      ...inputsOf(message.card),
      jobTitle: 'Dock Master',
      $reason: 'INC-4711',
    });
    expect(text).toMatch(/^Saved\n/);
    expect(text).not.toContain('INC-4711');
    expect(JSON.stringify(await store.read([`person/${people.obrien.oid}`]))).not.toContain('INC-4711');
  });
});

describe('DYNAMIC_GROUP_FIELDS', () => {
  it('warns at the fields that groups follow from, and lets them be changed', async () => {
    await start({ DYNAMIC_GROUP_FIELDS: 'department,employeeOrgData' });
    const message = await open(people.obrien.oid);
    const warning = 'Groups, licenses or rights follow from this field.';
    expect(textOf(message.card).split(warning)).toHaveLength(4);
    const saved = await press(client, message, 'Save', { department: 'Logistics' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(patches()).toEqual([{ department: 'Logistics' }]);
  });
});
