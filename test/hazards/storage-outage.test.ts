import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { createBlobStore } from '../../src/storage/blobStore.ts';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';
import { startAzurite } from '../support/azurite.ts';
import { temporaryFolder } from '../support/botProcess.ts';
import { type ProxyFault, startFaultyProxy } from '../support/faultyProxy.ts';
import { faultsOf, faultyStore, type StoreFault } from '../support/faultyStore.ts';
import { type Phase, startOutageDesk } from '../support/outageDesk.ts';
import { hazard } from './hazard.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

const saves = { one: ['city'], many: ['city', 'manager', 'phoneMethods/office'] } as const;
const kinds = ['one', 'many'] as const;
const phases: readonly Phase[] = ['Save', 'Undo'];
const never = 1_000_000;

interface Case {
  readonly name: string;
  readonly play: () => Promise<void>;
}

/** Of a store that fails in this process: each of its calls, with all that can go wrong with it. */
async function startOn(where: string, inner: Store) {
  const store = faultyStore(inner);
  const desk = await startOutageDesk(store, inner);
  closing.push(() => desk.close());

  async function callsOf(kind: keyof typeof saves, phase: Phase): Promise<string[]> {
    let calls: string[] = [];
    await desk.play(saves[kind], phase, {
      begin: () => store.order(never, 'not done'),
      end: () => undefined,
      over: () => {
        calls = [...store.calls];
      },
    });
    return calls;
  }

  async function play(kind: keyof typeof saves, phase: Phase, call: number, fault: StoreFault) {
    try {
      await desk.play(saves[kind], phase, { begin: () => store.order(call, fault), end: store.endOutage });
      expect(store.met, 'the call that went wrong').toBeDefined();
    } finally {
      store.endOutage();
      store.order(never, fault);
    }
  }

  // The first click of all makes calls that no later one does.
  await callsOf('one', 'Save');
  const cases: Case[] = [];
  for (const kind of kinds)
    for (const phase of phases)
      for (const [call, what] of (await callsOf(kind, phase)).entries())
        for (const fault of faultsOf(what))
          cases.push({
            name: `${where}, ${phase} of ${kind}, call ${call} (${what}): ${fault}`,
            play: () => play(kind, phase, call, fault),
          });
  return { desk, cases };
}

/** Azure Blob Storage, on a line that is lost from each of the requests on that a click makes. */
async function startOnBlobs() {
  const azurite = await startAzurite();
  const proxy = await startFaultyProxy(azurite.origin);
  const container = await azurite.createContainer(proxy.origin);
  const direct = await azurite.createContainer();
  const store = createBlobStore(container.url, container.connectionString);
  const truth = createBlobStore(container.url.replace(proxy.origin, azurite.origin), direct.connectionString);
  const desk = await startOutageDesk(store, truth);
  closing.push(() => desk.close());

  /** @returns how many requests there were until nothing went on any more */
  async function play(phase: Phase, request: number, fault: ProxyFault): Promise<number> {
    let seen = 0;
    let callOff: (() => void) | undefined;
    const end = (): void => {
      callOff?.();
      callOff = undefined;
    };
    try {
      await desk.play(saves.one, phase, {
        begin: () => {
          callOff = proxy.failAll(fault, () => seen++ >= request);
        },
        end,
      });
    } finally {
      end();
    }
    return seen;
  }

  const cases: Case[] = [];
  for (const phase of phases) {
    const requests = await play(phase, never, 'lostRequest');
    for (const fault of ['lostRequest', 'lostAnswer'] as const)
      for (let request = 0; request < requests; request++)
        cases.push({
          name: `blobs, ${phase}, from request ${request} on: ${fault}`,
          play: async () => {
            const seen = await play(phase, request, fault);
            // Where notes of two things that expire stand in one document, by chance, there is a request less.
            expect(seen, 'the requests').toBeGreaterThan(Math.min(request, requests - 3));
          },
        });
  }
  return { desk, cases };
}

const fullCases = 700;

hazard(
  {
    number: 17,
    hazard: 'The store fails in the middle of a save: a conflict, no answer, an outage',
    promise: 'Nothing is sent that is not on record; what was sent is told and found out again',
    cases: fullCases,
    least: 16,
  },
  async (run) => {
    const stores = [
      await startOn('memory', createMemoryStore()),
      await startOn('lmdb', createLmdbStore(join(temporaryFolder(), 'store'))),
      await startOnBlobs(),
    ];
    for (const { cases } of stores) {
      const [drawn = []] = fc.sample(fc.shuffledSubarray(cases, { minLength: cases.length }), {
        seed: run.seed,
        numRuns: 1,
      });
      // A full run tries all of them.
      for (const { name, play } of drawn.slice(0, Math.ceil((cases.length * run.cases) / fullCases)))
        await run.check(name, play);
    }
    const [memory, lmdb, blobs] = stores.map(({ cases }) => cases.length);
    const writes = stores.reduce((sum, { desk }) => sum + desk.writes(), 0);
    return (
      `every call with all that can go wrong with it: ${memory} pairs in memory, ${lmdb} on lmdb, ${blobs} on blobs; ` +
      `${writes} writes, each on record before it arrived`
    );
  },
);
