// `npm test`: everything that must hold, one step after another; the first that fails ends it.
//   npm test                  all of it
//   npm test -- --only e2e    one step alone
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const report = join(mkdtempSync(join(tmpdir(), 'profile-desk-')), 'tests.json');
// Each tool runs on the Node.js that runs this file, whatever is on the PATH.
const node = (script, ...args) => [process.execPath, `node_modules/${script}`, ...args];
const vitest = (...patterns) =>
  node(
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...patterns,
  );

const steps = {
  lint: node('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  types: node('typescript/bin/tsc', '-p', 'tsconfig.json'),
  'dead code': node('knip/bin/knip.js'),
  build: [process.execPath, 'tools/build.mjs'],
  tests: vitest('--exclude', 'test/hazards/**'),
  // A hundredth of the cases that \`npm run hazards\` tries.
  hazards: [
    process.execPath,
    'tools/hazards.mjs',
    '--seed',
    '1',
    '--scale',
    '0.01',
    '--json',
    join(tmpdir(), 'hazards.json'),
  ],
  e2e: vitest('test/e2e', 'test/sandbox'),
  browser: vitest('test/browser'),
};
const chosen = values.only
  ? ['build', values.only]
  : ['lint', 'types', 'dead code', 'build', 'tests', 'hazards'];

if (!values.only) requireBrowser();
for (const name of chosen) {
  const [command, ...args] = steps[name];
  process.stdout.write(`\n— ${name}\n`);
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    process.stdout.write(`\n${name} failed\n`);
    process.exitCode = status ?? 1;
    break;
  }
}
if (existsSync(report)) {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed\n`);
}

/** The browser tests need Chromium. Without it nothing is skipped: it is said how to get one. */
function requireBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  const found =
    process.env.CHROMIUM ??
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (found && existsSync(found)) {
    process.env.CHROMIUM = found;
    return;
  }
  process.stderr.write(
    'The browser tests need Chromium, and none was found on the PATH.\n' +
      'Install one (Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask chromium),\n' +
      'or name its program in the environment variable CHROMIUM.\n',
  );
  process.exit(1);
}
