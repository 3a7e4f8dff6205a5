import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, InputHabit, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, elementsOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.annaSmith;
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
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
const bodies = () => patches().map(({ body }) => body);

async function open(oid = target.oid, by = client): Promise<MessageView> {
  await by.send(oid);
  await desk.app.idle();
  desk.graphCalls();
  return by.last();
}

/** The message as it is seen later, on any device. */
async function stored({ id }: MessageView): Promise<MessageView> {
  await desk.app.idle();
  await client.reload();
  return client.view(id);
}

describe('what a client sends', () => {
  it.each<InputHabit>(['leavesEmptyOut', 'sendsEmpty'])(
    'means the same: emptied inputs are emptied, the others are left (%s)',
    async (inputHabit) => {
      const other = await desk.as(people.globalAdministrator, { inputHabit });
      update({ city: null, faxNumber: null });
      const before = person();
      const typed = { jobTitle: 'Lead', mobilePhone: '', businessPhones: '' };
      await press(other, await open(target.oid, other), 'Save', typed);
      expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', `PATCH /v1.0/users/${target.oid}`]);
      expect(bodies()).toEqual([{ jobTitle: 'Lead', mobilePhone: null, businessPhones: [] }]);
      expect(person()).toEqual({ ...before, jobTitle: 'Lead', mobilePhone: null, businessPhones: [] });
    },
  );

  it('that sends nothing at all can be left for one that does: the same card saves from there', async () => {
    const message = await open();
    const broken = await desk.as(people.userAdministrator, { inputHabit: 'dropsAll' });
    await press(broken, broken.view(message.id), 'Save', { jobTitle: 'Lead' });
    const told = await stored(message);
    expect(textOf(told.card)).toContain('Your Teams client sent no values');
    expect(inputsOf(told.card).jobTitle).toBe('Clerk');
    expect(bodies()).toEqual([]);
    await press(client, told, 'Save', { jobTitle: 'Lead' });
    expect(bodies()).toEqual([{ jobTitle: 'Lead' }]);
  });

  it.each([
    ['white space around the value that is there', ' Clerk '],
    ['the value itself', 'Clerk'],
  ])('is no change where it is %s', async (_what, jobTitle) => {
    const saved = await press(client, await open(), 'Save', { jobTitle });
    expect(textOf(saved.card)).toContain('Nothing was changed, so nothing was saved.');
    expect(titlesOf(saved.card)).toContain('Save');
    expect(bodies()).toEqual([]);
  });

  it('leaves a value alone that has white space around it in the directory', async () => {
    update({ jobTitle: ' Clerk ', streetAddress: 'Kade 1\r\nUnit 2 ' });
    const before = person();
    await press(client, await open(), 'Save', { city: 'Delft' });
    expect(bodies()).toEqual([{ city: 'Delft' }]);
    expect(person()).toEqual({ ...before, city: 'Delft' });
  });
});

/** Whether the element with an id can be seen, and all around it. */
function isShown(node: unknown, id: string): boolean {
  if (Array.isArray(node)) return node.some((one) => isShown(one, id));
  if (typeof node !== 'object' || node === null) return false;
  if ('isVisible' in node && node.isVisible === false) return false;
  if ('id' in node && node.id === id) return true;
  return Object.entries(node).some(([key, value]) => key !== 'actions' && isShown(value, id));
}

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
      for (const { card } of [refused, await stored(message)]) {
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
      expect(patches()).toEqual([]);
    },
  );

  it('is mended on the same card, and then saved with the rest', async () => {
    const message = await open();
    const refused = await press(client, message, 'Save', { usageLocation: 'Atlantis', city: 'Delft' });
    const saved = await press(client, refused, 'Save', { usageLocation: 'Belgium' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ usageLocation: 'BE', city: 'Delft' }]);
  });
});

