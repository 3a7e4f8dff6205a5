// `npm run artefact`: makes build/app, a folder with all that the bot needs to run, and nothing else:
//   index.js                     the bot and its packages in one file
//   package.json, node_modules   what can't be in it: lmdb, with its native part for one platform
//   THIRD-PARTY-LICENSES.txt     the licences of the packages in index.js
//   npm run artefact -- --os linux --cpu x64    for another platform than this one
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundle } from './artefact/bundle.mjs';
import { licenceTexts } from './artefact/licences.mjs';
import { lockOf } from './artefact/lock.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'build/app' },
    os: { type: 'string', default: process.platform },
    cpu: { type: 'string', default: process.arch },
  },
});
const { out, os, cpu } = values;
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { name, version, license, engines, dependencies } = read('package.json');
/** Native, so that it stays a package of its own. */
const apart = ['lmdb'];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const packages = await bundle(`${out}/index.js`, apart);
writeFileSync(`${out}/THIRD-PARTY-LICENSES.txt`, licenceTexts(packages));
copyFileSync('LICENSE', `${out}/LICENSE`);

const manifest = {
  name,
  version,
  license,
  private: true,
  type: 'module',
  engines,
  scripts: { start: 'node index.js' },
  dependencies: Object.fromEntries(apart.map((one) => [one, dependencies[one]])),
};
const write = (file, content) =>
  writeFileSync(`${out}/${file}`, `${JSON.stringify(content, undefined, 2)}\n`);
write('package.json', manifest);
write('package-lock.json', lockOf(manifest, read('package-lock.json')));
// Its own scripts would build what is there already, and for this platform.
const { status } = spawnSync(
  'npm',
  [
    ...[
      'ci',
      '--omit=dev',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    ...[`--os=${os}`, `--cpu=${cpu}`],
  ],
  { cwd: out, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
);
if (status !== 0) process.exit(status ?? 1);
