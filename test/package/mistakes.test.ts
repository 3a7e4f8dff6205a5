import { describe, expect, it } from 'vitest';
import { madeUp } from './madeUp.ts';
import { type Mistake, problemsWith } from './spoiled.ts';

const nil = '00000000-0000-0000-0000-000000000000';

const mistakes: readonly Mistake[] = [
  [
    'an unset variable',
    ({ variables }) => delete variables.BOT_ID,
    `manifest.json: \${{BOT_ID}} has no value`,
  ],
  [
    'a placeholder of another form',
    (o) => (o.manifest.name.full = `\${{env:APP}}`),
    'manifest.json: a placeholder is not of the form',
  ],
  [
    'a bot id that is no GUID',
    ({ variables }) => (variables.BOT_ID = 'my-bot'),
    'manifest.json: bots.0.botId: must match pattern',
  ],
  [
    'a bot id of zeros',
    ({ variables }) => (variables.BOT_ID = nil),
    'manifest.json: bots[0].botId: is all zeros',
  ],
  [
    'an app id of zeros',
    ({ variables }) => (variables.TEAMS_APP_ID = nil),
    'manifest.json: id: is all zeros',
  ],
  [
    'the bot’s id as the app’s',
    ({ variables }) => (variables.TEAMS_APP_ID = variables.BOT_ID),
    'manifest.json: id: is the bot’s',
  ],
  [
    'a name that is too long once filled in',
    ({ variables }) => (variables.APP_NAME = 'Profile Desk of the whole company'),
    'manifest.json: name.short: must NOT have more than 30',
  ],
  [
    'a developer’s name that is too long',
    ({ variables }) => (variables.DEVELOPER_NAME = 'N'.repeat(33)),
    'manifest.json: developer.name: must NOT have more than 32',
  ],
  [
    'a page without TLS',
    ({ variables }) => (variables.DEVELOPER_PRIVACY_URL = 'http://x.example/'),
    'manifest.json: developer.privacyUrl: is not an https URL',
  ],
  [
    'a page that is no URL',
    ({ variables }) => (variables.DEVELOPER_TERMS_URL = 'our intranet'),
    'manifest.json: developer.termsOfUseUrl: must match pattern',
  ],
  [
    'a host with a scheme',
    ({ variables }) => (variables.BOT_DOMAIN = 'https://bot.x.example'),
    'manifest.json: validDomains[0]: https://bot.x.example is not a host name',
  ],
  [
    'a wildcard',
    (o) => o.manifest.validDomains.push('*.x.example'),
    'manifest.json: validDomains[2]: *.x.example is not a host name',
  ],
  [
    'the bot’s own host missing',
    (o) => o.manifest.validDomains.shift(),
    'manifest.json: validDomains: lacks the bot’s own host',
  ],
  [
    'the Token Service missing',
    (o) => o.manifest.validDomains.pop(),
    'manifest.json: validDomains: lacks the Token Service',
  ],
  [
    'the Token Service of another cloud',
    ({ variables }) => (variables.CLOUD = 'usgov'),
    'manifest.json: validDomains: lacks the Token Service of this cloud: one of tokengcch.botframework.azure.us, token.botframework.azure.us',
  ],
  [
    'a cloud that there is not',
    ({ variables }) => (variables.CLOUD = 'mars'),
    'manifest.json: CLOUD: mars is none of',
  ],
  [
    'another app to sign in to',
    (o) => (o.manifest.webApplicationInfo.id = madeUp.TEAMS_APP_ID),
    'manifest.json: webApplicationInfo.id: is not bots[0].botId',
  ],
  [
    'another resource to sign in to',
    (o) => (o.manifest.webApplicationInfo.resource = `api://x.example/\${{BOT_ID}}`),
    'manifest.json: webApplicationInfo.resource: is not api://botid-',
  ],
  [
    'no single sign-on',
    (o) => delete o.manifest.webApplicationInfo,
    'manifest.json: webApplicationInfo.id: is not',
  ],
  [
    'a version with two numbers',
    (o) => (o.manifest.version = '1.0'),
    'manifest.json: version: is not three whole numbers',
  ],
  ['an older schema', (o) => (o.manifest.manifestVersion = '1.29'), 'manifest.json: manifestVersion'],
  [
    'a key that the schema does not know',
    (o) => (o.manifest.isFullscreen = true),
    'manifest.json: the file: must NOT have additional properties {"additionalProperty":"isFullscreen"}',
  ],
  [
    'an unknown scope',
    (o) => o.manifest.bots[0].scopes.push('meeting'),
    'manifest.json: bots.0.scopes.3: must be equal to one of the allowed values',
  ],
  [
    'a scope missing',
    (o) => o.manifest.bots[0].scopes.pop(),
    'manifest.json: bots[0].scopes: lacks groupChat',
  ],
  ['no bot', (o) => delete o.manifest.bots, 'manifest.json: bots[0].scopes: lacks personal'],
  ['no files', (o) => (o.manifest.bots[0].supportsFiles = false), 'manifest.json: bots[0].supportsFiles'],
  [
    'no shared channels',
    (o) => delete o.manifest.supportsChannelFeatures,
    'manifest.json: supportsChannelFeatures: is not tier1',
  ],
  [
    'a command that the bot does not know',
    (o) => (o.manifest.bots[0].commandLists[0].commands[0].title = 'search'),
    'manifest.json: bots[0].commandLists: are not the bot’s commands',
  ],
  [
    'a colour by name',
    (o) => (o.manifest.accentColor = 'purple'),
    'manifest.json: accentColor: must match pattern',
  ],
  [
    'a short description that is too long',
    (o) => (o.manifest.description.short = 'x'.repeat(81)),
    'manifest.json: description.short: must NOT have more than 80',
  ],
];

describe('an app package with a mistake', () => {
  it('is otherwise without any', () => {
    expect(problemsWith(() => undefined)).toEqual([]);
    expect(new Set(mistakes.map(([what]) => what)).size).toBe(mistakes.length);
    expect(mistakes.length).toBeGreaterThanOrEqual(20);
  });

  it.each(mistakes)('%s', (_, spoil, told) => {
    expect(problemsWith(spoil).filter((problem) => problem.startsWith(told))).toHaveLength(1);
  });

  it('is told of all of them at once', () => {
    const problems = problemsWith(({ variables, manifest, strings, files }) => {
      variables.DEVELOPER_PRIVACY_URL = 'http://x.example/';
      manifest.version = '0.1.0';
      manifest.bots[0].supportsFiles = false;
      strings['description.full'] = 'x';
      files.set('outline.png', undefined);
    });
    expect(problems.map((problem) => problem.split(':')[1]?.trim())).toEqual([
      'version',
      'bots[0].supportsFiles',
      'developer.privacyUrl',
      'icons.outline',
      'description.full',
    ]);
  });
});
