import { z } from 'zod';
import { clouds, isCloud } from './clouds.ts';
import { isHostEntry, urlProblem } from './hosts.ts';
import { type FieldName, fieldNames, propertyOf } from './profile/fields.ts';
import { Secret } from './secret.ts';
import { type StorageLocation, storageLocation } from './storageLocation.ts';

/** How the bot proves to Entra that it is `BOT_ID`. */
export type BotCredential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly path: string }
  /** `audience` is whom the identity's token is meant for: Entra, in the cloud at hand. */
  | { readonly kind: 'managedIdentity'; readonly clientId: string; readonly audience: string };

/** Where traces and metrics go. */
export interface TelemetryConfig {
  /** Application Insights' connection string. */
  readonly azureMonitor: Secret | undefined;
  /** How they are written for an OTLP collector, where there is one. */
  readonly otlp: 'http/protobuf' | 'http/json' | undefined;
}

export interface Config {
  readonly port: number;
  readonly host: string | undefined;
  readonly bot: { readonly id: string; readonly tenantId: string; readonly credential: BotCredential };
  readonly oauthConnectionName: string;
  readonly storage: StorageLocation;
  readonly writes: boolean;
  /** The fields that may be edited at all. */
  readonly editableFields: ReadonlySet<FieldName>;
  readonly protectedGroupId: string | undefined;
  readonly reason: 'none' | 'optional' | 'required';
  readonly historyDays: number;
  /** The fields that dynamic groups, licences or rights follow from. */
  readonly dynamicGroupFields: ReadonlySet<FieldName>;
  /** The hosts that pictures which people send as files may come from. */
  readonly fileHosts: readonly string[];
  readonly graph: { readonly baseUrl: string; readonly writePermissions: readonly string[] };
  readonly authorityHost: string;
  readonly channel: {
    readonly openIdMetadataUrl: string;
    readonly tokenIssuer: string;
    readonly tokenServiceUrl: string;
    /** Where the Token Service takes an answer of Entra's; the app registration lists it. */
    readonly signInRedirectUrl: string;
    readonly oauthScope: string;
    readonly serviceUrlHosts: readonly string[];
  };
  /** The Entra admin center of the cloud. */
  readonly portalUrl: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** How much one person may do, per minute and instance; 0 for no limit. A message counts as several clicks. */
  readonly rateLimit: number;
  /** Undefined where nothing is sent. */
  readonly telemetry: TelemetryConfig | undefined;
}

