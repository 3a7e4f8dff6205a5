import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RequestResult } from '../../src/requests/requests.ts';
import type { Store } from '../../src/store.ts';
import { minuteMs } from '../edits/fakeDesk.ts';
import { adam, createRequestDesk, dora, gita, type Instance, instanceOn, requestOf } from './requestDesk.ts';

// Two clicks on one request at once, on two instances of the bot with one store, in any order that their calls of the
// store and of the directory can take: it is decided once, and the directory is written at most once.

// Whoever waits for somebody else's application looks again at once, so that no run takes long.
vi.mock('node:timers/promises', () => ({
  setTimeout: () => new Promise((resolve) => setImmediate(resolve)),
}));

const runs = 1_000;

/** The store, each of whose calls takes its turn. */
function inTurns(store: Store, scheduler: Scheduler): Store {
  return {
    ...store,
    read: async (keys) => {
      await scheduler.schedule(Promise.resolve(), 'read');
      return await store.read(keys);
    },
    write: async (changes) => {
      await scheduler.schedule(Promise.resolve(), 'write');
      await store.write(changes);
    },
  };
}

type Click = (on: Instance, id: string) => Promise<RequestResult>;
const approveBy =
  (who: typeof adam): Click =>
  ({ requests, edits }, id) =>
    requests.approve(id, who, edits);
const decline: Click = ({ requests }, id) => requests.decline(id, gita);
const withdraw: Click = ({ requests }, id) => requests.withdraw(id, dora);

const races: readonly [string, Click, Click][] = [
  ['two approvers', approveBy(adam), approveBy(gita)],
  ['approve against decline', approveBy(adam), decline],
  ['approve against withdraw', approveBy(adam), withdraw],
  ['a double click on Approve', approveBy(adam), approveBy(adam)],
  ['a double click on Decline', decline, decline],
  ['a double click on Withdraw', withdraw, withdraw],
];

/** Two instances whose calls take their turns, over a request of Dora's. */
async function begin(scheduler: Scheduler) {
  const desk = createRequestDesk({ jobTitle: 'A' });
  const { id } = await desk.ask({ jobTitle: 'B' });
  const turn = () => scheduler.schedule(Promise.resolve(), 'directory');
  desk.directory.onRead = turn;
  desk.directory.onWrite = async (store) => {
    await turn();
    store();
    await turn();
  };
  const [here, there] = [1, 2].map(() => instanceOn(desk, inTurns(desk.store, scheduler)));
  return { desk, id, turn, here: here as Instance, there: there as Instance };
}

const hasDecided = (result: RequestResult) => result.kind === 'current' && result.decidedNow;

/** Runs both clicks at once, and checks what holds whatever came first. @returns which of them decided. */
async function race(one: Click, other: Click, scheduler: Scheduler): Promise<number> {
  const { desk, id, here, there } = await begin(scheduler);
  const told = await scheduler.waitFor(Promise.all([one(here, id), other(there, id)]));

  const stands = await desk.now(id);
  expect(['approved', 'declined', 'withdrawn']).toContain(stands.state);
  const isApproved = stands.state === 'approved';
  expect(desk.directory.written).toHaveLength(isApproved ? 1 : 0);
  expect(desk.audited).toHaveLength(isApproved ? 1 : 0);
  expect(desk.directory.values.jobTitle).toBe(isApproved ? 'B' : 'A');
  const deciders = told.map(hasDecided);
  expect(deciders.filter(Boolean)).toHaveLength(1);
  for (const result of told) {
    const request = requestOf(result);
    // While the other's approval is under way, that is what is told.
    if (request.state === 'deciding') expect(request.deciding?.by).toEqual(stands.decision?.by);
    else expect(request).toEqual(stands);
    if (result.kind === 'current' && result.edit) expect(result.edit.ownerId).toBe(stands.decision?.by.id);
  }
  const { history, lease } = (await desk.journal.readPerson('person')).item;
  expect(lease).toBeUndefined();
  expect(history).toHaveLength(isApproved ? 1 : 0);
  if (isApproved) expect(history[0]).toMatchObject({ actorId: stands.decision?.by.id, requestedBy: 'dora' });
  return deciders.indexOf(true);
}

/** As above, but an approval's time runs out at any moment, and the other click comes after that. @returns how it ended. */
async function overtake(other: Click, turns: number, scheduler: Scheduler): Promise<string> {
  const { desk, id, turn, here, there } = await begin(scheduler);
  const late = async (): Promise<RequestResult> => {
    for (let taken = 0; taken < turns; taken += 1) await turn();
    desk.time.ms += 2 * minuteMs;
    return await other(there, id);
  };
  const told = await scheduler.waitFor(Promise.all([approveBy(adam)(here, id), late()]));

  const stands = await desk.now(id);
  const isApproved = stands.state === 'approved';
  expect(desk.directory.written).toHaveLength(isApproved ? 1 : 0);
  expect(desk.directory.values.jobTitle).toBe(isApproved ? 'B' : 'A');
  expect(told.filter(hasDecided)).toHaveLength(stands.decision ? 1 : 0);
  // An approval that was overtaken before it wrote, or that met the other's, leaves the request open, and says so.
  if (!stands.decision) expect(stands).toMatchObject({ state: 'open', lastAttempt: {} });
  return `${stands.state} by ${stands.decision?.by.displayName}`;
}

describe('two clicks on a request at once', () => {
  const total = { interleavings: 0 };
  it.each(races)('%s: it is decided once', async (_name, one, other) => {
    const decided = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const by = await race(one, other, scheduler);
        decided[by] = (decided[by] ?? 0) + 1;
        total.interleavings += 1;
      }),
      { numRuns: runs },
    );
    // Either comes first often enough for the race to be one.
    for (const times of decided) expect(times).toBeGreaterThan(runs / 20);
  });

  it.each([
    ['decline', decline, ['approved by Adam', 'declined by Gita']],
    ['approval', approveBy(gita), ['approved by Adam', 'approved by Gita']],
  ] as const)('an approval whose time runs out, overtaken by another’s %s', async (_name, other, ends) => {
    const ended = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), fc.scheduler(), async (turns, scheduler) => {
        ended.add(await overtake(other, turns, scheduler));
        total.interleavings += 1;
      }),
      { numRuns: runs },
    );
    expect([...ended]).toEqual(expect.arrayContaining([...ends]));
  });

  it('was tried in many orders', () => {
    process.stdout.write(
      `${total.interleavings} interleavings of two clicks on a request, seed ${process.env.SEED}\n`,
    );
    expect(total.interleavings).toBeGreaterThanOrEqual((races.length + 2) * runs);
  });
});
