import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ScriptName, scriptNames } from '../support/faultScripts.ts';
import { type Arrival, type FaultyDesk, type PlacedFault, startFaultyDesk } from '../support/faultyDesk.ts';
import { type GraphFault, graphFaults, isTrueAnswer } from '../support/graphFaults.ts';
import { type Waited, waitForGraph } from '../support/hangingGraph.ts';
import { hazard } from './hazard.ts';

/** One that waits as long as a person would, and one that hardly does, for what hangs. */
let patient: FaultyDesk;
let hasty: FaultyDesk;
beforeAll(async () => {
  patient = await startFaultyDesk();
  hasty = await startFaultyDesk({ messageMs: 3_000, invokeMs: 1_000, writeMs: 1_600 });
}, 300_000);
afterAll(async () => {
  await patient.close();
  await hasty.close();
});

/** Milliseconds after which nobody may still wait for an answer. */
const mostMs = { message: 8_000, invoke: 5_000 };
/** What is answered sooner was not kept waiting. */
const leastMs = 3_000;

/** What can go wrong with a request, without what is the same as another one of these. */
function faultsAt({ method, path, inBatch, body }: Arrival): readonly GraphFault[] {
  const isRead = method === 'GET' || (path === '/$batch' && !/"method":"(?!GET)/.test(body));
  return graphFaults.filter(
    (one) =>
      !isTrueAnswer(one, { method, path }) &&
      // A read has nothing to be done, and what ends the connection of a part of a batch ends the batch's.
      (!isRead ||
        (!one.fault.afterApply && (!inBatch || ['throttle', 'status', 'claims'].includes(one.fault.kind)))),
  );
}

hazard(
  {
    number: 13,
    hazard: 'Graph answers 429, 5xx, 401, 403, 404 or 409, a page, half of an answer or none',
    promise:
      'What was saved, was not, or may have been is told as it is, once, in time, and can be gone on with',
    cases: 2_000,
    least: 30,
  },
  async (run) => {
    const positions: { readonly script: ScriptName; readonly position: number; readonly arrival: Arrival }[] =
      [];
    for (const script of scriptNames) {
      // The first time the bot gets its own tokens as well.
      await hasty.play(script, []);
      const arrivals = await patient.play(script, []);
      positions.push(...arrivals.map((arrival, position) => ({ script, position, arrival })));
    }
    const pairs = positions.flatMap((one) => faultsAt(one.arrival).map((fault) => ({ ...one, fault })));
    // A scaled run takes some of them by chance.
    const [drawn = []] = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), {
      seed: run.seed,
      numRuns: 1,
    });
    const single = drawn.slice(0, Math.round(run.cases * 0.9));
    const playAll = async (desk: FaultyDesk, some: typeof single): Promise<void> => {
      for (const { script, position, arrival, fault } of some)
        await run.check(
          `${script}, request ${position} (${arrival.method} ${arrival.path}): ${fault.name}`,
          () => desk.play(script, [{ ...fault, at: position }]),
        );
    };
    const waited: Waited[] = [];
    await Promise.all([
      run.check('an answer in time', async () => {
        waited.push(...(await waitForGraph()));
        for (const { what, kind, ms, unhinderedMs } of waited) {
          expect(ms, what).toBeGreaterThan(leastMs);
          expect(ms, what).toBeLessThan(mostMs[kind] + 3 * unhinderedMs);
        }
      }),
      playAll(
        patient,
        single.filter(({ fault }) => !fault.hangs),
      ),
      playAll(
        hasty,
        single.filter(({ fault }) => fault.hangs),
      ),
    ]);

    const fault = fc.record({
      fault: fc.constantFrom(...graphFaults.filter(({ hangs }) => !hangs)),
      at: fc.nat({ max: 80 }),
      times: fc.integer({ min: 1, max: 4 }),
    });
    await run.property(
      fc.asyncProperty(
        fc.constantFrom(...scriptNames),
        fc.array(fault, { minLength: 2, maxLength: 5 }),
        async (script, faults) => {
          await patient.play(
            script,
            faults.map(({ fault: what, ...where }): PlacedFault => ({ ...what, ...where })),
          );
        },
      ),
      run.cases - single.length,
    );
    const slowest = (kind: Waited['kind']): string =>
      (Math.max(...waited.filter((one) => one.kind === kind).map(({ ms }) => ms)) / 1_000).toFixed(1);
    return (
      `${positions.length} requests × what can go wrong with each: ${pairs.length} pairs; while Graph gave no answer, ` +
      `an invoke was answered within ${slowest('invoke')} s and a message within ${slowest('message')} s`
    );
  },
);
