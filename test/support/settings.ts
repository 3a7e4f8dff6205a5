import { canary } from './canaries.ts';

/** Values of a variable that the bot takes, and values that it does not, each with a text that stands nowhere else. */
export interface Setting {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly isRequired?: true;
  /** Whether what is wrong in it is named: names of fields are no secret. */
  readonly isNamed?: true;
}

const guid = (digit: number): string => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const urls: Setting = {
  good: ['https://service.example', 'http://127.0.0.1:9/x'],
  bad: [`http://${canary}.example`, `https://user:${canary}@service.example`, `${canary} is no URL`],
};
const names: Setting = { good: ['jobTitle, city'], bad: [`jobTitle, ${canary}`], isNamed: true };
const choice = (...good: readonly string[]): Setting => ({
  good,
  bad: [`${canary}-choice`, good[0] + canary],
});
const number = (good: string): Setting => ({
  good: [good],
  bad: [`${good}${canary}`, '-17042', '170421704217'],
});
const id = (digit: number): Setting => ({
  good: [guid(digit)],
  bad: [`${canary}-id`, `${guid(digit)}${canary}`],
});
/** Not what would let everybody in, nor what would match no URL. */
const hosts = (good: string): Setting => ({
  good: [good, `${good},localhost:3979`],
  bad: [
    '*.com',
    `*.${canary}`,
    `${good}, *.com.`,
    `https://${canary}.example`,
    `${canary}.example/path`,
    `user:${canary}@desk.example`,
    `desk.*.${canary}.example`,
    `${canary} desk.example`,
  ],
});
const anything = (good: string): Setting => ({ good: [good], bad: [] });

const container = 'https://desk.blob.core.windows.net/profile-desk';

/** Every variable that the bot reads. */
export const settings: Readonly<Record<string, Setting>> = {
  BOT_ID: { ...id(1), isRequired: true },
  BOT_TENANT_ID: { ...id(2), isRequired: true },
  BOT_PASSWORD: anything(`${canary}-Geheim~1`),
  BOT_CERTIFICATE_PATH: anything(`/${canary}/bot.pem`),
  BOT_MANAGED_IDENTITY_CLIENT_ID: id(3),
  PORT: number('3978'),
  HOST: anything('127.0.0.1'),
  OAUTH_CONNECTION_NAME: anything('profile-desk'),
  STORAGE: {
    good: ['memory:', 'file:./store', container],
    bad: [
      `redis://${canary}`,
      `${container}?sig=${canary}`,
      `https://${canary}:${canary}@desk.example/store`,
    ],
  },
  STORAGE_CONNECTION_STRING: {
    good: [`DefaultEndpointsProtocol=https;AccountName=desk;AccountKey=${canary}`],
    bad: [`AccountKey=${canary}`],
  },
  WRITES: choice('on', 'off'),
  EDITABLE_FIELDS: names,
  DYNAMIC_GROUP_FIELDS: names,
  PROTECTED_GROUP_ID: id(4),
  REASON: choice('none', 'optional', 'required'),
  HISTORY_DAYS: number('30'),
  GRAPH_WRITE_PERMISSIONS: anything('User.ReadWrite.All'),
  GRAPH_BASE_URL: urls,
  AUTHORITY_HOST: urls,
  BOT_OPENID_METADATA_URL: urls,
  BOT_TOKEN_ISSUER: anything('https://api.botframework.com'),
  BOT_TOKEN_SERVICE_URL: urls,
  SERVICE_URL_HOSTS: hosts('smba.trafficmanager.net'),
  FILE_HOSTS: hosts('*.sharepoint.com'),
  LOG_LEVEL: choice('debug', 'info', 'warn', 'error'),
  RATE_LIMIT: number('120'),
  CLOUD: choice('public', 'usgov', 'usgovhigh', 'china'),
  APPLICATIONINSIGHTS_CONNECTION_STRING: {
    good: [`InstrumentationKey=${guid(5)};IngestionEndpoint=https://${canary}.example/`],
    bad: [`IngestionEndpoint=https://${canary}.example/`, `InstrumentationKey=${canary}`],
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    good: ['http://collector:4318'],
    bad: [`ftp://${canary}`, `${canary} is no URL`],
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: choice('http/protobuf', 'http/json'),
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** The three ways in which the bot can prove who it is. */
const credentials = ['BOT_PASSWORD', 'BOT_CERTIFICATE_PATH', 'BOT_MANAGED_IDENTITY_CLIENT_ID'];

/** What has to be told of an environment: the variable of each problem, `Exactly` for the credentials. */
export function problemsIn(environment: Environment): string[] {
  const given = (name: string): string | undefined =>
    environment[name]?.trim() ? environment[name] : undefined;
  const problems = Object.entries(settings).flatMap(([name, { bad, isRequired }]) => {
    const value = given(name);
    const isWrong = value === undefined ? isRequired : bad.includes(value);
    return isWrong && name !== 'STORAGE_CONNECTION_STRING' ? [name] : [];
  });
  if (credentials.filter(given).length !== 1) problems.push('Exactly');
  // It belongs to a container, which alone is named by a URL.
  const secret = given('STORAGE_CONNECTION_STRING');
  const isContainer = /^https:/.test(given('STORAGE') ?? '');
  if (secret !== undefined && (!isContainer || settings.STORAGE_CONNECTION_STRING?.bad.includes(secret)))
    problems.push('STORAGE_CONNECTION_STRING');
  return problems.sort();
}
