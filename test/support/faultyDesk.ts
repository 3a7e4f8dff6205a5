import { expect } from 'vitest';
import type { Deadlines } from '../../src/clock.ts';
import type { FieldName } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from './cards.ts';
import { type Contact, carryOn, reachForm, reachReview } from './carryOn.ts';
import { press, startDesk } from './desk.ts';
import { type Script, type ScriptName, scriptsOf } from './faultScripts.ts';
import { type Arrival, checkResends, nameOf, type PlacedFault } from './graphArrivals.ts';
import { isTrueAnswer } from './graphFaults.ts';
import { longAgo } from './longAgo.ts';
import { writtenTwice } from './manyParts.ts';
import {
  asksAboutPhoto,
  expectEnd,
  expectNoConflict,
  expectTruth,
  type Told,
  type TruthOfChange,
  toldOf,
} from './told.ts';

/** What became of a script. */
export interface Played {
  readonly arrivals: readonly Arrival[];
  /** How long somebody waited for an answer at most, in milliseconds. */
  readonly slowestMs: Readonly<Record<Asked, number>>;
  /** Whether it ended with what was wanted; an undo may end with a form. */
  readonly isReached: boolean;
}

/** What the client sends to the bot. */
export type Asked = 'invoke' | 'message';

const reads = /\/(\$batch|checkMemberGroups)$/;
/** As many as requests can be hit, and one. */
const mostTries = 21;
const dayMs = 24 * 3_600_000;

/**
 * A desk where anything may go wrong at Graph, and somebody who carries on all the same.
 * @param tellsAll whether every card of an outcome has to tell of every change: so it is where only writes go wrong.
 */
