import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll } from 'vitest';
import { createBlobStore } from '../../src/storage/blobStore.ts';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';
import { startAzurite } from '../support/azurite.ts';
import { temporaryFolder } from '../support/botProcess.ts';
import { startFaultyProxy } from '../support/faultyProxy.ts';
import { faultyStore, type StoreFault, storeFaults } from '../support/faultyStore.ts';
import { type OutageDesk, type Phase, startOutageDesk } from '../support/outageDesk.ts';
import { hazard } from './hazard.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

const saves = { one: ['city'], many: ['city', 'manager', 'phoneMethods/office'] } as const;
const phases: readonly Phase[] = ['Save', 'Undo'];
const never = 1_000_000;

interface Case {
  readonly kind: keyof typeof saves;
  readonly phase: Phase;
  readonly call: number;
  readonly what: string;
  readonly fault: StoreFault;
}

/** Of a store that fails in this process: what its calls are, and one case after another. */
async function startOn(inner: Store) {
  const store = faultyStore(inner);
  const desk = await startOutageDesk(store, inner);
  closing.push(() => desk.close());
  const play = async ({ kind, phase, call, fault }: Omit<Case, 'what'>): Promise<void> => {
    await desk.play(saves[kind], phase, { begin: () => store.order(call, fault), end: store.endOutage });
    store.order(never, fault);
  };
  const callsOf = async (kind: Case['kind'], phase: Phase): Promise<string[]> => {
    let calls: string[] = [];
    await desk.play(saves[kind], phase, {
      begin: () => store.order(never, 'not done'),
      end: () => undefined,
      over: () => {
        calls = [...store.calls];
      },
    });
    return calls;
  };
  return { desk, play, callsOf };
}

/** Azure Blob Storage, whose answers do not come from one request on. */
async function startOnBlobs(): Promise<{
  desk: OutageDesk;
  play: (phase: Phase, request: number) => Promise<void>;
}> {
  const azurite = await startAzurite();
  const proxy = await startFaultyProxy(azurite.origin);
  const container = await azurite.createContainer(proxy.origin);
  const direct = await azurite.createContainer();
  const store = createBlobStore(container.url, container.connectionString);
  const truth = createBlobStore(container.url.replace(proxy.origin, azurite.origin), direct.connectionString);
  const desk = await startOutageDesk(store, truth);
  closing.push(() => desk.close());
  return {
    desk,
    play: async (phase, request) => {
      let callOff = (): void => undefined;
      await desk.play(saves.one, phase, {
        begin: () => {
          let seen = 0;
          callOff = proxy.failAll(request % 2 === 0 ? 'lostRequest' : 'lostAnswer', () => seen++ >= request);
        },
        end: () => callOff(),
      });
    },
  };
}

hazard(
  {
    number: 17,
    hazard: 'The store fails in the middle of a save: a conflict, no answer, an outage',
    promise: 'Nothing is sent that is not on record; what was sent is told and found out again',
    cases: 440,
    least: 16,
  },
  async (run) => {
    const stores = {
      memory: await startOn(createMemoryStore()),
      lmdb: await startOn(createLmdbStore(join(temporaryFolder(), 'store'))),
    };
    const all: Case[] = [];
    for (const kind of ['one', 'many'] as const)
      for (const phase of phases)
        for (const [call, what] of (await stores.memory.callsOf(kind, phase)).entries())
          all.push(...storeFaults.map((fault) => ({ kind, phase, call, what, fault })));
    const [drawn = []] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), {
      seed: run.seed,
      numRuns: 1,
    });
    const onBlobs = Math.max(2, Math.round(run.cases / 20));
    const inProcess = Array.from(
      { length: run.cases - onBlobs },
      (_, index) => drawn[index % drawn.length] as Case,
    );
    for (const [index, one] of inProcess.entries()) {
      const name = index % 2 === 0 ? 'memory' : 'lmdb';
      const { kind, phase, call, what, fault } = one;
      await run.check(`${name}, ${phase} of ${kind}, call ${call} (${what}): ${fault}`, () =>
        stores[name].play(one),
      );
    }
    const blobs = await startOnBlobs();
    for (let index = 0; index < onBlobs; index++) {
      const phase = phases[index % 2] ?? 'Save';
      const request = (run.seed + 3 * index) % 24;
      await run.check(`blobs, ${phase}, from request ${request} on`, () => blobs.play(phase, request));
    }
    const writes = [stores.memory.desk, stores.lmdb.desk, blobs.desk].reduce(
      (sum, desk) => sum + desk.writes(),
      0,
    );
    return `${all.length / storeFaults.length} calls × ${storeFaults.length} faults; ${writes} writes, each on record before it arrived`;
  },
);
