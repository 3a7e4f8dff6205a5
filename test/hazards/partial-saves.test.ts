import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type FaultyDesk, startFaultyDesk } from '../support/faultyDesk.ts';
import { type GraphFault, graphFaults } from '../support/graphFaults.ts';
import { partsOf } from '../support/manyParts.ts';
import { hazard } from './hazard.ts';

/** One that waits as long as a person would, and one that hardly does, for writes that get no answer. */
let patient: FaultyDesk;
let hasty: FaultyDesk;
beforeAll(async () => {
  patient = await startFaultyDesk({}, true);
  hasty = await startFaultyDesk({ messageMs: 3_000, invokeMs: 1_000, writeMs: 1_600 }, true);
}, 300_000);
afterAll(async () => {
  await patient.close();
  await hasty.close();
});

const labels = partsOf(people.withFullProfile.oid).map(({ label }) => label);
const pairs = labels.flatMap((at) => graphFaults.map((fault) => ({ ...fault, at })));
/** Saves in which several parts go wrong. */
const combined = 500;

hazard(
  {
    number: 14,
    hazard: 'Some writes of a save go wrong, and others do not',
    promise: 'What became of each is told, and trying the rest again writes what is missing and nothing else',
    cases: pairs.length + combined,
    least: 30,
  },
  async (run) => {
    const [drawn = []] = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), {
      seed: run.seed,
      numRuns: 1,
    });
    const single = drawn.slice(0, Math.round((run.cases * pairs.length) / (pairs.length + combined)));
    const playAll = async (desk: FaultyDesk, some: typeof single): Promise<void> => {
      for (const one of some)
        await run.check(`${one.at}: ${one.name}`, async () => {
          const { arrivals } = await desk.play('manyParts', [one]);
          expect(
            arrivals.filter(({ hitBy }) => hitBy === one),
            'writes that it hit',
          ).not.toEqual([]);
        });
    };
    await Promise.all([
      playAll(
        patient,
        single.filter(({ hangs }) => !hangs),
      ),
      playAll(
        hasty,
        single.filter(({ hangs }) => hangs),
      ),
    ]);
    // Without answers, each try would take as long as a write may.
    const fault = fc.record({
      fault: fc.constantFrom<GraphFault[]>(...graphFaults.filter(({ hangs }) => !hangs)),
      at: fc.constantFrom(...labels),
      times: fc.integer({ min: 1, max: 3 }),
    });
    let writes = 0;
    await run.property(
      fc.asyncProperty(
        fc.uniqueArray(fault, { minLength: 2, maxLength: labels.length, selector: ({ at }) => at }),
        async (some) => {
          const { arrivals } = await patient.play(
            'manyParts',
            some.map(({ fault: what, ...where }) => ({ ...what, ...where })),
          );
          writes += arrivals.filter((one) => one.labels.length > 0).length;
        },
      ),
      run.cases - single.length,
    );
    return (
      `${single.length} of the ${pairs.length} pairs of a write and a fault, and ${run.cases - single.length} saves with several faults ` +
      `(${writes} writes); none was repeated`
    );
  },
);
