import { expect } from 'vitest';
import type { Deadlines } from '../../src/clock.ts';
import type { FieldName } from '../../src/profile/fields.ts';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from './cards.ts';
import { type Contact, carryOn, reachForm } from './carryOn.ts';
import { type DeskUnderTest, press, startDesk } from './desk.ts';
import type { GraphFault } from './graphFaults.ts';
import { holds, partsOf, putBack, textsOf } from './manyParts.ts';
import { toldOf } from './told.ts';

/** A fault, and which request it hits: counted from the first that a script makes. */
export interface PlacedFault extends GraphFault {
  readonly position: number;
  /** How many requests it hits, one after another; 1 if left out. */
  readonly times?: number;
}

/** A request as it arrived at Graph, alone or in a batch. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly inBatch: boolean;
  readonly body: string;
  /** Which of the client's requests it followed from. */
  readonly turn: number;
  readonly at: number;
  readonly hitBy?: GraphFault | undefined;
}

/** A change that the script makes, and whether the directory has it. */
interface ScriptChange {
  readonly name: FieldName;
  readonly label: string;
  /** How the card may show the new value: people by their name, or by their id where that could not be read. */
  readonly shownAs: readonly string[];
  readonly isWrite: (request: { method: string; path: string; body: unknown }) => boolean;
  readonly isAfter: () => boolean;
  readonly isBefore: () => boolean;
}

interface Script {
  readonly oid: string;
  readonly changes: readonly ScriptChange[];
  readonly typed: Readonly<Record<string, string>>;
  readonly begin: () => void;
  readonly find: () => Promise<unknown>;
  readonly isUndone: boolean;
}

export const scriptNames = ['oneField', 'manyParts', 'photo', 'history'] as const;
export type ScriptName = (typeof scriptNames)[number];

const reads = /\/(\$batch|checkMemberGroups)$/;
const picture = Buffer.from(drawnPhoto('somebody else').bytes(96));
const hourMs = 3_600_000;

