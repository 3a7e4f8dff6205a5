import { expect } from 'vitest';
import type { PersonRecord } from '../../src/edits/personRecord.ts';
import type { FieldName } from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView } from '../../src/sandbox/teams/client.ts';
import type { Store } from '../../src/store.ts';
import { actionOf } from './cards.ts';
import { type Contact, carryOn, reachForm } from './carryOn.ts';
import { press, startDesk } from './desk.ts';
import { longAgo } from './longAgo.ts';
import { changesOf, partsOf, putBack, textsOf, type WriteLike, writtenTwice } from './manyParts.ts';
import { expectNoConflict, expectTruth } from './told.ts';

/** Which click the store fails in. */
export type Phase = 'Save' | 'Undo';

/** How a test makes the store fail. */
export interface Outage {
  /** Called before the click. */
  readonly begin: () => void;
  /** Called each time that nothing goes on any more. */
  readonly end: () => void;
  /** The click, and all that followed from it, is over. */
  readonly over?: () => void;
}

const { oid } = people.withFullProfile;
const hourMs = 3_600_000;
/** A little longer than a save lease. */
const leaseMs = 31_000;

/**
 * A desk whose store fails, and somebody who carries on all the same.
 * @param store what the bot has. @param truth the same store, without its faults.
 */
export async function startOutageDesk(store: Store, truth: Store) {
  let now = longAgo;
  const desk = await startDesk({ clock: { now: () => now }, store });
  const { graph, teams } = desk.sandbox;
  const client = await desk.as(people.globalAdministrator);
  const personKey = `person/${oid}`;
  const readPerson = async () => (await truth.read([personKey]))[personKey] as PersonRecord | undefined;
  let writes = 0;

  /** Saves some parts of a profile, and takes them back, while the store fails in one of the two. */
  async function play(
    names: readonly FieldName[],
    phase: Phase,
    { begin, end, over }: Outage,
  ): Promise<void> {
    const parts = partsOf(oid).filter(({ name }) => names.includes(name));
    const changes = changesOf(desk, oid, parts);
    const typed = textsOf(parts);
    for (const chat of teams.conversations.values())
      for (const { id } of chat.snapshot().messages) chat.remove(id);
    graph.requests.length = 0;
    now += hourMs;
    putBack(desk, oid, parts);
    const twice: string[] = [];
    const records: Promise<void>[] = [];
    graph.faults.clear();
    graph.faults.add({
      kind: 'status',
      match: (request) => {
        twice.push(...writtenTwice(desk, oid, parts, request));
        records.push(expectRecord(request));
        return false;
      },
    });
    /** What arrives at Graph has to be on record by then. */
    async function expectRecord(request: WriteLike): Promise<void> {
      for (const { name, writtenBy } of parts) {
        const value = writtenBy(request);
        if (value === undefined) continue;
        writes += 1;
        const intended = (await readPerson())?.writes.filter(({ field }) => field === name) ?? [];
        expect(
          intended.map(({ after }) => heldOf(after)),
          `${name}, on record`,
        ).toContainEqual(value);
      }
    }
    const settle = async (): Promise<void> => {
      await desk.app.idle();
      end();
      await client.reload();
    };
    const check = (message: MessageView): void => {
      expectTruth(message, changes, true);
      expectNoConflict(message);
    };
    const messageId = await reachForm({ client, settle, check }, oid, names, () => client.send(oid));
    const wait = (ms: number): void => {
      now += ms;
    };
    const contact: Contact = { client, messageId, settle, wait, check };
    if (phase === 'Save') begin();
    await press(client, client.view(messageId), 'Save', typed);
    const saved = await carryOn(contact, 'Saved', typed);
    expect(changes.filter(({ isDone }) => !isDone())).toEqual([]);
    if (phase === 'Save') over?.();
    const undo = actionOf(saved.card, 'Undo') as CardAction;
    if (phase === 'Undo') begin();
    await press(client, saved, 'Undo');
    await carryOn(contact, 'Undone');
    if (phase === 'Undo') over?.();
    // The next contact after the lease, whatever it is, puts right what the store did not take note of.
    wait(leaseMs);
    await client.execute(messageId, {
      ...undo,
      verb: 'showResult',
      data: { ...(undo.data as object), $verb: 'showResult' },
    });
    await settle();
    check(client.view(messageId));
    await Promise.all(records);
    expect(twice, 'what was written though it was so already').toEqual([]);
    const history = (await readPerson())?.history.filter(({ at }) => now - at < hourMs) ?? [];
    for (const name of names)
      expect(
        history.filter(({ fields, outcome }) => fields.includes(name) && outcome === 'saved').length,
        `${name} in the history`,
      ).toBeGreaterThanOrEqual(2);
  }

  return { play, writes: () => writes, close: () => desk.close() };
}

/** A value as the directory has it: of people their object ids. */
function heldOf(value: FieldValue): unknown {
  if (Array.isArray(value)) return value.map((item) => heldOf(item));
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}