export async function startFaultyDesk(deadlines: Partial<Deadlines> = {}, tellsAll = false) {
  let now = longAgo;
  const desk = await startDesk({ clock: { now: () => now }, deadlines });
  const { graph, teams } = desk.sandbox;
  let arrivals: Arrival[] = [];
  let turn = 0;
  const scripts = await scriptsOf(desk, counted);

  let slowestMs: Record<Asked, number> = { invoke: 0, message: 0 };

  /** Counts what the client sends, and how long it waits for the answer. */
  async function counted(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    if (init?.method !== 'POST') return await fetch(input, init);
    turn += 1;
    const startedAt = performance.now();
    const response = await fetch(input, init);
    const { type } = typeof init.body === 'string' ? (JSON.parse(init.body) as { type?: Asked }) : {};
    if (type) slowestMs[type] = Math.max(slowestMs[type], performance.now() - startedAt);
    return response;
  }

  function place(faults: readonly PlacedFault[], { oid, parts }: Script): void {
    arrivals = [];
    // Sees all, hits nothing.
    graph.faults.add({
      kind: 'status',
      match: ({ method, path, body, inBatch }) => {
        const request = { method, path, body };
        const written = parts.filter(({ writtenBy }) => writtenBy(request) !== undefined);
        const labels = written.map(({ label }) => label);
        const isAt = ({ at, times = 1 }: PlacedFault): boolean => {
          if (typeof at === 'object') {
            const before = arrivals.filter((one) => nameOf(one) === at.request).length - at.before;
            return nameOf(request) === at.request && 0 <= before && before < times;
          }
          return labels.includes(at) && arrivals.filter((one) => one.labels.includes(at)).length < times;
        };
        const hitBy = faults.find((one) => isAt(one) && !isTrueAnswer(one, request));
        arrivals.push({
          ...{ method, path, inBatch, turn, labels, hitBy },
          body: body instanceof Uint8Array ? `${body.length} bytes` : (JSON.stringify(body) ?? ''),
          time: performance.now(),
        });
        if (labels.includes('Photo') && mayRepeatPhoto) return false;
        // What was told as done, or as not known, is not tried again by itself.
        for (const label of labels) {
          const before = told.get(label) ?? 'notSaved';
          if (!isBack && before !== 'notSaved') repeated.push(`${label}, ${before}`);
        }
        repeated.push(...writtenTwice(desk, oid, parts, request));
        return false;
      },
    });
    for (const one of faults)
      graph.faults.add({
        ...one.fault,
        times: one.times ?? 1,
        match: () => arrivals.at(-1)?.hitBy === one,
      });
  }
  let repeated: string[] = [];
  /** What the card said last of each change, by its label. */
  let told = new Map<string, Told>();
  /** The changes, by their labels, that a card of an outcome has to tell of. */
  let toTell: readonly string[] = [];
  /** Whether the changes are being taken back. */
  let isBack = false;
  /** The parts, by their labels, of which a form said that they can't be changed. */
  const notOffered = new Set<string>();
  let mayRepeatPhoto = false;
  let hasAsked = false;

  function check({ changes, meanwhile }: Script, message: MessageView): void {
    const isUnclear = arrivals.some(({ hitBy, method }) => hitBy?.isAmbiguous && method !== 'GET');
    // What hardly waits may not know either.
    expectTruth(message, changes, isUnclear || deadlines.writeMs !== undefined);
    // Who could not be shown the photo is asked before it is replaced.
    if (!meanwhile && !arrivals.some(({ hitBy, path }) => hitBy && path.includes('/photos/')))
      expectNoConflict(message);
    hasAsked ||= titlesOf(message.card).includes('Keep mine');
    // What could not be read, though it was asked for again.
    const [, closed] = /^Can’t be changed here: (.*)\.$/mu.exec(textOf(message.card)) ?? [];
    if (closed && arrivals.some(({ hitBy }) => hitBy))
      for (const label of closed.split(', ')) notOffered.add(label);
    const lines = linesOf(message);
    if (lines.length === 0) return;
    mayRepeatPhoto = asksAboutPhoto(message.card);
    // A card that was opened anew for the rest tells of that alone.
    told = new Map([...told, ...lines]);
    if (tellsAll) expect([...told.keys()].toSorted(), textOf(message.card)).toEqual(toTell.toSorted());
  }

  const linesOf = ({ card }: MessageView) =>
    [...toldOf(card)].map(([line, state]) => [line.split(': ')[0] ?? '', state] as const);

  /** Runs a script with these faults. */
  async function play(name: ScriptName, faults: readonly PlacedFault[]): Promise<Played> {
    const script = scripts[name];
    for (const chat of teams.conversations.values())
      for (const { id } of chat.snapshot().messages) chat.remove(id);
    // Whatever an earlier one wrote is long ago, and the history does not grow with every script.
    now += dayMs;
    graph.faults.clear();
    await script.begin();
    graph.requests.length = 0;
    repeated = [];
    told = new Map();
    toTell = script.changes.map(({ label }) => label);
    isBack = false;
    notOffered.clear();
    mayRepeatPhoto = false;
    hasAsked = false;
    place(faults, script);
    const settle = async (): Promise<void> => {
      await desk.app.idle();
      await script.client.reload();
    };
    const look = (message: MessageView): void => check(script, message);
    slowestMs = { invoke: 0, message: 0 };
    let isReached = true;
    if (name === 'history') await readHistory(script, settle, look);
    else if (name === 'typeahead') await typeAhead(script, settle, look);
    else isReached = await saveAndUndo(script, settle, look);
    if (faults.length === 0) expect(hasAsked, 'whose value is to stand').toBe(script.meanwhile !== undefined);
    checkResends(arrivals);
    expect(repeated, 'what was written though it was so already').toEqual([]);
    return { arrivals, slowestMs, isReached };
  }

  /** @returns whether it was taken back in the end */
  async function saveAndUndo(
    { client, oid, typed, find, changes, button, isUndone, meanwhile }: Script,
    settle: Contact['settle'],
    look: Contact['check'],
  ): Promise<boolean> {
    const names = Object.keys(typed) as FieldName[];
    const some = { client, settle, check: look };
    const messageId =
      button === 'Approve' ? await reachReview(some, find) : await reachForm(some, oid, names, find);
    const wait = (ms: number): void => {
      now += ms;
    };
    const contact: Contact = { client, messageId, settle, wait, check: look };
    meanwhile?.();
    await press(client, client.view(messageId), button, typed);
    const saved = await carryOn(contact, 'Saved', typed);
    const [wanted, closed] = [false, true].map((isClosed) =>
      changes.filter(({ label }) => notOffered.has(label) === isClosed),
    ) as [TruthOfChange[], TruthOfChange[]];
    expectEnd(saved, wanted, 'Saved');
    expect(
      closed.filter(({ isNotDone }) => !isNotDone()).map(({ label }) => label),
      'what is done unasked',
    ).toEqual([]);
    if (!isUndone) return true;
    isBack = true;
    told = new Map();
    toTell = linesOf(client.view(messageId)).map(([label]) => label);
    await press(client, client.view(messageId), 'Undo');
    const end = await carryOn(contact, 'Undone');
    // What was saved before the card was opened anew for the rest is another edit, and stays.
    const others = wanted.filter(({ label }) => !toTell.includes(label));
    expect(
      others.filter(({ isDone }) => !isDone()).map(({ label }) => label),
      'what is gone though it was not taken back',
    ).toEqual([]);
    const taken = changes.filter(({ label }) => toTell.includes(label));
    expect(taken, 'what is taken back').not.toEqual([]);
    return expectEnd(end, taken, 'Undone');
  }

  /** Asks for somebody's history until it is shown. */
  async function readHistory({ client, oid }: Script, settle: Contact['settle'], look: Contact['check']) {
    for (let messages = 0; messages < mostTries; messages++) {
      await client.send(`history ${oid}`);
      const asked = client.last();
      if (asked.signInButton) await client.signIn(asked.id);
      look(client.last());
      await settle();
      if (textOf(client.last().card).startsWith('Changes made to this person')) break;
    }
    expect(textOf(client.last().card)).toMatch(/^Changes made to this person\n/);
    expectReadsAlone();
  }

  /** Types a name into the manager's input until the list of people is shown. */
  async function typeAhead(
    { client, oid, find }: Script,
    settle: Contact['settle'],
    look: Contact['check'],
  ): Promise<void> {
    const messageId = await reachForm({ client, settle, check: look }, oid, ['manager'], find);
    const { oid: wanted, displayName } = people.userAdministrator;
    for (let times = 0; times < mostTries; times++) {
      const hits = (): number => arrivals.filter(({ hitBy }) => hitBy).length;
      const before = hits();
      const found = await client.search(messageId, 'manager', displayName);
      if (found.kind !== 'results') throw new Error(`Teams shows “${found.text}”`);
      const values = found.results.map(({ value }) => value);
      if (values.includes(wanted)) break;
      // Who is told that they can't be searched for was told the truth, and gets no person by chance.
      expect(hits(), `faults behind ${JSON.stringify(found.results)}`).toBeGreaterThan(before);
      expect(values.filter((value) => desk.sandbox.graph.directory.record(value))).toEqual([]);
      expect(times, 'searches').toBeLessThan(mostTries - 1);
    }
    expectReadsAlone();
  }

  function expectReadsAlone(): void {
    expect(arrivals.filter(({ method, path }) => method !== 'GET' && !reads.test(path))).toEqual([]);
  }

  return { play, close: () => desk.close() };
}

export type FaultyDesk = Awaited<ReturnType<typeof startFaultyDesk>>;
