import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { hazard } from './hazard.ts';

/** A mistake that was chosen by hand, and what is wrong with the test that is to notice it. */
interface Chosen {
  readonly what: string;
  readonly test: string;
  readonly problem?: string;
}
/** What became of the mistakes that Stryker put into one part of the code. */
interface Outcome {
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  readonly noCoverage: number;
}

const least = 0.85;
const folder = mkdtempSync(join(tmpdir(), 'profile-desk-mutation-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Stryker tries thousands of mistakes, which takes an hour and more, and the tests have to run once before the first: too
// long for a sample. So a run that is scaled down tries mistakes that were chosen by hand, each with the test for it.
hazard(
  {
    number: 33,
    hazard: 'Vacuous tests',
    promise:
      'Of the mistakes put into the code that decides who may change what, the tests notice at least 85 of 100; of those chosen by hand, each',
    cases: 40,
    least: 12,
  },
  async (run) => {
    const chosen = await told<Chosen[]>('tools/mutation/seeded.mjs', [
      ...['--count', String(run.cases)],
      ...['--seed', String(run.seed)],
    ]);
    for (const { what, test, problem } of chosen)
      await run.check(`${what} (${test})`, () => expect(problem).toBeUndefined());
    const noticed = chosen.filter(({ problem }) => problem === undefined).length;
    const figure = `${noticed} of ${chosen.length} chosen mistakes noticed by the test for each`;
    if (run.scale < 1) return figure;

    const outcomes = await told<Record<string, Outcome>>('tools/mutation.mjs', ['--fresh']);
    const all = totalOf(Object.values(outcomes));
    // All together are one case: no mistake that survives is a failure by itself, since some change nothing to be seen.
    await run.check('mutation score', () =>
      expect(all.noticed / all.tried, all.text).toBeGreaterThanOrEqual(least),
    );
    const parts = Object.entries(outcomes).map(([part, outcome]) => `${part} ${totalOf([outcome]).text}`);
    return `mutation score ${all.text} of ${all.tried} mistakes: ${all.killed} killed, ${all.timeout} timed out, ${all.tried - all.noticed} survived (${parts.join(', ')}); ${figure}`;
  },
);

function totalOf(outcomes: readonly Outcome[]) {
  const sum = (key: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const [killed, timeout] = [sum('killed'), sum('timeout')];
  const noticed = killed + timeout;
  const tried = noticed + sum('survived') + sum('noCoverage');
  return { killed, timeout, noticed, tried, text: `${((100 * noticed) / tried).toFixed(1)} %` };
}

/** Runs a tool that runs tests of its own, without the marks of this test run. @returns what it leaves as JSON */
async function told<Result>(tool: string, words: readonly string[]): Promise<Result> {
  const json = join(folder, `${basename(tool)}.json`);
  const environment = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV)/.test(name));
  await promisify(execFile)(process.execPath, [tool, ...words, '--json', json], {
    env: Object.fromEntries(environment),
    maxBuffer: 100 * 1024 * 1024,
  }).catch((error: { code?: number }) => {
    // It found something, which is told by what it leaves.
    if (error.code !== 1) throw error;
  });
  return JSON.parse(readFileSync(json, 'utf8'));
}
