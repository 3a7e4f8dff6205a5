import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldName } from '../../src/profile/fields.ts';
import type { Fault, FaultRequest } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { type Held, heldIn, hold } from '../support/fieldValues.ts';
import { lookUp, pressAndConfirm, writeRecords } from '../support/writes.ts';

// One Save that writes to six places, with something that goes wrong at one of them.

const { oid } = people.withFullProfile;
const minuteMs = 60_000;
let pairs = 0;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
  for (const { name, before } of parts) hold(desk, oid, name, before);
  now += minuteMs;
});
afterEach(() => desk.close());
afterAll(() => process.stdout.write(`Parts × faults: ${pairs} pairs\n`));

interface SavedPart {
  readonly name: FieldName;
  readonly label: string;
  readonly before: Held;
  readonly text: string;
  readonly after: Held;
  /** Whether a request can be this part's write. */
  readonly isWrite: (request: Pick<FaultRequest, 'method' | 'path'>) => boolean;
  /** How many such requests go before it. */
  readonly others?: number;
}

const user = `/users/${oid}`;
const at = (method: string, path: string) => (request: { method: string; path: string }) =>
  request.method === method && request.path === user + path;

const parts: readonly SavedPart[] = [
  {
    name: 'city',
    label: 'City',
    before: 'Rotterdam',
    text: 'Delft',
    after: 'Delft',
    isWrite: at('PATCH', ''),
  },
  {
    name: 'aboutMe',
    label: 'About me',
    before: 'Hello',
    text: 'Hi',
    after: 'Hi',
    isWrite: at('PATCH', ''),
    others: 1,
  },
  {
    name: 'manager',
    label: 'Manager',
    before: people.employee.oid,
    text: people.obrien.oid,
    after: people.obrien.oid,
    isWrite: at('PUT', '/manager/$ref'),
  },
  {
    name: 'sponsors',
    label: 'Sponsors',
    before: [],
    text: people.obrien.oid,
    after: [people.obrien.oid],
    isWrite: at('POST', '/sponsors/$ref'),
  },
  {
    name: 'phoneMethods/office',
    label: 'Office phone to sign in',
    before: null,
    text: '+31 612345678',
    after: '+31 612345678',
    isWrite: at('POST', '/authentication/phoneMethods'),
  },
  {
    name: 'emailMethods',
    label: 'Email to reset the password',
    before: 'old@home.example',
    text: 'new@home.example',
    after: 'new@home.example',
    isWrite: at('PATCH', '/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f'),
  },
];

const faults: readonly [string, Omit<Fault, 'match'>][] = [
  ['is refused', { kind: 'status', status: 400 }],
  ['is forbidden', { kind: 'status', status: 403 }],
  ['is throttled for two minutes', { kind: 'throttle', retryAfterSeconds: 120 }],
  ['is answered with 503', { kind: 'status', status: 503 }],
  ['is done and answered with 503', { kind: 'status', status: 503, afterApply: true }],
  ['gets no answer', { kind: 'reset' }],
  ['is done and its answer is lost', { kind: 'reset', afterApply: true }],
];
const everyPair = parts.flatMap((part) =>
  faults.map(([what, fault]) => [part.name, what, part, fault] as const),
);

const typed = Object.fromEntries(parts.map(({ name, text }) => [name, text]));
const isHeld = ({ name, after }: SavedPart): boolean =>
  JSON.stringify(heldIn(desk, oid, name)) === JSON.stringify(after);

/** Hits the write of one part. */
function matchOf({ isWrite, others = 0 }: SavedPart): (request: FaultRequest) => boolean {
  let seen = 0;
  return (request) => {
    if (isWrite(request)) seen += 1;
    return isWrite(request) && seen > others;
  };
}

/** How often a part was done: by the answers that Graph gave, and by those that went wrong after it. */
function timesDone({ name, isWrite }: SavedPart, isDoneAllTheSame: boolean): number {
  return writeRecords(desk).filter(({ method, url, status, fault, body }) => {
    const isOwn = isWrite({ method, path: url.replace('/v1.0', '') });
    const isMeant = method !== 'PATCH' || name === 'emailMethods' || Object.hasOwn(body as object, name);
    return isOwn && isMeant && (fault === undefined ? status < 300 : isDoneAllTheSame);
  }).length;
}

/** What the card says of each part has to be so. */
function expectTrue(card: unknown): void {
  const text = textOf(card);
  for (const part of parts) {
    expect(text).toContain(`\n${part.label}: `);
    const heading = text.slice(0, text.indexOf(`\n${part.label}: `)).split('\n');
    const state = heading.findLast((line) => /^(Saved|Not saved|Not known whether it was saved)$/.test(line));
    if (state === 'Saved') expect([part.name, isHeld(part)]).toEqual([part.name, true]);
    if (state === 'Not saved') expect([part.name, isHeld(part)]).toEqual([part.name, false]);
  }
  if (/^Saved\n/.test(text)) expect(parts.every(isHeld)).toBe(true);
}

const save = async (): Promise<MessageView> =>
  await pressAndConfirm(client, await lookUp(client, oid, 'about', 'signIn'), 'Save', typed);

describe('a save of many parts', () => {
  it('takes two round trips one after another: the read before it, and the writes', async () => {
    const message = await lookUp(client, oid, 'about');
    desk.graphCalls();
    const { city = '', aboutMe = '', manager = '' } = typed;
    await press(client, message, 'Save', { city, aboutMe, manager });
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', 'POST /v1.0/$batch']);
    expect(parts.slice(0, 3).every(isHeld)).toBe(true);
  });

  it('is undone as a whole', async () => {
    const saved = await save();
    expectTrue(saved.card);
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    await pressAndConfirm(client, saved, 'Undo');
    expect(parts.map(({ name }) => heldIn(desk, oid, name))).toEqual(parts.map(({ before }) => before));
  });
});

describe('a save of which one part goes wrong', () => {
  it.each(everyPair)(
    '%s %s: the rest is saved, and Try the rest again does it once',
    async (_name, _what, part, fault) => {
      pairs += 1;
      const message = await lookUp(client, oid, 'about', 'signIn');
      desk.sandbox.graph.faults.add({ ...fault, match: matchOf(part) });
      let told = await pressAndConfirm(client, message, 'Save', typed);
      expect(desk.sandbox.graph.faults.pending).toBe(0);
      expect(textOf(told.card)).toMatch(/^(Saved in part|Not known whether it was saved)\n/);
      expectTrue(told.card);
      if (titlesOf(told.card).includes('Show result')) told = await press(client, told, 'Show result');
      expectTrue(told.card);
      if (titlesOf(told.card).includes('Show result')) {
        // A read may be ten minutes old: after that, what it does not show was not done.
        now += 11 * minuteMs;
        told = await press(client, told, 'Show result');
        expectTrue(told.card);
      }
      if (!fault.afterApply) {
        expect(textOf(told.card)).toMatch(/^Saved in part\n/);
        told = await pressAndConfirm(client, told, 'Try the rest again');
      }
      expect(textOf(told.card)).toMatch(/^Saved\n/);
      expectTrue(told.card);
      expect(parts.map((one) => [one.name, timesDone(one, fault.afterApply === true)])).toEqual(
        parts.map(({ name }) => [name, 1]),
      );
      await pressAndConfirm(client, told, 'Undo');
      expect(parts.map(({ name }) => heldIn(desk, oid, name))).toEqual(parts.map(({ before }) => before));
    },
  );
});
