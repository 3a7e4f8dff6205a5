import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as rateLimit from '../src/bot/rateLimit.ts';
import * as elements from '../src/cards/elements.ts';
import { labelOf } from '../src/cards/values.ts';
import * as clock from '../src/clock.ts';
import * as config from '../src/config.ts';
import { commands } from '../src/dialogs/commands.ts';
import * as search from '../src/directory/search.ts';
import * as edit from '../src/edits/edit.ts';
import * as groupCard from '../src/edits/groupCard.ts';
import * as journal from '../src/edits/journal.ts';
import * as pictures from '../src/files/pictures.ts';
import * as gate from '../src/http/gate.ts';
import { en } from '../src/language/en.ts';
import { languageOf } from '../src/language/language.ts';
import { nl } from '../src/language/nl.ts';
import * as fields from '../src/profile/fields.ts';
import * as formRoom from '../src/profile/formRoom.ts';
import * as permissions from '../src/profile/permissions.ts';
import * as roles from '../src/profile/roles.ts';
import * as changeRequest from '../src/requests/changeRequest.ts';
import * as signals from '../src/telemetry/signals.ts';
// @ts-expect-error a script without types
import { fieldDocs, permissionTable, withPart } from '../tools/fieldDocs.mjs';
// @ts-expect-error a script without types
import { manifestWith, registrationWith, stringsWith } from '../tools/generatedParts.mjs';
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
const read = (file: string): string => readFileSync(file, 'utf8');
const readme = read('README.md');

it('docs/fields.md says what the field table says (npm run docs writes it)', () => {
  expect(read('docs/fields.md')).toBe(fieldDocs(bot));
});

it('README’s table of permissions is the bot’s (npm run docs writes it)', () => {
  expect(readme).toBe(withPart(readme, 'permissions', permissionTable(bot)));
});

it.each(permissions.usedFor.map((entry) => [entry.permission, entry] as const))(
  'README says which step asks for %s, and what happens without it',
  (permission, { step, use, without }) => {
    for (const said of [step, use, without]) expect(said.length).toBeGreaterThan(3);
    const rows = readme.split('\n').filter((line) => line.startsWith(`| \`${permission}\` `));
    expect(rows).toHaveLength(1);
    const cells = rows[0]?.split('|').map((cell) => cell.trim());
    expect(cells).toEqual(['', `\`${permission}\``, step, use, without, '']);
  },
);

it('README names no permission but those, and each once', () => {
  const listed = permissions.usedFor.map(({ permission }): string => permission);
  const table =
    readme.split('<!-- permissions: npm run docs -->')[1]?.split('<!-- /permissions -->')[0] ?? '';
  expect([...table.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name)).toEqual(listed);
  expect(new Set(listed).size).toBe(listed.length);
});

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
  ['appPackage/manifest.json', (json: unknown) => manifestWith(json, { commands, en })],
  ['appPackage/nl.json', (json: unknown) => stringsWith(json, { commands, catalogue: nl })],
  ['aad.manifest.json', (json: unknown) => registrationWith(json, bot)],
])('%s says what the bot’s tables say (npm run docs writes it)', (file, withBotParts) => {
  const json: unknown = JSON.parse(read(file));
  expect(withBotParts(json)).toEqual(json);
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

it('every permission that the bot asks for is in the list, and has an id of its own', () => {
  const listed = permissions.usedFor.map(({ permission }): string => permission);
  const asked = [
    ...fields.fieldNames.map(permissions.permissionOf).filter((needed) => needed !== undefined),
    permissions.readPermission,
    permissions.writePermission,
    permissions.signInPermission,
    permissions.membershipPermission,
    permissions.organizationPermission,
    permissions.rolesPermission,
    ...permissions.auditLogPermissions,
  ];
  expect(new Set(listed)).toEqual(new Set(asked));
  const { requiredResourceAccess } = registrationWith({}, bot);
  const ids = requiredResourceAccess[0].resourceAccess.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(listed.length);
  expect(() => registrationWith({}, { usedFor: [{ permission: 'Mail.Send' }] })).toThrow('Mail.Send');
});

it('SECURITY.md names each hazard that is tried, behind the promise that it holds, and no other', () => {
  const rows = readdirSync('test/hazards').filter((file) => file.endsWith('.test.ts'));
  const promises = read('SECURITY.md').split('## What is promised')[1]?.split('\n## ')[0] ?? '';
  const named = [...promises.matchAll(/`([a-z]+(?:-[a-z]+)+|soak)`/g)].map(([, name]) => `${name}.test.ts`);
  expect([...new Set(named)].sort()).toEqual(rows.sort());
});
