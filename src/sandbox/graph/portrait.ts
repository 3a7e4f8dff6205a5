import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

type Color = readonly [number, number, number];

/**
 * Draws a head and shoulders before a coloured ground, always the same for the same seed, as a PNG.
 * @param size width and height in pixels.
 */
export function drawPortrait(seed: string, size: number): Uint8Array {
  const hash = createHash('sha256').update(seed).digest();
  const pick = (index: number): number => (hash[index] ?? 0) / 255;
  const ground = colorOf(pick(0), 0.45, 0.72);
  const coat = colorOf(pick(1), 0.5, 0.38);
  const skin: Color = [
    Math.round(120 + 120 * pick(2)),
    Math.round(80 + 110 * pick(2)),
    Math.round(60 + 95 * pick(2)),
  ];
  const hair: Color = [
    Math.round(30 + 90 * pick(3)),
    Math.round(22 + 60 * pick(3)),
    Math.round(18 + 30 * pick(3)),
  ];
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      rows.set(colorAt((x + 0.5) / size, (y + 0.5) / size), y * (1 + size * 3) + 1 + x * 3);
  return encodePng(size, rows);

  /** Coordinates from 0 to 1. The edges fade over one pixel, so that they look smooth. */
  function colorAt(x: number, y: number): Color {
    let color = ground;
    color = blend(color, coat, inEllipse(x, y, 0.5, 1.03, 0.37, 0.35));
    color = blend(color, hair, inEllipse(x, y, 0.5, 0.37, 0.21, 0.235));
    color = blend(color, skin, inEllipse(x, y, 0.5, 0.62, 0.075, 0.13));
    return blend(color, skin, inEllipse(x, y, 0.5, 0.43, 0.165, 0.2));
  }

  function inEllipse(
    x: number,
    y: number,
    centerX: number,
    centerY: number,
    width: number,
    height: number,
  ): number {
    const distance = Math.hypot((x - centerX) / width, (y - centerY) / height);
    return Math.min(1, Math.max(0, (1 - distance) * width * size + 0.5));
  }
}

function blend(under: Color, over: Color, share: number): Color {
  const mix = (index: 0 | 1 | 2): number => Math.round(under[index] + (over[index] - under[index]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** From hue, saturation and lightness, each from 0 to 1. */
function colorOf(hue: number, saturation: number, lightness: number): Color {
  const channel = (shift: number): number => {
    const place = (shift + hue * 12) % 12;
    const spread = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** https://www.w3.org/TR/png-3/: signature, header (8 bits, red green blue), data, end. */
function encodePng(size: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
