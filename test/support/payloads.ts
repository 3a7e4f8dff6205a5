import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

/** A request that is heavy, packed, or sent in an odd way; what is left out is as Teams sends it. */
export interface Payload {
  readonly name: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Between the head and what is sent. */
  readonly body?: Uint8Array | string;
  /** Beside the fields of an activity that is as it should be. */
  readonly activity?: object;
  readonly target?: string;
}

const kb = 1024;
const mb = 1024 * kb;
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const packed = (coding: string, body: Uint8Array | string, name: string): Payload => ({
  name,
  headers: { 'Content-Encoding': coding },
  body,
});

/** Of a gigabyte: a gzip file may be several, one after another (https://www.rfc-editor.org/rfc/rfc1952#section-2.2). */
const gzipBomb = Buffer.concat(Array(64).fill(gzipSync(zeros(16 * mb))));
const deflateBomb = deflateSync(zeros(256 * mb), { level: 9 });
const brotliBomb = brotliCompressSync(zeros(64 * mb));

const chunk = (part: Uint8Array | string, extension = ''): Buffer => {
  const bytes = Buffer.from(part);
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${extension}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
};
const lastChunk = '0\r\n\r\n';
const inChunks = (name: string, ...sent: (Uint8Array | string)[]): Payload => ({
  name,
  headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined },
  body: Buffer.concat(sent.map((part) => Buffer.from(part))),
});
const long = (name: string, value: unknown): Payload => ({ name, activity: { value } });

