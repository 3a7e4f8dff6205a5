import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { labelOf } from '../src/cards/values.ts';
import { commands } from '../src/dialogs/commands.ts';
import { en } from '../src/language/en.ts';
import { languageOf } from '../src/language/language.ts';
import { nl } from '../src/language/nl.ts';
import * as fields from '../src/profile/fields.ts';
import * as permissions from '../src/profile/permissions.ts';
import * as roles from '../src/profile/roles.ts';
// @ts-expect-error a script without types
import { fieldDocs, permissionTable, withPart } from '../tools/fieldDocs.mjs';
// @ts-expect-error a script without types
import { manifestWith, registrationWith, stringsWith } from '../tools/generatedParts.mjs';

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

it.each([
  ['appPackage/manifest.json', (json: unknown) => manifestWith(json, { commands, en })],
  ['appPackage/nl.json', (json: unknown) => stringsWith(json, { commands, catalogue: nl })],
  ['aad.manifest.json', (json: unknown) => registrationWith(json, bot)],
])('%s says what the bot’s tables say (npm run docs writes it)', (file, withBotParts) => {
  const json: unknown = JSON.parse(read(file));
  expect(withBotParts(json)).toEqual(json);
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
