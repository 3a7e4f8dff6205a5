import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { Ajv } from 'ajv';

/** What the rules need to know of the world. */
export interface DoorWorld {
  readonly botId: string;
  readonly tenantId: string;
  readonly serviceUrl: string;
  /** The keys that the channel publishes. */
  readonly keys: readonly JsonWebKey[];
  /** The one person who is signed in. */
  readonly oid: string;
}

/** What must become of the bytes of a request. */
export interface Verdict {
  /** `either` where standards leave it to the server; `probe` for a question of whether it lives. */
  readonly door: 'served' | 'refused' | 'either' | 'probe';
  /** Whether all bytes came that the request says will. */
  readonly isWhole: boolean;
  /** Whether it speaks for the person who is signed in, in the bot's own tenant. */
  readonly isOurs: boolean;
  readonly activity: Record<string, unknown> | undefined;
}

const text = { type: ['string', 'null'] };
const id = { type: 'string', minLength: 1, maxLength: 1024 };
const account = {
  type: 'object',
  required: ['id'],
  properties: { id, aadObjectId: { type: 'string', maxLength: 64 }, name: { type: 'string' } },
};
const list = (items: object) => ({ type: ['array', 'null'], items });
/** https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md, within limits. */
const isActivity = new Ajv({ strict: false }).compile<Record<string, unknown>>({
  type: 'object',
  required: ['type', 'id', 'channelId', 'serviceUrl', 'from', 'conversation'],
  properties: {
    type: { type: 'string', minLength: 1, maxLength: 64 },
    id,
    channelId: { const: 'msteams' },
    serviceUrl: { type: 'string' },
    from: account,
    recipient: { anyOf: [account, { type: 'null' }] },
    conversation: {
      type: 'object',
      required: ['id'],
      properties: { id, tenantId: text, conversationType: text },
    },
    channelData: {
      type: ['object', 'null'],
      properties: {
        tenant: { type: ['object', 'null'], required: ['id'], properties: { id: { type: 'string' } } },
      },
    },
    text,
    name: text,
    action: text,
    locale: { ...text, maxLength: 64 },
    replyToId: { ...text, maxLength: 1024 },
    entities: list({ type: 'object' }),
    attachments: list({
      type: 'object',
      required: ['contentType'],
      properties: { contentType: { type: 'string' } },
    }),
    membersAdded: list(account),
    membersRemoved: list(account),
    reactionsAdded: list({ type: 'object' }),
    reactionsRemoved: list({ type: 'object' }),
  },
});

/**
 * What must become of a request, from its bytes and from what is published of HTTP, JSON, the Bot Framework's tokens and
 * its activities. Written apart from the bot's own door, whose work it checks.
 */
