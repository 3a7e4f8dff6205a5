import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ScriptName, scriptNames } from '../support/faultScripts.ts';
import { type Asked, type FaultyDesk, startFaultyDesk } from '../support/faultyDesk.ts';
import { type Arrival, isRead, nameOf, type Occurrence, type PlacedFault } from '../support/graphArrivals.ts';
import { type GraphFault, graphFaults, isTrueAnswer } from '../support/graphFaults.ts';
import { type Waited, waitForGraph } from '../support/hangingGraph.ts';
import { hazard } from './hazard.ts';

/** One that waits as long as a person would, and one that hardly does, for what hangs. */
let patient: Limited;
let hasty: Limited;
beforeAll(async () => {
  patient = { desk: await startFaultyDesk(), mostMs: { message: 8_000, invoke: 5_000 } };
  hasty = {
    desk: await startFaultyDesk({ messageMs: 3_000, invokeMs: 1_000, writeMs: 1_600 }),
    mostMs: { message: 5_000, invoke: 3_000 },
  };
}, 300_000);
afterAll(async () => {
  await patient.desk.close();
  await hasty.desk.close();
});

interface Limited {
  readonly desk: FaultyDesk;
  /** Milliseconds after which nobody may still wait for an answer: what the bot allows itself, and some more. */
  readonly mostMs: Readonly<Record<Asked, number>>;
}

/** A request of a script in which nothing goes wrong. */
interface Place {
  readonly script: ScriptName;
  readonly at: Occurrence;
  readonly arrival: Arrival;
}

/** What is answered sooner was not kept waiting. */
const leastMs = 3_000;

/** What can go wrong with a request, without what is the same as another one of these. */
function faultsAt(arrival: Arrival): readonly GraphFault[] {
  const { method, path, inBatch } = arrival;
  return graphFaults.filter(
    (one) =>
      !isTrueAnswer(one, { method, path }) &&
      // A read has nothing to be done, and what ends the connection of a part of a batch ends the batch's.
      (!isRead(arrival) ||
        (!one.fault.afterApply && (!inBatch || ['throttle', 'status', 'claims'].includes(one.fault.kind)))),
  );
}

hazard(
  {
    number: 13,
    hazard: 'Graph answers 429, 5xx, 401, 403, 404 or 409, a page, half of an answer or none',
    promise:
      'What was saved, was not, or may have been is told as it is, once, within 5 s of a click and 8 s of a message, and can be gone on with',
    cases: 3_100,
    least: 30,
  },
  async (run) => {
    // By itself, before the machine is busy.
    const waited: Waited[] = [];
    await run.check('an answer in time', async () => {
      waited.push(...(await waitForGraph()));
      for (const { what, kind, ms } of waited) {
        expect(ms, what).toBeGreaterThan(leastMs);
        expect(ms, what).toBeLessThan(patient.mostMs[kind]);
      }
    });

    const slowestMs = { invoke: 0, message: 0 };
    let hits = 0;
    let elsewhere = 0;
    /** Runs a script. @returns how many of the faults hit something */
    async function play({ desk, mostMs }: Limited, script: ScriptName, faults: readonly PlacedFault[]) {
      const { arrivals, slowestMs: own, isReached } = await desk.play(script, faults);
      for (const kind of ['invoke', 'message'] as const) {
        expect(own[kind], `milliseconds to wait for the answer to a ${kind}`).toBeLessThan(mostMs[kind]);
        if (desk === patient.desk) slowestMs[kind] = Math.max(slowestMs[kind], own[kind]);
      }
      const hit = faults.filter((fault) => arrivals.some(({ hitBy }) => hitBy === fault)).length;
      hits += hit;
      if (!isReached) elsewhere += 1;
      return hit;
    }

    const places: Place[] = [];
    for (const script of scriptNames) {
      // The first time the bot gets its own tokens as well.
      for (const { desk } of [hasty, patient]) await desk.play(script, []);
      const { arrivals } = await patient.desk.play(script, []);
      for (const [index, arrival] of arrivals.entries()) {
        const request = nameOf(arrival);
        const before = arrivals.slice(0, index).filter((one) => nameOf(one) === request).length;
        places.push({ script, at: { request, before }, arrival });
      }
    }
    const pairs = places.flatMap((one) => faultsAt(one.arrival).map((fault) => ({ ...one, fault })));
    // A scaled run takes some of them by chance.
    const [drawn = []] = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), {
      seed: run.seed,
      numRuns: 1,
    });
    const single = drawn.slice(0, Math.round(run.cases * 0.9));
    const playAll = async (where: Limited, some: typeof single): Promise<void> => {
      for (const { script, at, fault } of some)
        await run.check(`${script}, ${at.request} after ${at.before}: ${fault.name}`, async () => {
          const hit = await play(where, script, [{ ...fault, at }]);
          expect(hit, 'faults that hit their request').toBe(1);
        });
    };
    await Promise.all([
      playAll(
        patient,
        single.filter(({ fault }) => !fault.hangs),
      ),
      playAll(
        hasty,
        single.filter(({ fault }) => fault.hangs),
      ),
    ]);

    const several = fc.constantFrom(...scriptNames).chain((script) =>
      fc.record({
        script: fc.constant(script),
        faults: fc.array(
          fc.record({
            pair: fc.constantFrom(...pairs.filter((one) => one.script === script && !one.fault.hangs)),
            times: fc.integer({ min: 1, max: 4 }),
          }),
          { minLength: 2, maxLength: 5 },
        ),
      }),
    );
    await run.property(
      fc.asyncProperty(several, async ({ script, faults }) => {
        const placed = faults.map(({ pair: { fault, at }, times }): PlacedFault => ({ ...fault, at, times }));
        const hit = await play(patient, script, placed);
        expect(hit, 'faults that hit something').toBeGreaterThan(0);
      }),
      run.cases - single.length,
    );
    const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
    const longest = (kind: Asked): string =>
      seconds(Math.max(...waited.filter((one) => one.kind === kind).map(({ ms }) => ms)));
    return (
      `${places.length} requests × what can go wrong with each: ${pairs.length} pairs; ${hits} faults that hit; ` +
      `${elsewhere} undos ended with a form; an invoke was answered within ${seconds(slowestMs.invoke)} s and a message ` +
      `within ${seconds(slowestMs.message)} s, while Graph gave no answer within ${longest('invoke')} s and ${longest('message')} s`
    );
  },
);
