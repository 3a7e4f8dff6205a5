// Installs what package-lock.json names and node_modules lacks, and nothing when all of it is there, so that
// `npm test` and `npm run sandbox` work right after a clone and go on working offline.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const installed = readPackages('node_modules/.package-lock.json');
const missing = Object.entries(readPackages('package-lock.json') ?? {}).filter(
  ([path, wanted]) => path !== '' && !wanted.optional && installed?.[path]?.version !== wanted.version,
);
if (missing.length > 0) {
  process.stderr.write(`Installing ${missing.length} packages from package-lock.json\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