/** A desk where anything may go wrong at Graph, and somebody who carries on all the same. */
export async function startFaultyDesk(deadlines: Partial<Deadlines> = {}) {
  let now = Date.parse('2026-03-02T09:00:00Z');
  const desk = await startDesk({ clock: { now: () => now }, deadlines });
  const { graph, teams } = desk.sandbox;
  let arrivals: Arrival[] = [];
  let turn = 0;
  let goal: 'Saved' | 'Undone' = 'Saved';
  const client = await desk.as(people.globalAdministrator, { fetch: counted });
  const scripts = scriptsOf(desk, client);

  /** Counts what the client sends. */
  async function counted(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    if (init?.method === 'POST') turn += 1;
    return await fetch(input, init);
  }

  function place(faults: readonly PlacedFault[], { changes }: Script): void {
    arrivals = [];
    graph.faults.clear();
    // Sees all, hits nothing.
    graph.faults.add({
      kind: 'status',
      match: ({ method, path, body, inBatch }) => {
        const twice = changes.find(
          (change) =>
            change.isWrite({ method, path, body }) &&
            (goal === 'Saved' ? change.isAfter() : change.isBefore()),
        );
        arrivals.push({
          ...{ method, path, inBatch, turn },
          body: body instanceof Uint8Array ? `${body.length} bytes` : (JSON.stringify(body) ?? ''),
          at: performance.now(),
          hitBy: faults.find(
            ({ position, times = 1 }) => position <= arrivals.length && arrivals.length < position + times,
          ),
        });
        if (twice) repeated.push(twice.label);
        return false;
      },
    });
    for (const one of faults) {
      const isHit = (): boolean => arrivals.at(-1)?.hitBy === one;
      const { times = 1, fault } = one;
      // What is not found and was to be removed was removed before: Graph does not say so of what is there.
      const isRemoval = ({ method }: { method: string }): boolean =>
        fault.status === 404 && method === 'DELETE';
      graph.faults.add({ ...fault, times, match: (request) => isHit() && !isRemoval(request) });
      graph.faults.add({
        ...fault,
        times,
        afterApply: true,
        match: (request) => isHit() && isRemoval(request),
      });
    }
  }
  let repeated: string[] = [];

  /** What a card says was done must be so, what it says was not done must not, and what is not known can't be. */
  function check(name: ScriptName, { card, error }: MessageView): void {
    expect(error, 'what Teams says below the card').toBeUndefined();
    const text = textOf(card);
    expect(titlesOf(card), 'nobody else changed anything').not.toContain('Keep mine');
    for (const [line, told] of toldOf(card)) {
      const change = scripts[name].changes.find(({ label }) => line.startsWith(`${label}: `));
      if (!change) throw new Error(`Nobody changed “${line}”`);
      const isForward = change.shownAs.some((value) => line.endsWith(` → ${value}`));
      const isDone = isForward ? change.isAfter() : change.isBefore();
      const isNotDone = isForward ? change.isBefore() : change.isAfter();
      if (told === 'saved' && !isDone) throw new Error(`It is not so, and told as saved: ${line}\n${text}`);
      if (told === 'notSaved' && !isNotDone)
        throw new Error(`It is so, and told as not saved: ${line}\n${text}`);
      const isUnclear = arrivals.some(({ hitBy, method }) => hitBy?.isAmbiguous && method !== 'GET');
      if (told === 'unknown' && !isUnclear) throw new Error(`Its fate is known, and told as not: ${line}`);
    }
  }

  /** What Graph was sent: a write again in the same turn only where it had refused it for a moment, and after that. */
  function checkResends(): void {
    const last = new Map<string, Arrival>();
    for (const arrival of arrivals) {
      const { turn: inTurn, method, path, body } = arrival;
      const key = [inTurn, method, path, body].join(' ');
      const before = last.get(key);
      last.set(key, arrival);
      if (!before) continue;
      const { kind, retryAfterSeconds } = before.hitBy?.fault ?? {};
      const isRead = method === 'GET' || (path === '/$batch' && !/"method":"(?!GET)/.test(body));
      if (!isRead && kind !== 'throttle') throw new Error(`Sent again in the same turn: ${method} ${path}`);
      if (retryAfterSeconds === undefined || retryAfterSeconds === 'none') continue;
      // The timers of Node.js may be a millisecond early.
      expect(arrival.at - before.at, 'Retry-After').toBeGreaterThanOrEqual(retryAfterSeconds * 1_000 - 2);
    }
  }

  /** Runs a script with these faults. @returns what arrived at Graph */
  async function play(name: ScriptName, faults: readonly PlacedFault[]): Promise<readonly Arrival[]> {
    const script = scripts[name];
    for (const chat of teams.conversations.values())
      for (const { id } of chat.snapshot().messages) chat.remove(id);
    graph.requests.length = 0;
    // Whatever an earlier one wrote is long ago.
    now += hourMs;
    script.begin();
    goal = 'Saved';
    repeated = [];
    place(faults, script);
    const settle = async (): Promise<void> => {
      await desk.app.idle();
      await client.reload();
    };
    const look = (message: MessageView): void => check(name, message);
    if (name === 'history') await readHistory(script, settle, look);
    else await saveAndUndo(name, settle, look);
    checkResends();
    expect(repeated, 'what was written though it was so already').toEqual([]);
    return arrivals;
  }

  async function saveAndUndo(name: ScriptName, settle: Contact['settle'], look: Contact['check']) {
    const { oid, typed, find, changes, isUndone } = scripts[name];
    const names = Object.keys(typed) as FieldName[];
    const messageId = await reachForm({ client, settle, check: look }, oid, names, find);
    const wait = (ms: number): void => {
      now += ms;
    };
    const contact: Contact = { client, messageId, settle, wait, check: look };
    await press(client, client.view(messageId), 'Save', typed);
    await carryOn(contact, 'Saved', typed);
    expect(changes.filter(({ isAfter }) => !isAfter())).toEqual([]);
    if (!isUndone) return;
    goal = 'Undone';
    await press(client, client.view(messageId), 'Undo');
    await carryOn(contact, 'Undone');
  }

  /** Asks for somebody's history until it is shown. */
  async function readHistory({ oid }: Script, settle: Contact['settle'], look: Contact['check']) {
    for (let messages = 0; messages < 5; messages++) {
      await client.send(`history ${oid}`);
      const asked = client.last();
      if (asked.signInButton) await client.signIn(asked.id);
      look(client.last());
      await settle();
      if (textOf(client.last().card).startsWith('Changes made to this person')) break;
    }
    expect(textOf(client.last().card)).toMatch(/^Changes made to this person\n/);
    expect(arrivals.filter(({ method, path }) => method !== 'GET' && !reads.test(path))).toEqual([]);
  }

  return { play, close: () => desk.close() };
}

export type FaultyDesk = Awaited<ReturnType<typeof startFaultyDesk>>;

function scriptsOf(desk: DeskUnderTest, client: TeamsClient): Readonly<Record<ScriptName, Script>> {
  const changesOf = (oid: string, names: readonly string[]) =>
    partsOf(oid)
      .filter(({ name }) => names.includes(name))
      .map((part) => ({
        ...part,
        shownAs: [part.text, people.obrien.displayName],
        isAfter: () => holds(desk, oid, part, part.after),
        isBefore: () => holds(desk, oid, part, part.before),
      }));
  const full = people.withFullProfile;
  const all = partsOf(full.oid).map(({ name }) => name);
  const script = (oid: string, names: readonly string[], find: Script['find']): Script => {
    const changes = changesOf(oid, names);
    return {
      ...{ oid, changes, find },
      typed: textsOf(changes),
      begin: () => putBack(desk, oid, changes),
      isUndone: true,
    };
  };
  const anna = people.annaSmith;
  const photoOf = () => desk.sandbox.graph.directory.record(anna.oid)?.photo?.bytes(240);
  const isNew = (): boolean => picture.equals(Buffer.from(photoOf() ?? []));
  const withPhoto = script(anna.oid, ['city'], async () => {
    await client.send(`photo ${anna.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'anna.png', as: 'inline' });
  });
  return {
    oneField: script(anna.oid, ['city'], () => client.send('Anna Smith')),
    manyParts: script(full.oid, all, () => client.send(full.oid)),
    photo: {
      ...withPhoto,
      isUndone: false,
      begin: () => {
        withPhoto.begin();
        desk.sandbox.graph.directory.setPhoto(anna.oid, drawnPhoto(anna.oid));
      },
      changes: [
        ...withPhoto.changes,
        {
          name: 'photo',
          label: 'Photo',
          shownAs: ['the new photo'],
          // Nobody can tell a new photo from what Graph made of it: it may be sent again, if somebody says so.
          isWrite: () => false,
          isAfter: isNew,
          isBefore: () => !isNew(),
        },
      ],
    },
    history: script(people.obrien.oid, [], () => client.send(people.obrien.userPrincipalName)),
  };
}
