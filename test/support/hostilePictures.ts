import { crc32, deflateSync } from 'node:zlib';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';

/** A file that somebody gives for a photo. */
export interface HostilePicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** What it is by its first bytes, whatever follows or is missing behind them. */
  readonly is: 'png' | 'jpeg' | 'neither';
  /** Pixels that it says it has, the larger of both. */
  readonly pixels: number;
}

const mb = 1024 * 1024;
/** What a JPEG file begins with: https://www.w3.org/Graphics/JPEG/jfif3.pdf. */
const jfif = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
const signature = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)]);
}

/** https://www.w3.org/TR/png-3/#11IHDR */
function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data[8] = 1;
  return chunk('IHDR', data);
}

const end = chunk('IEND', Buffer.alloc(0));
const png = (width: number, height: number, ...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([signature, header(width, height), ...chunks, end]);

/** A JPEG as far as its frame header goes: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B. */
function jpeg(width: number, height: number, ...segments: readonly Buffer[]): Buffer {
  const frame = Buffer.from('0800000000030122000211010311', 'hex');
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const [begin, end] = [Buffer.from('ffd8', 'hex'), Buffer.from('ffd9', 'hex')];
  return Buffer.concat([begin, jfif, ...segments, segment(0xc0, frame), end]);
}

function segment(marker: number, data: Buffer, length = data.length + 2): Buffer {
  const head = Buffer.from([0xff, marker, length >> 8, length & 0xff]);
  return Buffer.concat([head, data]);
}

const text = (content: string): Buffer => Buffer.from(content);
const padded = (bytes: Buffer, length: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
const portrait = Buffer.from(drawnPhoto('portrait').bytes(96));
const script = '<script>alert(1)</script>';
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" onload="alert(1)">${script}</svg>`;
const zip = Buffer.concat([
  text('PK\u0003\u0004'),
  Buffer.alloc(60),
  text('PK\u0005\u0006'),
  Buffer.alloc(18),
]);
const flood = deflateSync(Buffer.alloc(8 * mb));

const pngs: readonly [name: string, bytes: Buffer, pixels: number][] = [
  ['a portrait', portrait, 96],
  ['a portrait, cut in half', portrait.subarray(0, portrait.length / 2), 96],
  ['a portrait of 3 MB', padded(portrait, 3 * mb), 96],
  ['a PNG of 4 MB to the byte', padded(portrait, 4 * mb), 96],
  ['a PNG of one byte more than 4 MB', padded(portrait, 4 * mb + 1), 96],
  ['a PNG of 10 MB', padded(portrait, 10 * mb), 96],
  ['a PNG of 40 MB', padded(portrait, 40 * mb), 96],
  ['a PNG of 30,000 × 30,000 pixels', png(30_000, 30_000, chunk('IDAT', flood)), 30_000],
  ['a PNG of 30,000 × 30,000 pixels, and none of them', png(30_000, 30_000), 30_000],
  ['a PNG of 1 × 2,147,483,647 pixels', png(1, 2 ** 31 - 1), 2 ** 31 - 1],
  ['a PNG and a ZIP file', Buffer.concat([portrait, zip]), 96],
  ['a PNG and a page', Buffer.concat([portrait, text(`<html>${script}`)]), 96],
  ['a PNG with a script in its text', png(96, 96, chunk('tEXt', text(`Title\0${script}`))), 96],
  ['a PNG whose text is a bomb', png(96, 96, chunk('zTXt', Buffer.concat([text('a\0\0'), flood]))), 96],
  ['a PNG with a wrong checksum', Buffer.concat([png(96, 96).subarray(0, 29), Buffer.alloc(20)]), 96],
  ['a PNG whose chunk has no end', png(96, 96, Buffer.from('7fffffff49444154', 'hex')), 96],
];
const jpegs: readonly [name: string, bytes: Buffer, pixels: number][] = [
  ['a JPEG', jpeg(96, 96), 96],
  ['a JPEG of 10 MB', padded(jpeg(96, 96), 10 * mb), 96],
  ['a JPEG of 65,535 × 65,535 pixels', jpeg(65_535, 65_535), 65_535],
  ['a JPEG and a ZIP file', Buffer.concat([jpeg(96, 96), zip]), 96],
  ['a JPEG with a script in its comment', jpeg(96, 96, segment(0xfe, text(script))), 96],
  [
    'a JPEG with a hundred comments',
    jpeg(96, 96, ...Array.from({ length: 100 }, () => segment(0xfe, Buffer.alloc(9)))),
    96,
  ],
];
const neither: readonly [name: string, bytes: Buffer][] = [
  ['nothing at all', Buffer.alloc(0)],
  ['one byte', Buffer.from([0x89])],
  ['a text', text('hello')],
  ['a page', text(`<!doctype html>${script}`)],
  ['an SVG', text(svg)],
  ['an SVG of 10 MB', padded(text(svg), 10 * mb)],
  ['an SVG with an entity bomb', text(`<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${svg}`)],
  ['a GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64')],
  ['a GIF that is a script', text('GIF89a/*  */=1;alert(1)')],
  ['a WebP', Buffer.concat([text('RIFF'), Buffer.alloc(4), text('WEBPVP8 '), Buffer.alloc(30)])],
  ['a BMP', padded(text('BM'), 64)],
  ['a TIFF', padded(Buffer.from('49492a0008000000', 'hex'), 64)],
  ['an icon', padded(Buffer.from('0000010001001010', 'hex'), 64)],
  ['a HEIC', padded(Buffer.concat([Buffer.alloc(4), text('ftypheic')]), 64)],
  ['a JPEG XL', padded(Buffer.from('0000000c4a584c200d0a870a', 'hex'), 64)],
  [
    'an Apple icon whose entry has no length',
    padded(Buffer.concat([text('icns'), Buffer.from([0, 0, 1, 0]), text('ICON')]), 64),
  ],
  ['a PDF', text('%PDF-1.7\n1 0 obj <</Type/Catalog>>')],
  ['a ZIP file', zip],
  ['a program', padded(text('MZ'), 256)],
  ['a picture in Base64', text(portrait.toString('base64'))],
  ['a PNG’s signature alone', signature],
  ['a PNG, cut in its header', portrait.subarray(0, 20)],
  ['a PNG of no width', png(0, 96)],
  ['a PNG behind a space', Buffer.concat([text(' '), portrait])],
  ['a JPEG’s first marker alone', Buffer.from('ffd8ff', 'hex')],
  ['a JPEG, cut in its header', jpeg(96, 96).subarray(0, 8)],
  ['a JPEG whose segment has no length', jpeg(96, 96, segment(0xe0, Buffer.alloc(0), 0)).subarray(0, 12)],
  [
    'a JPEG whose segment leads out of it',
    Buffer.concat([Buffer.from('ffd8', 'hex'), segment(0xe1, Buffer.alloc(20), 65_535)]),
  ],
  ['a JPEG of no height', jpeg(96, 0)],
  ['a megabyte of a JPEG’s markers', Buffer.alloc(mb, 0xff)],
];

export const hostilePictures: readonly HostilePicture[] = [
  ...pngs.map(([name, bytes, pixels]) => ({ name, bytes, is: 'png' as const, pixels })),
  ...jpegs.map(([name, bytes, pixels]) => ({ name, bytes, is: 'jpeg' as const, pixels })),
  ...neither.map(([name, bytes]) => ({ name, bytes, is: 'neither' as const, pixels: 0 })),
];
