import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appSettings, type BicepFile, readBicep, usesOf } from './bicep.ts';

const azure = readBicep('infra/azure.bicep');
const bot = readBicep('infra/bot.bicep');
const files: readonly (readonly [string, BicepFile])[] = [
  ['infra/azure.bicep', azure],
  ['infra/bot.bicep', bot],
];

/** The lines of a resource, its nested ones included. */
function resource({ text }: BicepFile, name: string): string {
  const [, indent = ''] = new RegExp(`^( *)(?:resource|module) ${name} `, 'm').exec(text) ?? [];
  return new RegExp(`^${indent}(?:resource|module) ${name} [^]*?^${indent}}`, 'm').exec(text)?.[0] ?? '';
}

describe.each(files)('%s', (_, file) => {
  it('closes what it opens', () => {
    const code = file.text.replace(/'(?:\\'|[^'])*'/g, (text) => text.replace(/[^${}]/g, ''));
    for (const [open, close] of ['{}', '[]', '()'].map((pair) => [...pair] as [string, string]))
      expect(code.split(open).length, open).toBe(code.split(close).length);
  });

  it('declares each thing once, and uses it', () => {
    const named = [...file.parameters.keys(), ...file.variables];
    expect(new Set([...named, ...file.declared.keys()]).size).toBe(named.length + file.declared.size);
    expect(named.filter((name) => usesOf(name, file) === 0)).toEqual([]);
    expect(file.declared.size).toBeGreaterThan(2);
  });

  it('pins the version of each kind of resource, and names modules that there are', () => {
    for (const [name, type] of file.declared) {
      const isNested = new RegExp(`^ +resource ${name} `, 'm').test(file.text);
      if (type.endsWith('.bicep')) expect(existsSync(`infra/${type}`)).toBe(true);
      else if (!isNested) expect(type).toMatch(/^Microsoft\.\w+\/[\w/]+@20\d\d-\d\d-\d\d(-preview)?$/);
    }
  });

  it('holds no secret and asks for none', () => {
    expect(file.text).not.toMatch(
      /listKeys|list\w*Secrets?\(|@secure|clientSecret|BOT_PASSWORD|SharedAccessKey|AccountKey/i,
    );
    expect(file.text).not.toContain('UserAssignedMSI');
  });
});

describe('what the module is given', () => {
  it('is what it asks for', () => {
    const given = [...resource(azure, 'bot').matchAll(/^ {4}(\w+): (.+)$/gm)].map(([, name]) => name ?? '');
    const asked = [...bot.parameters.keys()];
    expect(given.filter((name) => !asked.includes(name))).toEqual([]);
    expect(asked.filter((name) => !bot.parameters.get(name)?.hasDefault && !given.includes(name))).toEqual(
      [],
    );
  });
});

describe.each([
  ['infra/azure.parameters.json', azure],
  ['infra/bot.parameters.json', bot],
])('%s', (file, template) => {
  const { parameters } = JSON.parse(readFileSync(file, 'utf8')) as {
    parameters: Record<string, { value: unknown }>;
  };

  it('gives each parameter that has no default, and none that there is not', () => {
    const given = Object.keys(parameters);
    const asked = [...template.parameters.keys()];
    expect(given.filter((name) => !asked.includes(name))).toEqual([]);
    expect(
      asked.filter((name) => !template.parameters.get(name)?.hasDefault && !given.includes(name)),
    ).toEqual([]);
  });

  it('holds no secret: values of the environment, or what anybody may know', () => {
    const texts = JSON.stringify(Object.values(parameters).map(({ value }) => value)).match(/"[^"]*"/g) ?? [];
    const plain = texts.filter((text) => !/\$\{\{[A-Z_]+\}\}/.test(text)).map((text) => text.slice(1, -1));
    expect(plain.filter((text) => !/^(value|global|B1|[A-Z_]+)$/.test(text))).toEqual([]);
    expect(JSON.stringify(parameters)).not.toMatch(/SECRET_|PASSWORD|CONNECTION_STRING/);
  });
});

it.each([
  [
    'storage',
    [
      'allowSharedKeyAccess: false',
      'allowBlobPublicAccess: false',
      "minimumTlsVersion: 'TLS1_2'",
      'supportsHttpsTrafficOnly: true',
      "publicAccess: 'None'",
    ],
  ],
  [
    'mayUseContainer',
    [
      'scope: storage::blobs::container',
      'principalId: identity.properties.principalId',
      "principalType: 'ServicePrincipal'",
      'roleDefinitionId: blobDataContributor',
    ],
  ],
  ['plan', ['reserved: true', 'capacity: instances']],
  [
    'app',
    [
      "type: 'UserAssigned'",
      `'\${identity.id}': {}`,
      'httpsOnly: true',
      'alwaysOn: true',
      "minTlsVersion: '1.2'",
      "ftpsState: 'Disabled'",
      "healthCheckPath: '/ready'",
      'clientAffinityEnabled: false',
      'remoteDebuggingEnabled: false',
    ],
  ],
  ['ftpPassword', ["name: 'ftp'", 'allow: false']],
  ['deploymentPassword', ["name: 'scm'", 'allow: false']],
  ['insights', ['WorkspaceResourceId: logs.id']],
  ['consoleLog', ['scope: app', 'workspaceId: logs.id', "category: 'AppServiceConsoleLogs', enabled: true"]],
])('azure.bicep: %s', (name, lines) => {
  const found = resource(azure, name);
  for (const line of lines) expect(found).toContain(line);
});

it('the storage may be used by the bot’s identity alone, which has no other right', () => {
  expect(azure.text.match(/roleAssignments@/g)).toHaveLength(1);
  // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
  expect(azure.text).toContain("'ba92f5b4-2d11-453d-a403-e96b0029c9fe'");
});

it('the app runs with the identity and the store that are made for it', () => {
  expect(Object.fromEntries(appSettings(azure))).toEqual({
    WEBSITE_RUN_FROM_PACKAGE: "'1'",
    SCM_DO_BUILD_DURING_DEPLOYMENT: "'false'",
    BOT_ID: 'botId',
    BOT_TENANT_ID: 'botTenantId',
    BOT_MANAGED_IDENTITY_CLIENT_ID: 'identity.properties.clientId',
    BOT_TOKEN_SERVICE_URL: `'https://\${tokenServiceDomain}'`,
    OAUTH_CONNECTION_NAME: 'oauthConnectionName',
    STORAGE: `'\${storage.properties.primaryEndpoints.blob}\${containerName}'`,
    APPLICATIONINSIGHTS_CONNECTION_STRING: 'insights.properties.ConnectionString',
  });
});

it('the Azure Bot is of an app registration of one tenant, with Teams, and signs in without a secret', () => {
  const found = resource(bot, 'bot');
  for (const line of [
    "msaAppType: 'SingleTenant'",
    'msaAppId: botId',
    'msaAppTenantId: botTenantId',
    `endpoint: 'https://\${botDomain}/api/messages'`,
    "channelName: 'MsTeamsChannel'",
    "serviceProviderDisplayName: 'AAD v2 with Federated Credentials'",
    `scopes: 'api://botid-\${botId}/access_as_user'`,
    "{ key: 'ClientId', value: botId }",
    "{ key: 'UniqueIdentifier', value: appRegistrationObjectId }",
    `{ key: 'TokenExchangeUrl', value: 'api://botid-\${botId}' }`,
    "{ key: 'TenantId', value: botTenantId }",
  ])
    expect(found).toContain(line);
});
