import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.annaSmith;
const match = { method: 'PATCH' };
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};

async function open(oid = target.oid, by = client): Promise<MessageView> {
  await by.send(oid);
  return by.last();
}

describe('what Graph does not take', () => {
  it.each<[string, Omit<Fault, 'match'>, string]>([
    [
      'refused',
      { kind: 'status', status: 400 },
      'Microsoft Entra does not accept this value or this combination of values.',
    ],
    ['no such person', { kind: 'status', status: 404 }, 'This person is not in the directory any more.'],
    ['forbidden', { kind: 'status', status: 403 }, 'your role does not cover this field'],
    ['throttled for two minutes', { kind: 'throttle', retryAfterSeconds: 120 }, 'too much to do'],
  ])('%s is told as not saved, and Edit again still has what was typed', async (_what, fault, says) => {
    const before = person();
    const written = { jobTitle: 'Lead', mobilePhone: null };
    const message = await open();
    desk.sandbox.graph.faults.add({ match, ...fault });
    await press(client, message, 'Save', { jobTitle: 'Lead', mobilePhone: '' });
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain(says);
    expect(textOf(told.card)).toContain(String(desk.patches()[0]?.requestId));
    // What is refused for want of rights can be asked for.
    const asks = says.includes('your role does not cover') ? ['Ask for a change'] : [];
    expect(titlesOf(told.card)).toEqual([...asks, 'Edit again', 'View in Entra admin center']);
    expect(person()).toEqual(before);
    const again = await press(client, told, 'Edit again');
    expect(inputsOf(again.card)).toMatchObject({ jobTitle: 'Lead', mobilePhone: '', city: before.city });
    await press(client, again, 'Save');
    expect(desk.bodies()).toEqual([written, written]);
    expect(person()).toEqual({ ...before, ...written });
  });

  it.each([
    ['an employee without a role', people.employee],
    ['somebody with a role for contact data alone', people.contactDataEditor],
  ])('%s is told the three possible causes, and nothing changed', async (_who, caller) => {
    const other = await desk.as(caller);
    const before = person();
    const message = await open(target.oid, other);
    await press(other, message, 'Save', { jobTitle: 'Mine' });
    const { card } = await desk.stored(other, message);
    expect(textOf(card)).toMatch(/^Not saved\n/);
    expect(textOf(card)).toContain(
      'lacks a permission, or your role does not cover this field, or this person holds',
    );
    expect(titlesOf(card)).not.toContain('Undo');
    expect(person()).toEqual(before);
  });

  it('a person who is gone meanwhile is said to be', async () => {
    const message = await open();
    desk.sandbox.graph.directory.remove(target.oid);
    await press(client, message, 'Save', { jobTitle: 'Lead' });
    const { card } = await desk.stored(client, message);
    expect(textOf(card)).toMatch(/^Not saved\n[\s\S]*not in the directory any more/);
    expect(desk.patches()).toEqual([]);
  });

  it.each([0, 1])('for %i s is sent again after it', async (retryAfterSeconds) => {
    const message = await open();
    desk.sandbox.graph.faults.add({ match, kind: 'throttle', retryAfterSeconds });
    await press(client, message, 'Save', { jobTitle: 'Lead' });
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Saved\n/);
    const [first, second, third] = desk.patches();
    expect([first?.status, second?.status, third]).toEqual([429, 204, undefined]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990 * retryAfterSeconds);
  });
});

describe('what on-premises owns', () => {
  // Of the first three Microsoft does not say it, so Entra is asked.
  const cloudOwned = 'userType ageGroup consentProvidedForMinor sponsors usageLocation $form $reason'.split(
    ' ',
  );
  const sortedInputs = (card: unknown) => Object.keys(inputsOf(card)).sort();

  it('is closed, with the reason, and the rest can be saved', async () => {
    const message = await open(people.synced.oid);
    expect(sortedInputs(message.card)).toEqual(cloudOwned.sort());
    expect(textOf(message.card)).toContain('Synced from on-premises Active Directory. Change it there.');
    await press(client, message, 'Save', { usageLocation: 'BE' });
    expect(desk.bodies()).toEqual([{ usageLocation: 'BE' }]);
  });

  it('stays as it is where somebody is synced since the card was opened', async () => {
    const message = await open();
    desk.sandbox.graph.directory.update(target.oid, { onPremisesSyncEnabled: true });
    const before = person();
    await press(client, message, 'Save', { jobTitle: 'Lead', usageLocation: 'BE' });
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(person()).toEqual(before);
    const again = await press(client, told, 'Edit again');
    expect(sortedInputs(again.card)).toEqual(cloudOwned.sort());
    await press(client, again, 'Save');
    expect(desk.bodies().at(-1)).toEqual({ usageLocation: 'BE' });
  });

  it('is refused where it is forged, and so is all that came with it', async () => {
    const message = await open(people.synced.oid);
    const save = actionOf(message.card, 'Save') as CardAction;
    const answer = await client.submit(message.id, save, { usageLocation: 'BE', jobTitle: 'Forged' });
    expect(answer.kind).toBe('card');
    expect(textOf(client.shown(message.id))).toContain('This card did not hold what was sent');
    expect(desk.patches()).toEqual([]);
  });
});