/** The bytes of a request. @param token well signed, @param activity as it should be */
export function payloadBytes(payload: Payload, token: string, activity: object): Buffer {
  const body = Buffer.from(payload.body ?? JSON.stringify({ ...activity, ...payload.activity }));
  const headers = Object.entries({
    Host: 'bot.example',
    'Content-Type': 'application/json',
    Authorization: `Bearer ${token}`,
    'Content-Length': String(body.length),
    Connection: 'close',
    ...payload.headers,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  const head = `POST ${payload.target ?? '/api/messages'} HTTP/1.1\r\n${headers.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** @param json an activity as it should be */
export function payloads(json: string): readonly Payload[] {
  const body = Buffer.from(json);
  const half = Math.floor(body.length / 2);
  const valued = (value: string): string => json.replace(/\}$/, () => `,"value":${value}}`);
  const nested = (open: string, close: string, levels: number): string =>
    valued(`${open.repeat(levels)}0${close.repeat(levels)}`);
  return [
    // Packed.
    packed('gzip', gzipSync(body), 'gzip'),
    packed('x-gzip', gzipSync(body), 'x-gzip'),
    packed('GZip', gzipSync(body), 'gzip, in other letters'),
    packed('deflate', deflateSync(body), 'deflate'),
    packed('deflate', deflateRawSync(body), 'deflate, raw'),
    packed('br', brotliCompressSync(body), 'br'),
    packed('zstd', body, 'zstd that is none'),
    packed('compress', body, 'compress that is none'),
    packed('gzip, gzip', gzipSync(gzipSync(body)), 'gzip in gzip'),
    packed('identity, gzip', gzipSync(body), 'identity, then gzip'),
    packed('gzip', body, 'gzip that is none'),
    packed('gzip', gzipSync(body).subarray(0, 40), 'gzip, the first 40 bytes'),
    packed('gzip', Buffer.concat([gzipSync(body).subarray(0, -8), zeros(8)]), 'gzip with a wrong checksum'),
    packed('deflate', 'no deflate', 'deflate that is none'),
    packed('br', Buffer.alloc(kb, 0xff), 'br that is none'),
    packed('', body, 'an empty coding'),
    packed('nonsense', body, 'an unknown coding'),
    { name: 'gzip that is said to be plain', body: gzipSync(body) },
    // Bombs.
    packed('gzip', gzipBomb, 'a gzip bomb of 1 GB'),
    packed('gzip, gzip', gzipSync(gzipBomb), 'a gzip bomb of 1 GB in gzip'),
    packed('identity', gzipBomb, 'a gzip bomb that is said to be plain'),
    packed('deflate', deflateBomb, 'a deflate bomb of 256 MB'),
    packed('br', brotliBomb, 'a br bomb of 64 MB'),
    {
      ...inChunks('a gzip bomb as transfer coding', chunk(gzipBomb), lastChunk),
      headers: { 'Transfer-Encoding': 'gzip, chunked', 'Content-Length': undefined },
    },
    { ...inChunks('a gzip bomb in chunks', chunk(gzipBomb), lastChunk) },
    // Oversized.
    { name: '256 KB and a byte', body: 'x'.repeat(256 * kb + 1) },
    { name: '256 KB that are no JSON', body: 'x'.repeat(256 * kb) },
    { name: '10 MB', body: zeros(10 * mb) },
    { name: 'a terabyte, announced', headers: { 'Content-Length': String(2 ** 40) }, body },
    { name: 'more than a number holds, announced', headers: { 'Content-Length': '9'.repeat(40) }, body },
    { name: 'a byte more announced than sent', headers: { 'Content-Length': String(body.length + 1) }, body },
    { name: 'less announced than sent', headers: { 'Content-Length': '10' }, body: zeros(mb) },
    { name: 'a length that is no number', headers: { 'Content-Length': '0x100' }, body },
    inChunks('300 KB in one chunk', chunk('x'.repeat(300 * kb)), lastChunk),
    inChunks('10 MB in chunks', ...Array(160).fill(chunk(zeros(64 * kb))), lastChunk),
    { name: 'a header of 1 MB', headers: { 'X-Long': 'x'.repeat(mb) }, body },
    {
      name: '10,000 headers',
      headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`X-${i}`, ''])),
      body,
    },
    { name: 'a token of 1 MB', headers: { Authorization: `Bearer ${'x'.repeat(mb)}.x.x` }, body },
    { name: 'an address of 1 MB', target: `/api/messages?${'x'.repeat(mb)}`, body },
    // Heavy JSON.
    { name: '10,000 lists in one another', body: nested('[', ']', 10_000) },
    { name: '10,000 objects in one another', body: nested('{"a":', '}', 10_000) },
    { name: '100,000 lists that never end', body: '['.repeat(100_000) },
    { name: '60,000 objects that never end', body: '{"":'.repeat(60_000) },
    { name: 'lists and objects, 25,000 levels', body: nested('[{"a":', '}]', 12_500) },
    { name: '10,000 levels of __proto__', body: nested('{"__proto__":', '}', 10_000) },
    { name: '80,000 empty objects', body: valued(`[${'{},'.repeat(80_000)}0]`) },
    { name: '80,000 empty lists', body: valued(`[${'[],'.repeat(80_000)}0]`) },
    { name: '120,000 numbers', body: valued(`[${'1,'.repeat(120_000)}0]`) },
    {
      name: '20,000 keys',
      body: valued(`{${Array.from({ length: 20_000 }, (_, i) => `"${i}x":0`).join()}}`),
    },
    { name: 'a key 30,000 times', body: valued(`{${'"a":0,'.repeat(30_000)}"a":1}`) },
    { name: 'a key of 250 KB', body: valued(`{"${'k'.repeat(250 * kb)}":0}`) },
    { name: 'a number of 250,000 digits', body: valued('1'.repeat(250_000)) },
    { name: '40,000 escaped zeros', body: valued(`"${'\\u0000'.repeat(40_000)}"`) },
    { name: '250 KB of white space', body: `${' '.repeat(250 * kb)}${json}` },
    long('a text of 250 KB', 'x'.repeat(250 * kb)),
    { name: '60,000 mentions', activity: { entities: Array(60_000).fill({}) } },
    { name: '20,000 members', activity: { membersAdded: Array(20_000).fill({ id: 'x' }) } },
    { name: 'a message of 200 KB', activity: { text: `find ${'<at>'.repeat(50_000)}` } },
    // Odd chunks.
    inChunks('250,000 chunks of a byte', '1\r\n \r\n'.repeat(250_000), lastChunk),
    inChunks('chunks of a byte, of an activity', ...[...json].map((one) => chunk(one)), lastChunk),
    inChunks('a chunk that is larger than a number', `${'F'.repeat(40)}\r\n`, body),
    inChunks('a chunk of a negative size', '-5\r\n', body, '\r\n', lastChunk),
    inChunks('a size with leading zeros', `${'0'.repeat(5_000)}5\r\nhello\r\n`, lastChunk),
    inChunks('a chunk with an extension of 1 MB', chunk(body, `;a=${'x'.repeat(mb)}`), lastChunk),
    inChunks('a chunk that is shorter than its size', 'FFF\r\n', body, '\r\n', lastChunk),
    inChunks('no last chunk', chunk(body.subarray(0, half)), chunk(body.subarray(half))),
    inChunks('line feeds alone', `${body.length.toString(16)}\n${json}\n0\n\n`),
    inChunks('trailers of 1 MB', chunk(body), `0\r\nX-Trailer: ${'x'.repeat(mb)}\r\n\r\n`),
    { ...inChunks('a length besides', chunk(body), lastChunk), headers: { 'Transfer-Encoding': 'chunked' } },
    {
      ...inChunks('a coding that is spelt otherwise', chunk(body), lastChunk),
      headers: { 'Transfer-Encoding': 'xchunked', 'Content-Length': undefined },
    },
  ];
}
