import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { sendInvoke } from '../support/rawClicks.ts';
import { withKey } from '../support/tampering.ts';

const target = people.obrien;
const minuteMs = 60_000;
let now = Date.now();
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.userAdministrator);
});
beforeEach(async () => {
  await client.send(target.oid);
  message = client.last();
  desk.graphCalls();
  earlier = allPatches().length;
});
afterEach(() => desk.app.idle());
afterAll(() => desk.close());

let earlier = 0;
const allPatches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
/** The writes of this test. */
const patches = () => allPatches().slice(earlier);
const person = () => desk.sandbox.graph.directory.person(target.oid);
const nobody = '00000000-0000-4000-a000-000000000000';

/** Has the client send an invoke as it is given, whatever it holds. @returns the HTTP status and what the card says */
async function invoke(value: unknown): Promise<{ status: number; text: string; card: unknown }> {
  const { status, type, value: card } = await answerTo(value);
  if (status === 200) expect(type).toBe('application/vnd.microsoft.card.adaptive');
  return { status, text: textOf(card), card };
}
const answerTo = (value: unknown) => sendInvoke(desk, client.oid, message.id, value);

/** The Save button's data with all inputs, and changes to it. */
function saved(changes: object): Record<string, unknown> {
  return { ...(actionOf(message.card, 'Save').data as object), ...inputsOf(message.card), ...changes };
}
const save = (changes: object) =>
  invoke({ action: { type: 'Action.Execute', verb: 'save', data: saved(changes) }, trigger: 'manual' });
const execute = (verb: unknown, data: unknown) => ({ action: { type: 'Action.Execute', verb, data } });

