import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clouds } from '../../src/clouds.ts';
// @ts-expect-error a script without types
import { namesIn } from '../../tools/package/environment.mjs';
// @ts-expect-error a script without types
import { redirectUri, tokenServiceHosts } from '../../tools/package/tokenService.mjs';
import { appSettings, readBicep } from './bicep.ts';

// Names that have to be the same in files which no compiler reads together. The Toolkit's own schema is in no package, so
// what it asks of its files is held here as far as this project uses it.

interface Action {
  readonly uses: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly writeToEnvironmentFile?: Readonly<Record<string, string>>;
}
type Lifecycle = 'provision' | 'deploy' | 'publish';

const read = (file: string): string => readFileSync(file, 'utf8');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const placeholders = (file: string): string[] => namesIn(read(file).replace(/^\s*#.*$/gm, ''));
const packageJson = JSON.parse(read('package.json'));
const azure = readBicep('infra/azure.bicep');
const bot = readBicep('infra/bot.bicep');
const manifests = ['appPackage/manifest.json', 'appPackage/nl.json', 'aad.manifest.json'];

const environments = [
  ['dev', 'm365agents.yml', 'infra/azure.parameters.json', azure.outputs],
  ['local', 'm365agents.local.yml', 'infra/bot.parameters.json', bot.outputs],
] as const;

describe.each(environments)('the environment %s', (name, project, parameters, outputs) => {
  const example = read(`env/.env.${name}.example`);
  const [toFill = '', written = ''] = example.split(/^# --- written by.*$/m);
  const steps = parse(read(project)) as { version: string; environmentFolderPath: string } & Partial<
    Record<Lifecycle, Action[]>
  >;
  const { provision = [], deploy = [], publish = [] } = steps;
  const all = [...provision, ...deploy, ...publish];
  const toEnvironment = all.flatMap(({ writeToEnvironmentFile = {} }) =>
    Object.values(writeToEnvironmentFile),
  );
  const secrets = toEnvironment.filter((variable) => variable.startsWith('SECRET_'));

  it('defines what its files use, and nothing else', () => {
    const used = [project, parameters, ...manifests]
      .flatMap(placeholders)
      .filter((one) => !secrets.includes(one));
    // `npm run entra` reads the identity that is to be trusted; `publish` writes the app that it published.
    const further = toEnvironment.concat(outputs).filter((one) => !secrets.includes(one));
    expect(sorted(Object.keys(parseEnv(example)))).toEqual(sorted([...used, ...further]));
  });

  it('leaves to provision what provision writes, and asks for the rest', () => {
    const byStep = [...toEnvironment, ...outputs].filter((one) => !secrets.includes(one));
    expect(sorted(Object.keys(parseEnv(written)))).toEqual(sorted(byStep));
    expect(Object.keys(parseEnv(toFill)).filter((one) => byStep.includes(one))).toEqual([]);
    expect(Object.values(parseEnv(written)).join('')).toBe('');
    expect(parseEnv(toFill).TEAMSFX_ENV).toBe(name);
    expect(parseEnv(toFill).WRITES).toBe('off');
  });

  it('keeps its secrets in the file that is never committed', () => {
    expect(secrets).toEqual(name === 'local' ? ['SECRET_BOT_PASSWORD'] : []);
    expect(read('.gitignore').split('\n')).toEqual(
      expect.arrayContaining(['env/.env.*.user', 'env/.env.local', '.localConfigs', 'build/']),
    );
    for (const secret of secrets) expect(example).toContain(secret);
  });

  it('names files and commands that there are', () => {
    expect([steps.version, steps.environmentFolderPath]).toEqual(['v1.11', './env']);
    const values = all.flatMap((action) => texts(action.with));
    const paths = values.filter((text) => /^\.\/(?!build|\.localConfigs)/.test(text));
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const scripts = values
      .map((text) => /^run (\S+)/.exec(text)?.[1])
      .filter((script) => script !== undefined);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
  });

  it('makes one package, and uses that one', () => {
    const zips = all.flatMap((action) => texts(action.with)).filter((text) => text.endsWith('.zip'));
    expect(new Set(zips)).toEqual(new Set([`./build/appPackage.\${{TEAMSFX_ENV}}.zip`]));
  });

  it('goes on in the order that what is written wants', () => {
    const uses = provision.map((action) => action.uses);
    expect(uses).toEqual([
      'teamsApp/create',
      'aadApp/create',
      'arm/deploy',
      'aadApp/update',
      'teamsApp/validateManifest',
      'teamsApp/zipAppPackage',
      'teamsApp/validateAppPackage',
      'teamsApp/update',
    ]);
    const registration = provision.find((action) => action.uses === 'aadApp/create');
    expect(registration?.with).toMatchObject({
      signInAudience: 'AzureADMyOrg',
      generateServicePrincipal: true,
      generateClientSecret: name === 'local',
    });
  });
});

/** All texts of a value, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('the bot’s variables', () => {
  const documented = Object.keys(parseEnv(read('env/.env.example')));
  const platform = ['WEBSITE_RUN_FROM_PACKAGE', 'SCM_DO_BUILD_DURING_DEPLOYMENT'];

  it('are documented, each that the bot reads and no other', () => {
    const config = read('src/config.ts');
    const names = [/^ {2}([A-Z][A-Z_]+): /gm, /\bgiven\.([A-Z][A-Z_]+)/g].flatMap((pattern) =>
      [...config.matchAll(pattern)].map(([, name]) => name ?? ''),
    );
    expect(sorted(documented)).toEqual(sorted(names));
  });

  it('are those that the app in Azure is given', () => {
    const settings = JSON.parse(read('infra/azure.parameters.json')).parameters.settings.value;
    const given = [...appSettings(azure).keys()];
    expect(given.filter((name) => !documented.includes(name) && !platform.includes(name))).toEqual([]);
    expect(
      Object.keys(settings).filter((name) => !documented.includes(name) || given.includes(name)),
    ).toEqual([]);
  });

  it('are those that a developer’s bot is given', () => {
    const { deploy } = parse(read('m365agents.local.yml'));
    const { envs } = deploy.find(
      (action: Action) => action.uses === 'file/createOrUpdateEnvironmentFile',
    ).with;
    expect(Object.keys(envs).filter((name) => !documented.includes(name))).toEqual([]);
  });

  it('have the same default for the OAuth connection everywhere', () => {
    const { OAUTH_CONNECTION_NAME } = parseEnv(read('env/.env.example'));
    expect(read('src/config.ts')).toContain(
      `OAUTH_CONNECTION_NAME: z.string().default('${OAUTH_CONNECTION_NAME}')`,
    );
    expect(azure.text).toContain(`var oauthConnectionName = '${OAUTH_CONNECTION_NAME}'`);
    expect(bot.text).toContain(`param oauthConnectionName string = '${OAUTH_CONNECTION_NAME}'`);
  });
});

describe('ids, scopes and addresses', () => {
  const registration = JSON.parse(read('aad.manifest.json'));
  const manifest = JSON.parse(read('appPackage/manifest.json'));
  const [scope, ...others] = registration.api.oauth2PermissionScopes;

  it('the API that people sign in to is the same everywhere', () => {
    const uri = `api://botid-\${{BOT_ID}}`;
    expect(registration.identifierUris).toEqual([uri]);
    expect(manifest.webApplicationInfo).toEqual({ id: `\${{BOT_ID}}`, resource: uri });
    expect([registration.appId, manifest.bots[0].botId]).toEqual([`\${{BOT_ID}}`, `\${{BOT_ID}}`]);
    expect(bot.text.match(/api:\/\/botid-[^'/]*/g)).toEqual([
      `api://botid-\${botId}`,
      `api://botid-\${botId}`,
    ]);
    expect(read('src/identity/userToken.ts')).toContain(`api://botid-\${botId}`);
  });

  it('its one scope is the one that is asked for, and that Teams’ clients may use', () => {
    expect([scope.value, scope.isEnabled, others]).toEqual(['access_as_user', true, []]);
    expect(bot.text).toContain(`/${scope.value}'`);
    expect(registration.api.requestedAccessTokenVersion).toBe(2);
    // Teams on desktop and mobile, and on the web:
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-register-aad
    expect(registration.api.preAuthorizedApplications).toEqual(
      ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'].map((appId) => ({
        appId,
        delegatedPermissionIds: [scope.id],
      })),
    );
  });

  it('people of one tenant sign in, at the Token Service, with the roles that the bot reads in their tokens', () => {
    expect(registration.signInAudience).toBe('AzureADMyOrg');
    expect(registration.web.redirectUris).toEqual(tokenServiceHosts.public.map(redirectUri));
    expect(registration.web.implicitGrantSettings).toEqual({
      enableIdTokenIssuance: false,
      enableAccessTokenIssuance: false,
    });
    // `wids`: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference. The others that the bot
    // reads (aud, oid, tid) are in each token.
    expect(read('src/identity/userToken.ts')).toContain('claims.wids');
    expect(registration.groupMembershipClaims).toBe('DirectoryRole');
    expect(registration.optionalClaims).toEqual({ idToken: [], accessToken: [], saml2Token: [] });
    for (const name of ['dev', 'local']) {
      const { TOKEN_SERVICE_DOMAIN, CLOUD } = parseEnv(read(`env/.env.${name}.example`));
      expect(tokenServiceHosts[CLOUD ?? '']).toContain(TOKEN_SERVICE_DOMAIN);
    }
    expect(Object.keys(tokenServiceHosts)).toEqual(Object.keys(clouds));
    for (const [cloud, { BOT_TOKEN_SERVICE_URL }] of Object.entries(clouds))
      expect(tokenServiceHosts[cloud]).toContain(new URL(BOT_TOKEN_SERVICE_URL).host);
  });

  it('nothing but delegated permissions is asked for, and no secret or certificate is in the manifest', () => {
    const asked = registration.requiredResourceAccess.flatMap(
      (one: { resourceAccess: object[] }) => one.resourceAccess,
    );
    expect(new Set(asked.map(({ type }: { type: string }) => type))).toEqual(new Set(['Scope']));
    for (const key of ['passwordCredentials', 'keyCredentials', 'appRoles'])
      expect(registration).not.toHaveProperty(key);
  });

  it('Teams and App Service ask for paths that the bot answers', () => {
    const server = read('src/http/server.ts');
    for (const [, path = ''] of bot.text.matchAll(/\$\{botDomain\}(\/[\w/]+)'/g))
      expect(server).toContain(`'${path}'`);
    const [, healthPath = ''] = /healthCheckPath: '([^']+)'/.exec(azure.text) ?? [];
    expect(server).toContain(`'${healthPath}'`);
  });

  it('the version of Node.js in Azure is one that is tested', () => {
    const [, major = ''] = /linuxFxVersion: 'NODE\|(\d+)-lts'/.exec(azure.text) ?? [];
    expect(read('.ci/run')).toContain(`node@${major} `);
  });
});
