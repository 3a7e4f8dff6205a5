// `npm run mutation`: Stryker puts mistakes into the code that decides, one at a time, and the tests have to notice each.
//   npm run mutation                                       all of it; what is as it was the last time is not tried again
//   npm run mutation -- --part edits --fresh               one part, each mistake anew
//   npm run mutation -- --part edits --mutate src/edits/lease.ts,src/edits/edit.ts:10-40
//                                                          some of a part's files or lines
//   npm run mutation -- --json mutation.json               the outcomes in a file as well
// What survived is told with its lines. It fails where less than 85 % of all is noticed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { parts } from './mutation/parts.mjs';

const least = 85;
const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: Object.keys(parts) },
    mutate: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const unknown = values.part.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no part ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.\n`,
  );
  process.exit(1);
}
// The same cases with each mistake: one that is found by chance would come and go.
process.env.SEED ??= '1';

const outcomes = {};
for (const name of values.part) outcomes[name] = outcomeOf(await mutate(name, values.mutate?.split(',')));
const all = Object.values(outcomes).reduce(sum);
console.table(
  Object.fromEntries(
    Object.entries({ ...outcomes, all }).map(([name, counts]) => [
      name,
      { ...counts, score: percent(counts) },
    ]),
  ),
);
if (values.json) writeFileSync(values.json, JSON.stringify(outcomes));
if (percent(all) < least) process.exitCode = 1;

/** @param patterns files, or lines of them; the part's files if left out */
async function mutate(name, patterns) {
  const { files, tests, pool = 'threads' } = parts[name];
  process.env.MUTATION_TESTS = tests.join(',');
  process.env.MUTATION_POOL = pool;
  mkdirSync('.mutation', { recursive: true });
  const stryker = new Stryker({
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutation/vitest.config.mjs', related: false },
    coverageAnalysis: 'perTest',
    mutate: patterns ?? files,
    concurrency: availableParallelism(),
    // What goes round for ever is noticed by how often it comes by; what waits for ever, by this.
    timeoutMS: 15_000,
    incremental: patterns === undefined,
    force: values.fresh,
    incrementalFile: `.mutation/${name}.json`,
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: false },
    tempDirName: join(tmpdir(), `profile-desk-mutation-${process.pid}`),
    // It would be read through the compiler's interface, which TypeScript 7 does not have.
    tsconfigFile: 'none',
  });
  return await stryker.runMutationTest();
}

function outcomeOf(mutants) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  return {
    killed: count('Killed'),
    timeout: count('Timeout'),
    survived: count('Survived'),
    noCoverage: count('NoCoverage'),
  };
}

function sum(one, other) {
  return Object.fromEntries(Object.keys(one).map((status) => [status, one[status] + other[status]]));
}

function percent({ killed, timeout, survived, noCoverage }) {
  const noticed = killed + timeout;
  return Math.round((noticed / (noticed + survived + noCoverage)) * 1_000) / 10;
}
