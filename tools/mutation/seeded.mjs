// Puts mistakes into the code that its tests have to notice (`mistakes.mjs`), one at a time, and runs the one test of each.
//   node tools/mutation/seeded.mjs --count 30 --seed 7 --json seeded.json
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { createVitest } from 'vitest/node';
import { mistakes } from './mistakes.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: String(mistakes.length) },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
process.env.SEED = values.seed;
const all = { minLength: mistakes.length, maxLength: mistakes.length };
const [shuffled] = fc.sample(fc.shuffledSubarray(mistakes, all), { seed: Number(values.seed), numRuns: 1 });

/** The mistake that is in the code at the moment. */
let present;
const vitest = await createVitest(
  'test',
  {
    config: 'vitest.config.ts',
    pool: 'threads',
    watch: false,
    isolate: false,
    maxWorkers: 1,
    reporters: [{}],
  },
  {
    plugins: [
      {
        name: 'mistake',
        enforce: 'pre',
        transform: (code, id) =>
          present && id === resolve(present.file)
            ? code.replace(present.text, () => present.instead)
            : undefined,
      },
    ],
  },
);
const results = [];
for (const mistake of shuffled.slice(0, Number(values.count))) {
  const { what, file, text, test } = mistake;
  const before = await run(test);
  present = mistake;
  vitest.invalidateFile(resolve(file));
  const after = await run(test);
  present = undefined;
  vitest.invalidateFile(resolve(file));
  const problem =
    readFileSync(file, 'utf8').split(text).length !== 2
      ? `${file} does not hold once: ${text}`
      : before.length === 0 || !before.every((state) => state === 'passed')
        ? `without the mistake the test is not passed, but ${before.join(', ') || 'not there'}`
        : after.includes('failed')
          ? undefined
          : `the test goes on to pass`;
  results.push({ what, test: test.join(': '), problem });
  process.stdout.write(`${what}: ${problem ?? 'noticed'}\n`);
}
await vitest.close();
if (values.json) writeFileSync(values.json, JSON.stringify(results));
if (results.some(({ problem }) => problem !== undefined)) process.exitCode = 1;

/** Runs the tests of that name in the file. @returns what became of each */
async function run([file, name]) {
  vitest.setGlobalTestNamePattern(new RegExp(`(^| )${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  vitest.state.filesMap.clear();
  const { testModules } = await vitest.start([file]);
  return testModules
    .flatMap((module) => [...module.children.allTests()])
    .map((one) => one.result().state)
    .filter((state) => state !== 'skipped');
}
