import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';
import { isLoopback } from '../src/hosts.ts';
import { fieldNames } from '../src/profile/fields.ts';
import { Secret } from '../src/secret.ts';

const required = {
  BOT_ID: 'B0B0B0B0-0000-4000-8000-00000000000A',
  BOT_TENANT_ID: '11111111-1111-4111-8111-11111111111A',
  BOT_PASSWORD: 'canary-secret',
};
const blobUrl = 'https://desk.blob.core.windows.net/profile-desk';
const connectionString = 'DefaultEndpointsProtocol=https;AccountName=desk;AccountKey=canary-key';
const problemsOf = (environment: Record<string, string | undefined>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
};

describe('readConfig', () => {
  it('needs three variables; the rest has a default', () => {
    const { bot, ...rest } = readConfig(required);
    expect(bot).toMatchObject({
      id: required.BOT_ID.toLowerCase(),
      tenantId: required.BOT_TENANT_ID.toLowerCase(),
      credential: { kind: 'secret' },
    });
    expect(bot.credential.kind === 'secret' && bot.credential.secret.reveal()).toBe('canary-secret');
    expect(rest).toEqual({
      port: 3978,
      host: undefined,
      oauthConnectionName: 'profile-desk',
      storage: { kind: 'file', path: './.data' },
      writes: true,
      editableFields: new Set(fieldNames),
      dynamicGroupFields: new Set(),
      protectedGroupId: undefined,
      reason: 'optional',
      historyDays: 90,
      fileHosts: ['*.sharepoint.com'],
      graph: { baseUrl: 'https://graph.microsoft.com', writePermissions: ['User.ReadWrite.All'] },
      authorityHost: 'https://login.microsoftonline.com',
      channel: {
        openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
        tokenIssuer: 'https://api.botframework.com',
        tokenServiceUrl: 'https://token.botframework.com',
        signInRedirectUrl: 'https://token.botframework.com/.auth/web/redirect',
        oauthScope: 'https://api.botframework.com',
        serviceUrlHosts: [
          'smba.trafficmanager.net',
          'smba.onyx.prod.teams.trafficmanager.net',
          '*.botframework.com',
          '*.teams.microsoft.com',
        ],
      },
      portalUrl: 'https://entra.microsoft.com',
      logLevel: 'info',
      rateLimit: 120,
      telemetry: undefined,
    });
  });

  it('sends traces and metrics where it is told to, and takes the connection string for a secret', () => {
    const key =
      'InstrumentationKey=00000000-0000-4000-8000-0000000000aa;IngestionEndpoint=https://x.example/';
    const { telemetry } = readConfig({
      ...required,
      APPLICATIONINSIGHTS_CONNECTION_STRING: key,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    });
    expect(telemetry?.azureMonitor?.reveal()).toBe(key);
    expect(telemetry?.otlp).toBe('http/protobuf');
    expect(JSON.stringify(telemetry)).not.toContain('0000aa');
    expect(readConfig({ ...required, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }).telemetry).toBeUndefined();
  });

  it.each([
    ['RATE_LIMIT', '-1'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'IngestionEndpoint=https://x.example/'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(() => readConfig({ ...required, [name]: value })).toThrow(new RegExp(`- ${name} must `));
  });

  it('tells all problems at once, each by its variable, once', () => {
    const bad = {
      PORT: '65536',
      BOT_ID: 'x',
      BOT_TENANT_ID: '',
      BOT_PASSWORD: 'p',
      BOT_CERTIFICATE_PATH: '/c.pem',
      STORAGE: 'redis://x',
      WRITES: 'yes',
      EDITABLE_FIELDS: 'jobTitle,shoeSize',
      PROTECTED_GROUP_ID: 'staff',
      REASON: 'maybe',
      DYNAMIC_GROUP_FIELDS: 'shoeSize',
      HISTORY_DAYS: '0',
      CLOUD: 'mars',
      GRAPH_BASE_URL: 'http://graph.example',
      AUTHORITY_HOST: 'login',
      BOT_OPENID_METADATA_URL: 'ftp://x',
      BOT_TOKEN_SERVICE_URL: 'https://user:pass@x.example',
      LOG_LEVEL: 'loud',
    };
    const problems = problemsOf(bad);
    for (const name of Object.keys(bad).filter(
      (key) => !key.startsWith('BOT_CERT') && key !== 'BOT_PASSWORD',
    ))
      expect([name, problems.filter((problem) => problem.startsWith(name))]).toEqual([
        name,
        [expect.any(String)],
      ]);
    expect(problems.filter((problem) => problem.startsWith('Exactly one of'))).toHaveLength(1);
    expect(problems).toHaveLength(17);
    const message = new ConfigError(problems).message;
    expect(message.split('\n')).toHaveLength(18);
  });

  it.each([
    [{ PORT: '0' }, true],
    [{ PORT: '65535' }, true],
    [{ PORT: '-1' }, false],
    [{ PORT: '3978.5' }, false],
    [{ PORT: '0x10' }, false],
    [{ PORT: ' 80' }, false],
    [{ PORT: '' }, true],
    [{ HISTORY_DAYS: '1' }, true],
    [{ HISTORY_DAYS: '3651' }, false],
    [{ WRITES: 'off' }, true],
    [{ WRITES: 'OFF' }, false],
    [{ EDITABLE_FIELDS: ' jobTitle , city ' }, true],
    [{ EDITABLE_FIELDS: 'constructor' }, false],
    [{ EDITABLE_FIELDS: 'userPrincipalName' }, true],
    [{ EDITABLE_FIELDS: 'passwordProfile' }, false],
    [{ EDITABLE_FIELDS: 'employeeOrgData' }, true],
    [{ EDITABLE_FIELDS: 'employeeOrgData/division' }, true],
    [{ EDITABLE_FIELDS: 'employeeOrgData/shoeSize' }, false],
    [{ DYNAMIC_GROUP_FIELDS: 'department, city' }, true],
    [{ DYNAMIC_GROUP_FIELDS: 'department, shoeSize' }, false],
    [{ STORAGE: 'memory:' }, true],
    [{ STORAGE: 'memory:x' }, false],
    [{ STORAGE: 'file:' }, false],
    [{ STORAGE: 'file:/var/lib/x' }, true],
    [{ STORAGE: './data' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/profile-desk' }, true],
    [{ STORAGE: 'https://desk.blob.core.windows.net/profile-desk/' }, true],
    [{ STORAGE: 'https://desk.blob.core.windows.net' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/Profile-Desk' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/profile--desk' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/$root' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/ab' }, false],
    [{ STORAGE: 'https://desk.blob.core.windows.net/profile-desk?sv=1&sig=x' }, false],
    [{ STORAGE: 'http://desk.blob.core.windows.net/profile-desk' }, false],
    [{ STORAGE: 'http://127.0.0.1:10000/devstoreaccount1/profile-desk' }, true],
    [{ STORAGE: 'https://user:pass@desk.blob.core.windows.net/profile-desk' }, false],
    [{ STORAGE: blobUrl, STORAGE_CONNECTION_STRING: connectionString }, true],
    [{ STORAGE: blobUrl, STORAGE_CONNECTION_STRING: `BlobEndpoint=https://x;SharedAccessSignature=s` }, true],
    [{ STORAGE: blobUrl, STORAGE_CONNECTION_STRING: 'AccountKey=canary' }, false],
    [{ STORAGE: 'memory:', STORAGE_CONNECTION_STRING: connectionString }, false],
    [{ STORAGE_CONNECTION_STRING: connectionString }, false],
    [{ BOT_PASSWORD: undefined }, false],
    [{ BOT_PASSWORD: '  ' }, false],
    [{ BOT_PASSWORD: undefined, BOT_CERTIFICATE_PATH: '/c.pem' }, true],
    [{ BOT_PASSWORD: undefined, BOT_MANAGED_IDENTITY_CLIENT_ID: required.BOT_ID }, true],
    [{ BOT_PASSWORD: undefined, BOT_MANAGED_IDENTITY_CLIENT_ID: 'system' }, false],
    [{ BOT_MANAGED_IDENTITY_CLIENT_ID: required.BOT_ID }, false],
    [{ GRAPH_BASE_URL: 'http://localhost:1' }, true],
    [{ GRAPH_BASE_URL: 'http://127.0.0.1:1' }, true],
    [{ GRAPH_BASE_URL: 'http://[::1]:1' }, true],
    [{ GRAPH_BASE_URL: 'http://127.0.0.1.evil.com' }, false],
    [{ GRAPH_BASE_URL: 'http://localhost.evil.com' }, false],
    [{ GRAPH_BASE_URL: 'http://0.0.0.0' }, false],
    [{ GRAPH_BASE_URL: 'https://user@graph.example' }, false],
    [{ CLOUD: 'constructor' }, false],
    [{ CLOUD: '__proto__' }, false],
    [{ SERVICE_URL_HOSTS: 'own.example:8443, *.Own.example, [::1]:3979' }, true],
    [{ SERVICE_URL_HOSTS: 'own.example, *.com' }, false],
    [{ FILE_HOSTS: '*' }, false],
    [{ FILE_HOSTS: '*.own.example:8443' }, false],
    [{ FILE_HOSTS: 'https://own.example' }, false],
    [{ FILE_HOSTS: 'own.example/files' }, false],
  ])('takes %j: %s', (given, good) => {
    expect(problemsOf({ ...required, ...given }).length === 0).toBe(good);
  });

  it('reads what is given', () => {
    const config = readConfig({
      ...required,
      EDITABLE_FIELDS: 'jobTitle, city',
      STORAGE: 'file:./x/y',
      GRAPH_BASE_URL: 'https://graph.example/',
      AUTHORITY_HOST: 'https://login.example/',
      SERVICE_URL_HOSTS: '127.0.0.1:3979, ',
      GRAPH_WRITE_PERMISSIONS: 'User.ReadUpdate.All,User-Phone.ReadWrite.All',
      WRITES: 'off',
    });
    expect(config.editableFields).toEqual(new Set(['jobTitle', 'city']));
    expect(config.storage).toEqual({ kind: 'file', path: './x/y' });
    expect(config.graph).toEqual({
      baseUrl: 'https://graph.example',
      writePermissions: ['User.ReadUpdate.All', 'User-Phone.ReadWrite.All'],
    });
    expect(config.authorityHost).toBe('https://login.example');
    expect(config.channel.serviceUrlHosts).toEqual(['127.0.0.1:3979']);
    expect(config.writes).toBe(false);
  });

  it('takes the name of a property for all of its parts, and the order of the card', () => {
    const extensions = 'onPremisesExtensionAttributes';
    const { editableFields, dynamicGroupFields } = readConfig({
      ...required,
      EDITABLE_FIELDS: `phoneMethods, ${extensions}/extensionAttribute2, employeeOrgData`,
      DYNAMIC_GROUP_FIELDS: extensions,
    });
    expect([...editableFields]).toEqual([
      'employeeOrgData/costCenter',
      'employeeOrgData/division',
      `${extensions}/extensionAttribute2`,
      'phoneMethods/mobile',
      'phoneMethods/alternateMobile',
      'phoneMethods/office',
    ]);
    expect(dynamicGroupFields.size).toBe(15);
  });

  it('never takes an empty list for all of them', () => {
    const { editableFields, channel } = readConfig({
      ...required,
      EDITABLE_FIELDS: ',',
      SERVICE_URL_HOSTS: ',',
    });
    expect([editableFields.size, channel.serviceUrlHosts]).toEqual([0, []]);
  });

  it('can not be changed, at any depth', () => {
    const config = readConfig(required);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      value instanceof Set ||
      value instanceof Secret ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(Object.isFrozen(config)).toBe(true);
    expect(
      Object.entries(config)
        .filter(([, value]) => !frozen(value))
        .map(([name]) => name),
    ).toEqual([]);
  });
});

describe('an Azure Blob container', () => {
  it('is named by its URL; the connection string is a secret', () => {
    const { storage } = readConfig({
      ...required,
      STORAGE: `${blobUrl}/`,
      STORAGE_CONNECTION_STRING: connectionString,
    });
    expect(storage).toEqual({ kind: 'blob', url: blobUrl, connectionString: expect.any(Secret) });
    expect(inspect(storage, { depth: 9, showHidden: true })).not.toContain('canary');
    expect(readConfig({ ...required, STORAGE: blobUrl }).storage).toMatchObject({
      connectionString: undefined,
    });
  });

  it('has all its problems told at once, with what to do and no secret', () => {
    const problems = problemsOf({
      ...required,
      STORAGE: `${blobUrl}?sig=canary`,
      STORAGE_CONNECTION_STRING: 'AccountKey=canary',
    });
    expect(problems).toEqual([
      expect.stringMatching(
        /^STORAGE must be .* a shared access signature belongs in STORAGE_CONNECTION_STRING$/,
      ),
      expect.stringMatching(/^STORAGE_CONNECTION_STRING must hold/),
    ]);
    expect(problems.join()).not.toContain('canary');
  });
});

describe('secrets', () => {
  it('never print', () => {
    const secret = new Secret('canary');
    const config = readConfig(required);
    const prints = [secret, { secret }, [secret], config].flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: 9, showHidden: true }),
      String(value),
      `${value}`,
    ]);
    for (const print of prints) expect(print).not.toContain('canary');
    expect([String(secret), `${secret}`, inspect(secret), JSON.stringify({ secret })]).toEqual([
      '[hidden]',
      '[hidden]',
      '[hidden]',
      '{"secret":"[hidden]"}',
    ]);
    expect({ ...secret }).toEqual({});
    expect(structuredClone({ ...secret })).toEqual({});
    expect(secret.reveal()).toBe('canary');
  });

  it('and other values are in no text that the process ends with', () => {
    const names = Object.keys({
      ...required,
      PORT: '',
      STORAGE: '',
      STORAGE_CONNECTION_STRING: '',
      CLOUD: '',
      WRITES: '',
      GRAPH_BASE_URL: '',
      BOT_CERTIFICATE_PATH: '',
      LOG_LEVEL: '',
      PROTECTED_GROUP_ID: '',
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.stringMatching(/^canary-[a-z0-9:/@]{0,20}$/)),
        (given) => {
          const problems = problemsOf({ ...given });
          for (const value of Object.values(given)) expect(problems.join('\n')).not.toContain(value);
        },
      ),
    );
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.255.0.9', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['localhost.', false],
    ['127.0.0.1.evil.com', false],
    ['10.0.0.1', false],
    ['::1.evil', false],
  ])('%s: %s', (host, loopback) => expect(isLoopback(host)).toBe(loopback));
});