/** Every problem of the environment at once. The messages hold no secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID');
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);
const secureUrl = z.string().superRefine((text, context) => {
  const problem = urlProblem(text);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const hosts = list.refine((all) => all.every(isHostEntry), 'must name hosts: desk.example or *.desk.example');

const schema = z.object({
  PORT: whole(0, 65_535).default(3978),
  HOST: z.string().optional(),
  BOT_ID: guid,
  BOT_TENANT_ID: guid,
  BOT_PASSWORD: z.string().optional(),
  BOT_CERTIFICATE_PATH: z.string().optional(),
  BOT_MANAGED_IDENTITY_CLIENT_ID: guid.optional(),
  OAUTH_CONNECTION_NAME: z.string().default('profile-desk'),
  WRITES: z.enum(['on', 'off'], 'must be on or off').default('on'),
  EDITABLE_FIELDS: list.optional(),
  PROTECTED_GROUP_ID: guid.optional(),
  REASON: z.enum(['none', 'optional', 'required'], 'must be none, optional or required').default('optional'),
  DYNAMIC_GROUP_FIELDS: list.default([]),
  HISTORY_DAYS: whole(1, 3_650).default(90),
  GRAPH_WRITE_PERMISSIONS: list.default(['User.ReadWrite.All']),
  GRAPH_BASE_URL: secureUrl,
  AUTHORITY_HOST: secureUrl,
  BOT_OPENID_METADATA_URL: secureUrl,
  BOT_TOKEN_ISSUER: z.string(),
  BOT_TOKEN_SERVICE_URL: secureUrl,
  SERVICE_URL_HOSTS: hosts,
  FILE_HOSTS: hosts,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
  RATE_LIMIT: whole(0, 10_000).default(120),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .refine(
      (text) => text.split(';').some((part) => /^InstrumentationKey=[0-9a-f-]{36}$/i.test(part.trim())),
      'must hold an InstrumentationKey',
    )
    .optional(),
  // No secret and nothing personal goes there, and a collector beside the bot often has no certificate.
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be a URL' }).optional(),
  // gRPC would bring another HTTP client with it.
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf', 'http/json'], 'must be http/protobuf or http/json')
    .default('http/protobuf'),
});

/**
 * Reads the environment. An empty variable counts as unset.
 * @throws ConfigError with all problems together.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const problems: string[] = [];
  const cloudName = given.CLOUD ?? 'public';
  if (!isCloud(cloudName)) problems.push(`CLOUD must be one of ${Object.keys(clouds).join(', ')}`);
  const cloud = clouds[isCloud(cloudName) ? cloudName : 'public'];
  const parsed = schema.safeParse({ ...cloud, ...given });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      problems.push(given[name] === undefined ? `${name} is required` : `${name} ${issue.message}`);
    }
  }
  const credential = botCredential(given, cloud.tokenExchangeAudience, problems);
  const storage = storageLocation(given.STORAGE ?? 'file:./.data', given.STORAGE_CONNECTION_STRING, problems);
  const editable =
    given.EDITABLE_FIELDS === undefined ? fieldNames : fieldList('EDITABLE_FIELDS', given, problems);
  const dynamic = fieldList('DYNAMIC_GROUP_FIELDS', given, problems);
  if (!parsed.success || !credential || !storage || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return frozen({
    port: env.PORT,
    host: env.HOST,
    bot: { id: env.BOT_ID.toLowerCase(), tenantId: env.BOT_TENANT_ID.toLowerCase(), credential },
    oauthConnectionName: env.OAUTH_CONNECTION_NAME,
    storage,
    writes: env.WRITES === 'on',
    editableFields: new Set(editable),
    dynamicGroupFields: new Set(dynamic),
    protectedGroupId: env.PROTECTED_GROUP_ID,
    reason: env.REASON,
    historyDays: env.HISTORY_DAYS,
    fileHosts: env.FILE_HOSTS,
    graph: { baseUrl: withoutSlash(env.GRAPH_BASE_URL), writePermissions: env.GRAPH_WRITE_PERMISSIONS },
    authorityHost: withoutSlash(env.AUTHORITY_HOST),
    channel: {
      openIdMetadataUrl: env.BOT_OPENID_METADATA_URL,
      tokenIssuer: env.BOT_TOKEN_ISSUER,
      tokenServiceUrl: withoutSlash(env.BOT_TOKEN_SERVICE_URL),
      // https://learn.microsoft.com/azure/bot-service/ref-oauth-redirect-urls, in every cloud and region.
      signInRedirectUrl: `${withoutSlash(env.BOT_TOKEN_SERVICE_URL)}/.auth/web/redirect`,
      // The audience of the bot's own token is the issuer of the channel's in every cloud (see the page above).
      oauthScope: env.BOT_TOKEN_ISSUER,
      serviceUrlHosts: env.SERVICE_URL_HOSTS,
    },
    portalUrl: cloud.portalUrl,
    logLevel: env.LOG_LEVEL,
    rateLimit: env.RATE_LIMIT,
    telemetry: telemetryConfig(env),
  });
}

function telemetryConfig(env: z.infer<typeof schema>): TelemetryConfig | undefined {
  const connectionString = env.APPLICATIONINSIGHTS_CONNECTION_STRING;
  const azureMonitor = connectionString === undefined ? undefined : new Secret(connectionString);
  const otlp = env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? undefined : env.OTEL_EXPORTER_OTLP_PROTOCOL;
  return azureMonitor || otlp ? { azureMonitor, otlp } : undefined;
}

/**
 * Azure Monitor's exporter tells Microsoft how it is used itself, and has no option but this variable against that:
 * https://learn.microsoft.com/azure/azure-monitor/app/statsbeat.
 */
export function silenceStatsbeat(): void {
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
}

/** Takes the secrets out of the environment, once they were read: a diagnostic report of Node.js' prints it. */
export function forgetSecrets(): void {
  const headers = Object.keys(process.env).filter((name) => /^OTEL_EXPORTER_OTLP_(\w+_)?HEADERS$/.test(name));
  for (const name of [
    'BOT_PASSWORD',
    'STORAGE_CONNECTION_STRING',
    'APPLICATIONINSIGHTS_CONNECTION_STRING',
    ...headers,
  ])
    delete process.env[name];
}

function botCredential(
  given: Record<string, string | undefined>,
  audience: string,
  problems: string[],
): BotCredential | undefined {
  const { BOT_PASSWORD, BOT_CERTIFICATE_PATH, BOT_MANAGED_IDENTITY_CLIENT_ID } = given;
  const credentials: BotCredential[] = [];
  if (BOT_PASSWORD) credentials.push({ kind: 'secret', secret: new Secret(BOT_PASSWORD) });
  if (BOT_CERTIFICATE_PATH) credentials.push({ kind: 'certificate', path: BOT_CERTIFICATE_PATH });
  if (BOT_MANAGED_IDENTITY_CLIENT_ID)
    credentials.push({ kind: 'managedIdentity', clientId: BOT_MANAGED_IDENTITY_CLIENT_ID, audience });
  if (credentials.length === 1) return credentials[0];
  problems.push(
    `Exactly one of BOT_MANAGED_IDENTITY_CLIENT_ID, BOT_CERTIFICATE_PATH and BOT_PASSWORD must be set, not ${credentials.length}`,
  );
  return undefined;
}

/** The fields that a variable names; a property that has parts stands for all of them. */
function fieldList(
  variable: string,
  given: Record<string, string | undefined>,
  problems: string[],
): readonly FieldName[] {
  const names = list.parse(given[variable] ?? '');
  const unknown = names.filter((name) => !fieldNames.some((one) => one === name || propertyOf(one) === name));
  if (unknown.length > 0) problems.push(`${variable} names unknown fields: ${unknown.join(', ')}`);
  return fieldNames.filter((one) => names.includes(one) || names.includes(propertyOf(one)));
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !(value instanceof Secret)) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
