// What docs/fields.md and appPackage/graphPermissions.json hold, made from the field table, so that neither can say
// something else than the bot does. `npm run docs` writes them; a test fails where they differ.

/** Delegated permissions of Microsoft Graph: https://learn.microsoft.com/graph/permissions-reference. */
const permissionIds = {
  'AuditLog.Read.All': 'e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20',
  'Directory.Read.All': '06da0dbc-49e2-44d2-8312-53f166ab848a',
  'GroupMember.Read.All': 'bc024368-1153-4739-b217-4326f2e966d0',
  'Organization.Read.All': '4908d5b9-3fb2-4b1e-9336-1888b7937185',
  'RoleManagement.Read.Directory': '741c54c3-0c1e-44a1-818b-3f97ab4e8c83',
  'User.Read.All': 'a154be20-db9c-4678-8ab7-66f6cc099a59',
  'User.ReadWrite.All': '204e0828-b5ca-4ad8-b9f3-f32a958e7cc4',
  'UserAuthenticationMethod.ReadWrite.All': 'b7887744-6746-4312-813d-72daeaee7e2d',
};
const graphAppId = '00000003-0000-0000-c000-000000000000';

/**
 * @param bot what the bot's modules export: `fieldNames`, `field`, `longestText`, `sections`, `permissionOf`, `usedFor`,
 * and `labelOf`, which gives a field's English label.
 */
export function fieldDocs(bot) {
  const { fieldNames, field, sections, permissionOf, labelOf, longestText, usedFor, signInPermission } = bot;
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
  const permissions = table([
    ['Permission', 'What for'],
    ...usedFor.map(({ permission, use }) => [`\`${permission}\``, use]),
  ]);
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
    '# Fields and permissions',
    '',
    'Made by `npm run docs` from `src/profile/fields.ts` and `src/profile/permissions.ts`.',
    '',
    'All permissions are delegated: Profile Desk acts with the rights of whoever clicks, and their role decides as well.',
    '',
    'A card has to stay small: all inputs of one hold 36 KB together, a list 4,000 characters. A longer value is',
    'shown, and changed in the Entra admin center.',
    '',
    ...permissions,
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

/** `requiredResourceAccess` of the bot's app registration: https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest. */
export function graphPermissions({ usedFor }) {
  const resourceAccess = usedFor.map(({ permission }) => ({ id: permissionIds[permission], type: 'Scope' }));
  return `${JSON.stringify({ requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess }] }, undefined, 2)}\n`;
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
