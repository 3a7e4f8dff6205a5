import { decodeJwt, decodeProtectedHeader } from 'jose';
import { parse as parseSafely } from 'secure-json-parse';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { isNamedHost } from '../hosts.ts';
import type { AttributeValue } from '../telemetry/signals.ts';

// What must hold before the SDK sees a request. The SDK (botbuilder 4.23.3) accepts a token without `exp`, an emulator's
// token and an activity without `serviceUrl`, and grows a global list by every tenant that an unverified token names
// (botframework-connector src/auth/emulatorValidation.ts); restify's body reader dies on a bad gzip body (node-restify
// issues 1785, 1975). The tokens' form: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.

/** A refusal: always a 4xx with a fixed body. The reason is for the log. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 408 | 413 | 415;
  readonly reason: AttributeValue<'profile_desk.refusal.reason'>;
}

/** Largest body, in bytes. Teams' own limit for an activity is about 256 KB (botframework-sdk issue 6669). */
export const longestBody = 256 * 1024;
const longestToken = 8 * 1024;
const deepest = 32;
/** Seconds that a clock may be off: what the SDK allows too. */
export const clockSkew = 5 * 60;
/** What the channel may sign its tokens with: what the SDK allows too. */
export const algorithms: readonly string[] = ['RS256', 'RS384', 'RS512'];

/** The headers of a request that can be an activity of Teams. */
export function refuseHeaders(
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  },
  config: Config,
  clock: Clock,
): Refusal | undefined {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  };
  if (request.method !== 'POST') return { status: 405, reason: 'method' };
  if (!/^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i.test(header('content-type') ?? '')) {
    return { status: 415, reason: 'content type' };
  }
  if ((header('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    return { status: 415, reason: 'content encoding' };
  }
  if (Number(header('content-length') ?? 0) > longestBody) return { status: 413, reason: 'content length' };
  return refuseBearer(header('authorization'), config, clock);
}

function refuseBearer(authorization: string | undefined, config: Config, clock: Clock): Refusal | undefined {
  const refuse = (reason: Refusal['reason']): Refusal => ({ status: 401, reason });
  if (authorization === undefined || authorization.length > longestToken)
    return refuse('no token, or too long');
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1];
  if (!token) return refuse('not a bearer token');
  try {
    const { alg } = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    if (!algorithms.includes(alg ?? '')) return refuse('algorithm');
    if (claims.iss !== config.channel.tokenIssuer) return refuse('issuer');
    if (claims.aud !== config.bot.id) return refuse('audience');
    const now = clock.now() / 1000;
    if (typeof claims.exp !== 'number' || claims.exp < now - clockSkew) return refuse('expiry');
    if (typeof (claims.serviceurl ?? claims.serviceUrl) !== 'string')
      return refuse('no service URL in the token');
  } catch {
    return refuse('not a token');
  }
  return undefined;
}

const id = z.string().min(1).max(1024);
const account = z.looseObject({
  id,
  aadObjectId: z.string().max(64).optional(),
  name: z.string().optional(),
});
// What the SDK reads of an activity, in the types that it expects. Anything else passes unread.
const envelope = z.looseObject({
  type: z.string().min(1).max(64),
  id,
  channelId: z.literal('msteams'),
  serviceUrl: z.string().max(2048),
  from: account,
  recipient: account.nullish(),
  conversation: z.looseObject({
    id,
    tenantId: z.string().nullish(),
    conversationType: z.string().nullish(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).nullish() }).nullish(),
  text: z.string().nullish(),
  name: z.string().nullish(),
  locale: z.string().max(64).nullish(),
  replyToId: z.string().max(1024).nullish(),
  action: z.string().nullish(),
  entities: z.array(z.looseObject({})).nullish(),
  attachments: z.array(z.looseObject({ contentType: z.string() })).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  reactionsAdded: z.array(z.looseObject({})).nullish(),
  reactionsRemoved: z.array(z.looseObject({})).nullish(),
});

export type ActivityEnvelope = z.infer<typeof envelope>;

/** The body of a request: the activity, or why it can be none of Teams' for this bot. */
export function readActivity(body: string, config: Config): ActivityEnvelope | Refusal {
  let parsed: unknown;
  try {
    parsed = parseSafely(body);
  } catch {
    return { status: 400, reason: 'not JSON, or a key that is no data' };
  }
  if (!isShallow(parsed)) return { status: 400, reason: 'too deep' };
  const activity = envelope.safeParse(parsed);
  if (!activity.success) return { status: 400, reason: 'not an activity of Teams' };
  if (!isOurServiceUrl(activity.data.serviceUrl, config.channel.serviceUrlHosts)) {
    return { status: 403, reason: 'service URL' };
  }
  const { conversation, channelData } = activity.data;
  const tenants = [conversation.tenantId, channelData?.tenant?.id].filter(
    (tenant) => typeof tenant === 'string',
  );
  const isOurs = tenants.some((tenant) => tenant.toLowerCase() === config.bot.tenantId);
  return isOurs ? activity.data : { status: 403, reason: 'tenant' };
}

/** Whether the bot's own token may be sent there: to a host of the list, and nowhere else. */
export function isOurServiceUrl(text: string, hosts: readonly string[]): boolean {
  // A host and a port, and nothing that another reader might take for one: no user, no escape, no other script.
  if (!/^https?:\/\/[a-z\d.-]+(:\d+)?(\/[\w./~-]*)?$/i.test(text) || !URL.canParse(text)) return false;
  return isNamedHost(new URL(text), hosts);
}

function isShallow(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels >= 0 && Object.values(value).every((item) => isShallow(item, levels - 1));
}
