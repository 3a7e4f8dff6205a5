import fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type FaultyDesk, startFaultyDesk } from '../support/faultyDesk.ts';
import { type GraphFault, graphFaults } from '../support/graphFaults.ts';
import { partsOf } from '../support/manyParts.ts';
import { hazard } from './hazard.ts';

let desk: FaultyDesk;
beforeAll(async () => {
  desk = await startFaultyDesk({}, true);
});
afterAll(() => desk.close());

const labels = partsOf(people.withFullProfile.oid).map(({ label }) => label);
/** With none, a write would take as long as it may; that of a whole save is among the faults of Graph. */
const faults = graphFaults.filter(({ hangs }) => !hangs);
const pairs = labels.flatMap((at) => faults.map((fault) => ({ ...fault, at })));
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
    for (const one of single) await run.check(`${one.at}: ${one.name}`, () => desk.play('manyParts', [one]));
    const fault = fc.record({
      fault: fc.constantFrom<GraphFault[]>(...faults),
      at: fc.constantFrom(...labels),
      times: fc.integer({ min: 1, max: 3 }),
    });
    let writes = 0;
    await run.property(
      fc.asyncProperty(
        fc.uniqueArray(fault, { minLength: 2, maxLength: labels.length, selector: ({ at }) => at }),
        async (some) => {
          const { arrivals } = await desk.play(
            'manyParts',
            some.map(({ fault: what, ...where }) => ({ ...what, ...where })),
          );
          writes += arrivals.filter((one) => one.labels.length > 0).length;
        },
      ),
      run.cases - single.length,
    );
    return (
      `${labels.length} writes × ${faults.length} faults, and ${run.cases - single.length} saves with several faults ` +
      `(${writes} writes); none was repeated`
    );
  },
);