const noTrace = /\bat .*\.[jt]s|Error:|undefined|\[object/;

// All that can be done to a click: test/hazards/tampered-cards.test.ts.
describe('a save that the card could not have sent', () => {
  it.each<[string, object]>([
    ['a field that can only be looked at', { createdDateTime: '2026-03-01T00:00:00Z' }],
    ['a field of a section that was not opened', { aboutMe: 'x' }],
    ['the domain of a field that has none', { 'city@domain': 'northwind-harbor.example' }],
    ['a property of Graph that no card has', { passwordProfile: 'x' }],
    ['a key that every object has', { toString: 'x' }],
    ['a truth value', { accountEnabled: false }],
  ])('writes nothing, and says so: %s', async (_kind, changes) => {
    const before = person();
    const { status, text, card } = await save({ city: 'Delft', ...changes });
    expect(status).toBe(200);
    expect(text).toContain('This card did not hold what was sent, so nothing was saved.');
    expect(text).not.toMatch(noTrace);
    expect(titlesOf(card)).toContain('Save');
    expect(patches()).toEqual([]);
    expect(person()).toEqual(before);
  });

  it('is refused at the door with a key that changes objects themselves', async () => {
    const { prototype } = Object;
    for (const data of [withKey('__proto__', { verb: 'save' }), { constructor: { prototype: { x: 1 } } }]) {
      const { status } = await save(data);
      expect(status).toBe(400);
    }
    expect(Object.keys(prototype)).toEqual([]);
    expect(desk.graphCalls()).toEqual([]);
  });

  it.each(['displayName', 'jobTitle', 'businessPhones', 'streetAddress', 'usageLocation'])(
    'writes no %s of 200 KB, says so, and leaves the card as it is',
    async (name) => {
      const data = saved({ [name]: 'x'.repeat(200_000) });
      const answer = await answerTo({ action: { verb: 'save', data } });
      expect(answer).toMatchObject({ status: 200, type: 'application/vnd.microsoft.activity.message' });
      expect(answer.value).toContain('more than one card can hold');
      expect(patches()).toEqual([]);
    },
  );

  it('writes nothing for a reason of 200 KB, and its card stays small', async () => {
    const { status, card } = await save({ $reason: 'x'.repeat(200_000) });
    expect(status).toBe(200);
    expect(JSON.stringify(card).length).toBeLessThan(80_000);
    expect(titlesOf(card)).toContain('Save');
    expect(patches()).toEqual([]);
  });

  it('without the hidden input still counts, as long as another input came', async () => {
    const { $form: _, ...data } = saved({ city: 'Delft' });
    await invoke({ action: { verb: 'save', data } });
    expect(patches().map(({ body }) => body)).toEqual([{ city: 'Delft' }]);
  });

  it('without any input says that the client sent none', async () => {
    const { $card, $edit, $person } = saved({});
    const { text } = await invoke({ action: { verb: 'save', data: { $card, $edit, $person } } });
    expect(text).toContain('Your Teams client sent no values, so nothing was saved.');
    expect(patches()).toEqual([]);
  });
});

describe('a click that makes no sense', () => {
  it.each<[string, () => unknown]>([
    ['no value', () => undefined],
    ['a text', () => 'save'],
    ['no action', () => ({ trigger: 'manual' })],
    ['an action that is a text', () => ({ action: 'save' })],
    ['no verb', () => execute(undefined, { $person: target.oid })],
    ['a verb that is none', () => execute('explode', saved({}))],
    ['a verb that every object has', () => execute('hasOwnProperty', saved({}))],
    ['a verb of 200 KB', () => execute('save'.repeat(50_000), { $person: target.oid })],
    ['data that is a text', () => execute('save', 'x')],
    ['no data', () => execute('save', undefined)],
    ['no edit and no person', () => execute('save', saved({ $edit: undefined, $person: undefined }))],
    ['an edit that is an object', () => execute('save', saved({ $edit: { x: 1 }, $person: '' }))],
    ['an unknown edit of nobody', () => execute('save', saved({ $edit: nobody, $person: undefined }))],
    [
      'a person that is a path',
      () => execute('open', { $person: `${target.oid}/../${people.employee.oid}` }),
    ],
    ['a person that is a query', () => execute('open', { $person: `${target.oid}?$select=id` })],
    ['a person that is a UPN', () => execute('open', { $person: target.userPrincipalName })],
    ['a person that is an object', () => execute('open', { $person: { id: target.oid } })],
    ['a person of 200 KB', () => execute('open', { $person: target.oid.repeat(5_000) })],
  ])('is answered in words, and nothing reaches Graph: %s', async (_kind, value) => {
    const { status, text } = await invoke(value());
    expect(status).toBe(200);
    expect(text).toMatch(/^Something went wrong\nThis card is too old\. Look the person up again\.$/);
    expect(desk.graphCalls()).toEqual([]);
  });

  it('for somebody who is not in the directory says so', async () => {
    const { text } = await invoke(execute('open', { $person: nobody }));
    expect(text).toContain('This person is not in the directory (any more).');
  });
});

describe('a client that refreshes by itself', () => {
  it.each(['save', 'confirm', 'undo', 'retry', 'keepMine', 'cancel'])('never writes: %s', async (verb) => {
    await press(client, message, 'Save', { accountEnabled: 'false' });
    earlier = allPatches().length;
    const { status, card } = await invoke({ action: { verb, data: saved({}) }, trigger: 'automatic' });
    expect(status).toBe(200);
    expect(titlesOf(card)).toContain('Confirm');
    expect(patches()).toEqual([]);
  });

  it('never writes what is typed, nor changes the message', async () => {
    const data = saved({ jobTitle: 'Forged' });
    const before = client.messages();
    const { card } = await invoke({ action: { verb: 'save', data }, trigger: 'automatic' });
    expect(inputsOf(card).jobTitle).not.toBe('Forged');
    await desk.app.idle();
    await client.reload();
    expect(client.messages()).toEqual(before);
    expect(patches()).toEqual([]);
  });
});

describe('a card whose edit is no more', () => {
  const typed = { jobTitle: 'Harbor Pilot', mobilePhone: '', $reason: 'INC-4711' };

  it('leads to a fresh one with what was typed, where the edit is unknown', async () => {
    const { text, card } = await save({ $edit: nobody, ...typed });
    expect(text).toContain('This is a fresh card');
    expect(inputsOf(card)).toMatchObject(typed);
    expect(patches()).toEqual([]);
  });

  it('leads to a fresh one with what was typed, where it is older than an hour, and that can be saved', async () => {
    now += 61 * minuteMs;
    const fresh = await press(client, message, 'Save', typed);
    expect(textOf(fresh.card)).toContain('This is a fresh card');
    expect(inputsOf(fresh.card)).toMatchObject(typed);
    expect(patches()).toEqual([]);
    await desk.app.idle();
    await client.reload();
    const saving = await press(client, client.view(message.id), 'Save');
    expect(textOf(saving.card)).toMatch(/^Saved\n/);
    expect(patches()).toMatchObject([{ body: { jobTitle: 'Harbor Pilot', mobilePhone: null } }]);
  });

  it('shows the outcome, and writes nothing, where it was saved before', async () => {
    await press(client, message, 'Save', { city: 'Leiden' });
    const { text } = await save({ city: 'Haarlem' });
    expect(text).toMatch(/^Saved\n/);
    expect(text).toContain('Leiden');
    expect(patches().map(({ body }) => body)).toEqual([{ city: 'Leiden' }]);
  });
});