export function judge(bytes: Buffer, world: DoorWorld): Verdict {
  const refused = (isWhole = true) =>
    ({ door: 'refused', isWhole, isOurs: false, activity: undefined }) as const;
  const request = readRequest(bytes);
  if (!request) return refused(false);
  const { method, target, version, headers, body, isWhole } = request;
  const one = (name: string): string | undefined => headers.get(name)?.[0];
  const path = pathOf(target);
  // These have no body that anybody would wait for.
  const isProbe = /^(GET \/(live|ready)|OPTIONS \*)$/.test(`${method} ${path ?? target}`);
  if (isProbe) return { ...refused(isWhole), door: 'probe' };
  if (!isWhole || body === undefined) return refused(isWhole);
  if (method !== 'POST' || path !== '/api/messages') return refused();
  const host = one('host');
  if (version === '1.1' && host === undefined) return refused();
  if (!URL.canParse(`http://${host || 'host'}`)) return refused();
  const expected = one('expect');
  if (expected !== undefined && !/^100-continue$/i.test(expected)) return refused();
  const [type, ...parameters] = (one('content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type !== 'application/json' || parameters.length > 1) return refused();
  if (parameters.some((parameter) => parameter.replaceAll('"', '') !== 'charset=utf-8')) return refused();
  if ((one('content-encoding') ?? 'identity').toLowerCase() !== 'identity') return refused();
  const [serviceUrl, activity] = [signedServiceUrl(one('authorization') ?? '', world), readActivity(body)];
  if (!activity || serviceUrl !== world.serviceUrl || serviceUrl !== activity.serviceUrl) return refused();

  const { conversation, channelData, from } = activity as {
    conversation: { tenantId?: string | null };
    channelData?: { tenant?: { id: string } | null } | null;
    from: { aadObjectId?: string };
  };
  const tenants = [conversation.tenantId, channelData?.tenant?.id].filter((tenant) => tenant != null);
  const isTenant = (tenant: string): boolean => tenant.toLowerCase() === world.tenantId;
  if (!tenants.some(isTenant)) return refused();
  // Of a field that may be there once, and is there twice, a server may take either, or neither; so with an odd host.
  const isClear =
    /^[\w.-]*(:\d+)?$/.test(host ?? '') &&
    ['host', 'authorization', 'content-type', 'content-encoding', 'expect'].every(
      (name) => (headers.get(name)?.length ?? 0) < 2,
    );
  return {
    door: isClear && version.startsWith('1.') ? 'served' : 'either',
    isWhole,
    isOurs:
      tenants.every((tenant) => tenant === '' || isTenant(tenant)) &&
      from.aadObjectId?.toLowerCase() === world.oid,
    activity,
  };
}

function pathOf(target: string): string | undefined {
  const whole = target.startsWith('/') ? `http://host${target}` : target;
  try {
    return decodeURIComponent(new URL(whole).pathname);
  } catch {
    return undefined;
  }
}

/** A request as RFC 9112 writes it, or undefined where it is none. */
function readRequest(bytes: Buffer) {
  const raw = bytes.toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  // Node.js' own limit: https://nodejs.org/api/http.html#httpmaxheadersize.
  if (end > 16 * 1024) return undefined;
  const [first = '', ...lines] = raw.slice(0, Math.max(end, 0)).split('\r\n');
  const [, method, target, version] = /^([\w!#$%&'*+.^`|~-]+) ([!-~]+) HTTP\/(\d\.\d)$/.exec(first) ?? [];
  if (method === undefined || target === undefined || version === undefined) return undefined;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value] =
      /^([\w!#$%&'*+.^`|~-]+):[\t ]*((?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?)[\t ]*$/.exec(
        line,
      ) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return { method, target, version, headers, ...readContent(bytes.subarray(end + 4), headers) };
}

function readContent(
  sent: Buffer,
  headers: ReadonlyMap<string, readonly string[]>,
): { body: Buffer | undefined; isWhole: boolean } {
  const [lengths, codings] = [headers.get('content-length'), headers.get('transfer-encoding')];
  if (codings) {
    const isChunked = !lengths && codings.join().toLowerCase() === 'chunked';
    return isChunked ? readChunks(sent) : { body: undefined, isWhole: true };
  }
  if (!lengths) return { body: Buffer.alloc(0), isWhole: true };
  const [length = ''] = lengths;
  if (lengths.length > 1 || !/^\d+$/.test(length)) return { body: undefined, isWhole: true };
  return { body: sent.subarray(0, Number(length)), isWhole: sent.length >= Number(length) };
}

function readChunks(sent: Buffer): { body: Buffer | undefined; isWhole: boolean } {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = /^([\da-f]+)\r\n/i.exec(sent.toString('latin1', at, at + 20));
    if (!line?.[1]) return { body: undefined, isWhole: false };
    const from = at + line[0].length;
    const length = Number.parseInt(line[1], 16);
    at = from + length + 2;
    if (sent.toString('latin1', from + length, at) !== '\r\n') return { body: undefined, isWhole: false };
    if (length === 0) return { body: Buffer.concat(parts), isWhole: true };
    parts.push(sent.subarray(from, from + length));
  }
}

/**
 * The service URL that a token of the Bot Framework for this bot names:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-4-verify-the-jwt-token.
 */
function signedServiceUrl(authorization: string, { botId, keys }: DoorWorld): string | undefined {
  const [scheme, token = '', ...more] = authorization.split(' ');
  const [header = '', payload = '', signature = '', ...others] = token.split('.');
  if (scheme !== 'Bearer' || more.length > 0 || others.length > 0) return undefined;
  if (!/^[\w.-]+$/.test(token) || authorization.length > 8_192) return undefined;
  try {
    const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const key = keys.find((one) => one.kid === kid);
    if (alg !== 'RS256' || !key) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const now = Date.now() / 1_000;
    const { iss, aud, exp, nbf = 0, serviceurl } = claims;
    const isValid =
      iss === 'https://api.botframework.com' && aud === botId && exp > now - 300 && nbf < now + 300;
    return isValid && typeof exp === 'number' && typeof nbf === 'number' ? serviceurl : undefined;
  } catch {
    return undefined;
  }
}

/** An activity, in UTF-8 JSON, of no more than 256 KB and 32 levels, in which no key touches a prototype. */
function readActivity(body: Buffer): Record<string, unknown> | undefined {
  if (body.length > 256 * 1024) return undefined;
  let isData = true;
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (depthOf(json) > 32) return undefined;
    const parsed = JSON.parse(json, (key, value) => {
      if (key === '__proto__') isData = false;
      if (
        key === 'constructor' &&
        typeof value === 'object' &&
        value !== null &&
        Object.hasOwn(value, 'prototype')
      )
        isData = false;
      return value;
    });
    return isData && isActivity(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** How deep brackets are in one another, those in strings apart. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
