// The parts of the app's and the registration's manifests that the bot's own tables say. `npm run docs` writes them; a
// test fails where they differ.

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

/** @param bot `usedFor` of src/profile/permissions.ts. */
export function registrationWith(registration, { usedFor }) {
  const resourceAccess = usedFor.map(({ permission }) => {
    const id = permissionIds[permission];
    if (id === undefined) throw new Error(`${permission} has no id in tools/generatedParts.mjs`);
    return { id, type: 'Scope' };
  });
  return { ...registration, requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess }] };
}

/** @param bot `commands` of src/dialogs/commands.ts, and the catalogue of English. */
export function manifestWith(manifest, { commands, en }) {
  const [bot] = manifest.bots;
  return {
    ...manifest,
    description: { ...manifest.description, full: fullDescription(en) },
    bots: [{ ...bot, commandLists: commandLists(commands, en) }],
  };
}

/** The strings of another language, under the keys of https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-localization. */
export function stringsWith(strings, { commands, catalogue }) {
  const descriptions = commandLists(commands, catalogue).flatMap((list, at) =>
    list.commands.map(({ description }, index) => [
      `bots[0].commandLists[${at}].commands[${index}].description`,
      description,
    ]),
  );
  const own = Object.entries(strings).filter(([key]) => !key.startsWith('bots['));
  return {
    ...Object.fromEntries(own),
    'description.full': fullDescription(catalogue),
    ...Object.fromEntries(descriptions),
  };
}

function fullDescription(catalogue) {
  return `${catalogue['welcome.text']}\n\n${catalogue['welcome.rights']}`;
}

/** One list for each kind of conversation; the titles are the words that the help names. */
function commandLists(commands, catalogue) {
  const listFor = (scopes, offered) => ({
    scopes,
    commands: offered.map(({ words, help }) => ({ title: words[0], description: catalogue[help] })),
  });
  return [
    listFor(['personal'], commands),
    listFor(
      ['team', 'groupChat'],
      commands.filter(({ inGroups }) => inGroups),
    ),
  ];
}
