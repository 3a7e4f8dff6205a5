import { isDeepStrictEqual } from 'node:util';
import { manifestWith, stringsWith } from '../generatedParts.mjs';
import { schemaUrls, schemaVersion } from './schemas.mjs';
import { tokenServiceHosts } from './tokenService.mjs';

/** What no schema tells: what Teams would refuse all the same, or what would not work in it. */
export function manifestProblems(manifest, variables, bot) {
  const { id, manifestVersion, version, name, developer, webApplicationInfo = {} } = manifest;
  const [{ botId, scopes = [], supportsFiles } = {}] = manifest.bots ?? [];
  const domains = manifest.validDomains ?? [];
  const wanted = manifestWith({ bots: [{}], ...manifest }, bot);
  const problems = [
    [manifestVersion !== schemaVersion, `manifestVersion: is not ${schemaVersion}`],
    [manifest.$schema !== schemaUrls.manifest, `$schema: is not that of version ${schemaVersion}`],
    [!/^[1-9]\d*(\.(0|[1-9]\d*)){2}$/.test(version), 'version: is not three whole numbers, the first from 1'],
    [name.short.trim() !== name.short || name.short === '', 'name.short: is empty or has space around it'],
    [isNil(id), 'id: is all zeros: set TEAMS_APP_ID to an id of its own'],
    [isNil(botId), 'bots[0].botId: is all zeros: set BOT_ID to the id of the app registration'],
    [id === botId, 'id: is the bot’s: the app needs an id of its own (TEAMS_APP_ID)'],
    ...['personal', 'team', 'groupChat'].map((scope) => [
      !scopes.includes(scope),
      `bots[0].scopes: lacks ${scope}`,
    ]),
    [supportsFiles !== true, 'bots[0].supportsFiles: is not true, so no photo could be sent'],
    [manifest.supportsChannelFeatures !== 'tier1', 'supportsChannelFeatures: is not tier1'],
    [webApplicationInfo.id !== botId, 'webApplicationInfo.id: is not bots[0].botId'],
    [
      webApplicationInfo.resource !== `api://botid-${botId}`,
      'webApplicationInfo.resource: is not api://botid-<botId>',
    ],
    [
      !isDeepStrictEqual(manifest.bots?.[0]?.commandLists, wanted.bots[0].commandLists),
      'bots[0].commandLists: are not the bot’s commands: run npm run docs',
    ],
    [
      manifest.description.full !== wanted.description.full,
      'description.full: is not the bot’s: run npm run docs',
    ],
    ...['websiteUrl', 'privacyUrl', 'termsOfUseUrl'].map((key) => [
      !isHttps(developer[key]),
      `developer.${key}: is not an https URL`,
    ]),
    ...domains.map((domain, at) => [
      !isHost(domain),
      `validDomains[${at}]: ${domain} is not a host name without scheme, path or wildcard`,
    ]),
    [new Set(domains).size !== domains.length, 'validDomains: names a host twice'],
    ...domainProblems(domains, variables),
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, text]) => `manifest.json: ${text}`);
}

export function stringsProblems(file, strings, languageTag, bot) {
  const catalogue = bot[languageTag];
  if (catalogue === undefined) return [`${file}: the bot does not speak ${languageTag}`];
  const wanted = stringsWith(strings, { commands: bot.commands, catalogue });
  const differing = Object.keys({ ...wanted, ...strings }).filter((key) => wanted[key] !== strings[key]);
  return [
    ...(strings.$schema === schemaUrls.strings
      ? []
      : [`${file}: $schema: is not that of version ${schemaVersion}`]),
    ...['name.full', 'description.short']
      .filter((key) => !strings[key])
      .map((key) => `${file}: ${key}: is missing`),
    ...differing.map((key) => `${file}: ${key}: is not the bot’s: run npm run docs`),
  ];
}

/** The own host, and the Token Service’s, where people sign in. */
function domainProblems(domains, { BOT_DOMAIN, CLOUD = 'public' }) {
  const hosts = tokenServiceHosts[CLOUD];
  if (hosts === undefined)
    return [[true, `CLOUD: ${CLOUD} is none of ${Object.keys(tokenServiceHosts).join(', ')}`]];
  return [
    [!domains.includes(BOT_DOMAIN), 'validDomains: lacks the bot’s own host'],
    [
      !domains.some((domain) => hosts.includes(domain)),
      `validDomains: lacks the Token Service of this cloud: one of ${hosts.join(', ')}`,
    ],
  ];
}

function isNil(guid) {
  return /^[0-]+$/.test(String(guid));
}

function isHost(domain) {
  return /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i.test(String(domain));
}

function isHttps(url) {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