describe('a sensitive change', () => {
  it('is compared again when it is confirmed', async () => {
    const asked = await press(client, await open(), 'Save', { accountEnabled: 'false', city: 'Delft' });
    update({ city: 'Arnhem' });
    const conflict = await press(client, asked, 'Confirm');
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(bodies()).toEqual([]);
    const again = await press(client, conflict, 'Take theirs');
    expect(titlesOf(again.card)).toEqual(['Confirm', 'Cancel']);
    expect(textOf(again.card)).not.toContain('Delft');
    await press(client, again, 'Confirm');
    expect(bodies()).toEqual([{ accountEnabled: false }]);
    expect(person()).toMatchObject({ accountEnabled: false, city: 'Arnhem' });
  });

  it('that somebody made meanwhile needs no confirmation', async () => {
    const message = await open();
    update({ accountEnabled: false });
    const saved = await press(client, message, 'Save', { accountEnabled: 'false', city: 'Delft' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ city: 'Delft' }]);
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

describe('what Graph does not take', () => {
  it.each([
    ['refused', 400, 'Microsoft Entra does not accept this value or this combination of values.'],
    ['no such person', 404, 'This person is not in the directory any more.'],
    ['forbidden', 403, 'your role does not cover this field'],
  ])('%s is told as not saved, and Edit again still has what was typed', async (_what, status, says) => {
    const message = await open();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status });
    await press(client, message, 'Save', { jobTitle: 'Lead', mobilePhone: '' });
    const told = await stored(message);
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain(says);
    expect(textOf(told.card)).toContain(String(patches()[0]?.requestId));
    expect(titlesOf(told.card)).toEqual(['Edit again', 'View in Entra admin center']);
    const again = await press(client, told, 'Edit again');
    expect(inputsOf(again.card)).toMatchObject({ jobTitle: 'Lead', mobilePhone: '', city: 'Rotterdam' });
    await press(client, again, 'Save');
    expect(bodies().at(-1)).toEqual({ jobTitle: 'Lead', mobilePhone: null });
  });

  it('somebody who is synced since the card was opened keeps what on-premises owns', async () => {
    const message = await open();
    update({ onPremisesSyncEnabled: true });
    const before = person();
    await press(client, message, 'Save', { jobTitle: 'Lead', usageLocation: 'BE' });
    const told = await stored(message);
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(person()).toEqual(before);
    const again = await press(client, told, 'Edit again');
    expect(Object.keys(inputsOf(again.card))).toEqual(['usageLocation', '$form', '$reason']);
    await press(client, again, 'Save');
    expect(bodies().at(-1)).toEqual({ usageLocation: 'BE' });
  });

  it('a forged value for a field that on-premises owns is refused, and so is all that came with it', async () => {
    const message = await open(people.synced.oid);
    const save = actionOf(message.card, 'Save') as CardAction;
    const answer = await client.submit(message.id, save, { usageLocation: 'BE', jobTitle: 'Forged' });
    expect(answer.kind).toBe('card');
    expect(textOf(client.shown(message.id))).toContain('This card did not hold what was sent');
    expect(patches()).toEqual([]);
  });

  it('for a second is sent again after it', async () => {
    const message = await open();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'throttle', retryAfterSeconds: 1 });
    await press(client, message, 'Save', { jobTitle: 'Lead' });
    expect(textOf((await stored(message)).card)).toMatch(/^Saved\n/);
    const [first, second, third] = patches();
    expect([first?.status, second?.status, third]).toEqual([429, 204, undefined]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

describe('Cancel', () => {
  it('ends the card: an older copy of it saves nothing any more', async () => {
    const message = await open();
    await press(client, message, 'Cancel');
    expect(desk.graphCalls()).toEqual([]);
    const late = actionOf(message.card, 'Save') as CardAction;
    await client.execute(message.id, {
      ...late,
      data: { ...(late.data as object), ...inputsOf(message.card), jobTitle: 'Lead' },
    });
    expect(textOf((await stored(message)).card)).toMatch(/^Cancelled\. Nothing was saved\.\n/);
    expect(patches()).toEqual([]);
    const again = await press(client, client.view(message.id), 'Edit again');
    expect(inputsOf(again.card).jobTitle).toBe('Clerk');
  });
});
