// `npm run hazards`: what can go wrong with a tool that writes to a directory, tried many times, and how often it did.
//   npm run hazards                                 every row in full, a table, and hazards.json in the working directory
//   npm run hazards -- --only doubled-clicks        one row; may be given several times
//   npm run hazards -- --scale 0.02 --seed 7        fewer cases, and the same ones again
//   npm run hazards -- --only lost-updates --seed 7 --path 79:0:4
//                                                   the one case that a failure of that seed was told to have come down to
//   npm run hazards -- --merge a.json b.json        joins runs of single rows, the last full one of each, without running any
//   npm run hazards -- --merge docs/hazards.json new.json --docs
//                                                   publishes the table, if nothing failed: docs/hazards.md to be read, and
//                                                   docs/hazards.json for the next join
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOf, merged, rowsOfRun } from './hazards/rows.mjs';
import { docsOf, tableOf } from './hazards/table.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    scale: { type: 'string', default: '1' },
    path: { type: 'string' },
    merge: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    json: { type: 'string', default: 'hazards.json' },
  },
});

const all = readdirSync('test/hazards')
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => basename(file, '.test.ts'));
const names = values.only ?? all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) refuse(`There is no row ${unknown.join(', ')}. There are: ${all.join(', ')}`);
if (!/^\d+$/.test(values.seed)) refuse(`--seed takes a whole number, not ${values.seed}`);
if (!(Number(values.scale) > 0 && Number(values.scale) <= 1))
  refuse(`--scale takes a number above 0, up to 1, not ${values.scale}`);
if (values.merge && positionals.length === 0) refuse('--merge takes the files to join');

const rows = values.merge ? merged(positionals.flatMap(read)) : run();
const missing = names.filter((name) => !rows.some((row) => row.name === name));
const failed = rows.filter(({ failures }) => failures > 0);
writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
process.stdout.write(`\n${tableOf(rows)}\n`);
if (missing.length > 0) process.stdout.write(`No result of: ${missing.join(', ')}\n`);
process.stdout.write(`${rows.length} rows, ${failed.length} with failures. Also in ${values.json}\n`);
if (missing.length > 0 || failed.length > 0) process.exitCode = 1;
if (values.docs) {
  const absent = all.filter((name) => !rows.some((row) => row.name === name));
  const faults = [...absent.map((name) => `${name} has no result`), ...faultsOf(rows)];
  if (faults.length > 0) refuse(`docs/hazards.md stays as it is: ${faults.join(', ')}`);
  writeFileSync('docs/hazards.md', docsOf(rows));
  copyFileSync(values.json, 'docs/hazards.json');
}

/** Runs the rows' files, and reads what each left. */
function run() {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-hazards-'));
  const [results, failed] = [join(folder, 'results'), join(folder, 'failed.json')];
  mkdirSync(results);
  // Before the run, which may draw the soak's picture anew.
  const isClean = git('status', '--porcelain') === '';
  const commit = `${git('rev-parse', '--short', 'HEAD')}${isClean ? '' : ' with changes'}`;
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      `--reporter=${join(import.meta.dirname, 'hazards/failedFiles.mjs')}`,
      ...names.map((name) => `test/hazards/${name}.test.ts`),
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        SEED: values.seed,
        HAZARDS_SCALE: values.scale,
        HAZARDS_RESULTS: results,
        HAZARDS_FAILED: failed,
        ...(values.path === undefined ? {} : { HAZARDS_PATH: values.path }),
      },
    },
  );
  if (status !== 0) process.exitCode = 1;
  const about = {
    commit,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
  const left = readdirSync(results).map((file) => ({ ...read(join(results, file)), ...about }));
  const rowsLeft = rowsOfRun(left, existsSync(failed) ? read(failed) : [], status);
  rmSync(folder, { recursive: true });
  return rowsLeft;
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function git(...words) {
  const { stdout, status } = spawnSync('git', words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'unknown';
}

function refuse(words) {
  process.stderr.write(`${words}.\n`);
  process.exit(1);
}
