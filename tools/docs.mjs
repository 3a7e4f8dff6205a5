// `npm run docs`: writes what is made from the bot's own tables, and the tables of docs/operate.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

await import('./build.mjs');
const { fieldDocs, permissionTable, withPart } = await import('./fieldDocs.mjs');
const { manifestWith, registrationWith, stringsWith } = await import('./generatedParts.mjs');
const fields = await import('../dist/profile/fields.js');
const roles = await import('../dist/profile/roles.js');
const permissions = await import('../dist/profile/permissions.js');
const { commands } = await import('../dist/dialogs/commands.js');
const { languageOf } = await import('../dist/language/language.js');
const { en } = await import('../dist/language/en.js');
const { nl } = await import('../dist/language/nl.js');
const { labelOf } = await import('../dist/cards/values.js');

const english = languageOf('en');
const bot = {
  ...fields,
  ...permissions,
  ...roles,
  labelOf: (name) => labelOf(name, english),
  sectionTitle: (section) => english.text(`section.${section}`),
};
writeFileSync('docs/fields.md', fieldDocs(bot));
write('README.md', (text) => withPart(text, 'permissions', permissionTable(bot)));
writeJson('appPackage/manifest.json', (manifest) => manifestWith(manifest, { commands, en }));
writeJson('appPackage/nl.json', (strings) => stringsWith(strings, { commands, catalogue: nl }));
writeJson('aad.manifest.json', (registration) => registrationWith(registration, bot));

const { withTables } = await import('./operateDocs.mjs');
const parts = [
  'bot/rateLimit',
  'cards/elements',
  'clock',
  'config',
  'directory/search',
  'edits/edit',
  'edits/groupCard',
  'edits/journal',
  'files/pictures',
  'http/gate',
  'profile/formRoom',
  'requests/changeRequest',
  'telemetry/signals',
];
const code = await Promise.all(parts.map((part) => import(`../dist/${part}.js`)));
write('docs/operate.md', (text) => withTables(text, Object.assign({}, ...code)));

function write(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function writeJson(file, change) {
  write(file, (text) => JSON.stringify(change(JSON.parse(text))));
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', '--log-level=error', file],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
}
