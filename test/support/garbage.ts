import fc from 'fast-check';
import { type Change, change, oddValue } from './mutatedActivity.ts';

/** What is done to the rest of a request; what is left out is as Teams sends it. */
export interface Head {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  /** Instead of the one of this name, or without a value none. */
  readonly headers?: readonly { readonly name: string; readonly value?: string | undefined }[];
  /** Beside what is there. */
  readonly more?: readonly { readonly name: string; readonly value: string }[];
  /** Instead of those of a proper token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Of a token that is well signed. */
  readonly spoilToken?: (typeof spoiled)[number];
  readonly chunkSize?: number;
}

const spoiled = [
  'unsigned',
  'otherSignature',
  'otherClaims',
  'lowerCaseScheme',
  'twoTokens',
  'none',
] as const;
const headers = fc.constantFrom(
  { name: 'Content-Type' },
  { name: 'Content-Type', value: 'text/plain' },
  { name: 'Content-Type', value: 'application/json; charset=utf-16' },
  { name: 'Content-Type', value: 'APPLICATION/JSON; Charset="UTF-8"' },
  { name: 'Content-Type', value: 'application/json, text/plain' },
  { name: 'Content-Encoding', value: 'gzip' },
  { name: 'Content-Encoding', value: 'Identity' },
  { name: 'Content-Encoding', value: 'identity, br' },
  { name: 'Content-Length' },
  { name: 'Content-Length', value: '-1' },
  { name: 'Content-Length', value: '1e3' },
  { name: 'Content-Length', value: '5' },
  { name: 'Content-Length', value: '300000' },
  { name: 'Transfer-Encoding', value: 'gzip' },
  { name: 'Transfer-Encoding', value: 'chunked' },
  { name: 'Host' },
  { name: 'Host', value: '' },
  { name: 'Host', value: '%%%' },
  { name: 'Host', value: '[::1' },
  { name: 'Host', value: 'a b:99999' },
  { name: 'Expect', value: '100-continue' },
  { name: 'Expect', value: 'miracles' },
  { name: 'Connection', value: 'Upgrade\r\nUpgrade: websocket' },
  { name: 'Accept', value: 'image/png;q=;;,/' },
  { name: 'Accept-Version', value: '~9x' },
  { name: 'X-HTTP-Method-Override', value: 'GET' },
  { name: 'Cookie', value: 'x='.repeat(3_000) },
  { name: 'X-Long', value: 'x'.repeat(20_000) },
);
const claimValue = fc.oneof(oddValue, fc.constantFrom<unknown>(undefined, 1, 9e15));
const head: fc.Arbitrary<Head> = fc.record(
  {
    method: fc.oneof(
      fc.constantFrom('GET', 'PUT', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PRI', 'post', 'M-SEARCH', ''),
      fc.string({ maxLength: 6 }),
    ),
    target: fc.oneof(
      fc.constantFrom(
        '/',
        '*',
        '//api/messages',
        '/api/messages/',
        '/api/message%73',
        '/api/messages?x=%',
        '/%E0%A4%A',
      ),
      fc.constantFrom(
        'http://[',
        'http://other.example/api/messages',
        '/live',
        '/ready',
        '/api/../api/messages',
        'x:y',
      ),
      fc.webPath(),
      fc.string(),
    ),
    version: fc.constantFrom('1.0', '0.9', '2.0', '9.9', ''),
    headers: fc.array(headers, { minLength: 1, maxLength: 2 }),
    more: fc.array(
      fc.oneof(
        headers.map(({ name, value = '' }) => ({ name, value })),
        fc.record({ name: fc.string({ maxLength: 8 }), value: fc.string({ unit: 'binary' }) }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    claims: fc.dictionary(
      fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'serviceurl', 'tid', 'sub'),
      claimValue,
      {
        minKeys: 1,
        maxKeys: 2,
      },
    ),
    spoilToken: fc.constantFrom(...spoiled),
    chunkSize: fc.constantFrom(1, 7, 1_000),
  },
  { requiredKeys: [] },
);

/** Bytes of a request that are others: where, in ten-thousandths of its length. */
const flips = fc.array(fc.record({ where: fc.nat(9_999), xor: fc.integer({ min: 1, max: 255 }) }), {
  minLength: 1,
  maxLength: 4,
});

export interface Garbage {
  /** Which activity, and what is done to it. */
  readonly kind: number;
  readonly changes: readonly Change[];
  readonly head: Head;
  readonly flips: readonly { readonly where: number; readonly xor: number }[];
}

const none = fc.constant([]);
const kind = fc.nat(20);
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
/** A request that Teams may have sent, with one to five things done to it. */
export const garbage: fc.Arbitrary<Garbage> = fc.oneof(
  { arbitrary: fc.record({ kind, changes, head: fc.constant({}), flips: none }), weight: 5 },
  { arbitrary: fc.record({ kind, changes: none, head, flips: none }), weight: 3 },
  { arbitrary: fc.record({ kind, changes: none, head: fc.constant({}), flips }), weight: 2 },
  { arbitrary: fc.record({ kind, changes, head, flips }), weight: 1 },
);

/** The bytes of a request. @param token well signed */
export function requestBytes(
  json: string,
  token: string,
  { head, flips }: Pick<Garbage, 'head' | 'flips'>,
): Buffer {
  const body = Buffer.from(json);
  const { chunkSize } = head;
  const authorization = spoil(token, head.spoilToken);
  const lines = new Map<string, string>([
    ['Host', 'bot.example'],
    ['Content-Type', 'application/json; charset=utf-8'],
    chunkSize === undefined ? ['Content-Length', String(body.length)] : ['Transfer-Encoding', 'chunked'],
    ...(authorization === undefined ? [] : ([['Authorization', authorization]] as const)),
    ['Connection', 'close'],
  ]);
  for (const { name, value } of head.headers ?? [])
    if (value === undefined) lines.delete(name);
    else lines.set(name, value);
  const { method = 'POST', target = '/api/messages', version = '1.1' } = head;
  const all = [...lines, ...(head.more ?? []).map(({ name, value }) => [name, value])];
  const text = `${method} ${target} HTTP/${version}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(text),
    ...(chunkSize === undefined ? [body] : chunksOf(body, chunkSize)),
  ]);
  for (const { where, xor } of flips) {
    const index = Math.floor((where / 10_000) * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ xor;
  }
  return bytes;
}

function* chunksOf(body: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    yield Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  }
  yield Buffer.from('0\r\n\r\n');
}

function spoil(token: string, how: Head['spoilToken']): string | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  if (how === 'none') return undefined;
  if (how === 'unsigned') return `Bearer ${part({ alg: 'none' })}.${payload}.`;
  if (how === 'otherSignature') return `Bearer ${header}.${payload}.A${signature.slice(1)}`;
  if (how === 'otherClaims') {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return `Bearer ${header}.${part({ ...claims, exp: claims.exp + 1 })}.${signature}`;
  }
  if (how === 'lowerCaseScheme') return `bearer ${token}`;
  return how === 'twoTokens' ? `Bearer ${token} ${token}` : `Bearer ${token}`;
}
