// What docs/fields.md and README's table of permissions hold, made from the bot's own tables, so that neither can say
// something else than the bot does. `npm run docs` writes them; a test fails where they differ.

/**
 * @param bot what the bot's modules export: `fieldNames`, `field`, `longestText`, `sections`, `permissionOf` and
 * `labelOf`, which gives a field's English label.
 */
export function fieldDocs(bot) {
  const { fieldNames, field, sections, permissionOf, labelOf, longestText, signInPermission } = bot;
  const rowOf = (name) => {
    const rules = field(name);
    const isText = !['yesNo', 'choice', 'date', 'instant', 'person', 'personList', 'photo'].includes(
      rules.kind,
    );
    const marks = [
      rules.sensitive ? 'asks to confirm' : '',
      rules.personal ? 'personal' : '',
      rules.syncs ? 'on-premises when synced' : '',
    ];
    return [
      labelOf(name),
      `\`${name}\``,
      rules.readOnly ? 'shown' : rules.clearable ? 'changed, emptied' : 'changed',
      rules.readOnly || !isText ? '' : String(longestText(rules)),
      permissionOf(name) ?? '',
      marks.filter(Boolean).join(', '),
    ];
  };
  const head = ['Field', 'Microsoft Graph', 'Can be', 'Characters', 'Permission to change it', ''];
  const parts = sections.map((section) => {
    const rows = fieldNames.filter((name) => field(name).section === section).map(rowOf);
    return [`## ${bot.sectionTitle(section)}`, '', ...table([head, ...rows]), ''].join('\n');
  });
  const changeable = fieldNames.filter((name) => permissionOf(name) !== undefined);
  const profile = changeable.filter((name) => permissionOf(name) !== signInPermission);
  const textOfFields = (covered) => {
    const isWhole = profile.every((name) => covered.includes(name));
    const rest = covered.filter((name) => !isWhole || !profile.includes(name));
    return [...(isWhole ? ['the whole profile'] : []), ...rest.map(labelOf)].join(', ');
  };
  const roles = table([
    ['Role', 'Can change, of people without a role'],
    ...[...bot.rolesThatChange(changeable)].map(([role, covered]) => [titleOf(role), textOfFields(covered)]),
  ]);
  return [
    '# Fields',
    '',
    'Made by `npm run docs` from `src/profile/fields.ts`. What each permission is for: [README](../README.md#permissions).',
    '',
    'A card has to stay small: all inputs of one hold 36 KB together, a list 4,000 characters. A longer value is',
    'shown, and changed in the Entra admin center.',
    '',
    '## Roles',
    '',
    'As far as the card says so before you save; Microsoft Entra decides. Custom roles, and roles over an administrative',
    'unit, are not known to the card: for who has only those, everything is open until Entra refuses it.',
    '',
    ...roles,
    '',
    ...parts,
  ].join('\n');
}

/** README's table of permissions: the step that asks for each, what for, and what goes without it. */
export function permissionTable({ usedFor }) {
  return table([
    ['Permission', 'Asked for by', 'What for', 'Without it'],
    ...usedFor.map(({ permission, step, use, without }) => [`\`${permission}\``, step, use, without]),
  ]).join('\n');
}

/** A text with the part between two comments put in, such as `<!-- permissions: npm run docs -->` and `<!-- /permissions -->`. */
export function withPart(text, name, part) {
  const marks = new RegExp(`(<!-- ${name}: npm run docs -->\\n)[^]*(\\n<!-- /${name} -->)`);
  if (!marks.test(text)) throw new Error(`The comments of ${name} are missing`);
  return text.replace(marks, (_, begin, end) => `${begin}\n${part}\n${end}`);
}

/** `userAdministrator` as `User Administrator`. */
function titleOf(role) {
  const words = role.replace(/[A-Z]/g, (letter) => ` ${letter}`);
  return words[0].toUpperCase() + words.slice(1);
}

export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...rest] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)];
}
