import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { labelOf } from '../src/cards/values.ts';
import { languageOf } from '../src/language/language.ts';
import * as fields from '../src/profile/fields.ts';
import * as permissions from '../src/profile/permissions.ts';
import * as roles from '../src/profile/roles.ts';
// @ts-expect-error a script without types
import { fieldDocs, graphPermissions } from '../tools/fieldDocs.mjs';

const english = languageOf('en');
const bot = {
  ...fields,
  ...permissions,
  ...roles,
  labelOf: (name: fields.FieldName) => labelOf(name, english),
  sectionTitle: (section: fields.Section) => english.text(`section.${section}`),
};

it.each([
  ['docs/fields.md', fieldDocs],
  ['appPackage/graphPermissions.json', graphPermissions],
])('%s says what the field table says (npm run docs writes it)', (file, make) => {
  expect(readFileSync(file, 'utf8')).toBe(make(bot));
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
