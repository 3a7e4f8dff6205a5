import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as rateLimit from '../src/bot/rateLimit.ts';
import * as elements from '../src/cards/elements.ts';
import { labelOf } from '../src/cards/values.ts';
import * as clock from '../src/clock.ts';
import * as config from '../src/config.ts';
import * as search from '../src/directory/search.ts';
import * as edit from '../src/edits/edit.ts';
import * as groupCard from '../src/edits/groupCard.ts';
import * as journal from '../src/edits/journal.ts';
import * as pictures from '../src/files/pictures.ts';
import * as gate from '../src/http/gate.ts';
import { languageOf } from '../src/language/language.ts';
import * as fields from '../src/profile/fields.ts';
import * as formRoom from '../src/profile/formRoom.ts';
import * as permissions from '../src/profile/permissions.ts';
import * as roles from '../src/profile/roles.ts';
import * as changeRequest from '../src/requests/changeRequest.ts';
import * as signals from '../src/telemetry/signals.ts';
// @ts-expect-error a script without types
import { fieldDocs, graphPermissions } from '../tools/fieldDocs.mjs';
// @ts-expect-error a script without types
import { withTables } from '../tools/operateDocs.mjs';

const english = languageOf('en');
const bot = {
  ...fields,
  ...permissions,
  ...roles,
  labelOf: (name: fields.FieldName) => labelOf(name, english),
  sectionTitle: (section: fields.Section) => english.text(`section.${section}`),
};

const code = {
  ...rateLimit,
  ...elements,
  ...clock,
  ...config,
  ...search,
  ...edit,
  ...groupCard,
  ...journal,
  ...pictures,
  ...gate,
  ...formRoom,
  ...changeRequest,
  ...signals,
};

it.each([
  ['docs/fields.md', fieldDocs],
  ['appPackage/graphPermissions.json', graphPermissions],
])('%s says what the field table says (npm run docs writes it)', (file, make) => {
  expect(readFileSync(file, 'utf8')).toBe(make(bot));
});

it('docs/operate.md has the figures of the code (npm run docs writes them)', () => {
  const page = readFileSync('docs/operate.md', 'utf8');
  expect(page).toBe(withTables(page, code));
  for (const told of ['`profile_desk.saves`', '24 h', '4 MB', '80 KB', '7 days'])
    expect(page).toContain(told);
});

it('docs/operate.md names every event of the log', () => {
  const page = readFileSync('docs/operate.md', 'utf8');
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('');
  const events = [...source.matchAll(/\blog\.(?:debug|info|warn|error)\(\s*'([^']+)'/g)].map(
    ([, event]) => event,
  );
  expect(events.length).toBeGreaterThan(10);
  for (const event of events) expect(page).toContain(`\`${event}\``);
});

it('every permission that a field needs is in the list, and has an id', () => {
  const listed = permissions.usedFor.map(({ permission }): string => permission);
  for (const name of fields.fieldNames) {
    const needed = permissions.permissionOf(name);
    if (needed !== undefined) expect(listed).toContain(needed);
  }
  expect(graphPermissions(bot)).not.toContain('undefined');
  expect(graphPermissions(bot).match(/[0-9a-f]{8}-/g)).toHaveLength(listed.length + 1);
});
