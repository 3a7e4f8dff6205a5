// `npm run docs`: writes what is made from the field table, and the tables of docs/operate.md.
import { readFileSync, writeFileSync } from 'node:fs';

await import('./build.mjs');
const { fieldDocs, graphPermissions } = await import('./fieldDocs.mjs');
const fields = await import('../dist/profile/fields.js');
const roles = await import('../dist/profile/roles.js');
const permissions = await import('../dist/profile/permissions.js');
const { languageOf } = await import('../dist/language/language.js');
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
writeFileSync('appPackage/graphPermissions.json', graphPermissions(bot));

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
writeFileSync(
  'docs/operate.md',
  withTables(readFileSync('docs/operate.md', 'utf8'), Object.assign({}, ...code)),
);
