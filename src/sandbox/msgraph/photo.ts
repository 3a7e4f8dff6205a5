import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const size = 96;

/** A portrait that is always the same for the same person: a head and shoulders in two colours, as a PNG of 96 pixels. */
export function portraitOf(seed: string): Uint8Array {
  const hash = createHash('sha256').update(seed).digest();
  const back = [120 + ((hash[0] ?? 0) % 100), 140 + ((hash[1] ?? 0) % 90), 150 + ((hash[2] ?? 0) % 90)];
  const front = [40 + ((hash[3] ?? 0) % 70), 50 + ((hash[4] ?? 0) % 60), 70 + ((hash[5] ?? 0) % 80)];
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const head = (x - 48) ** 2 + (y - 38) ** 2 < 19 ** 2;
      const shoulders = ((x - 48) / 34) ** 2 + ((y - 98) / 36) ** 2 < 1;
      const color = head || shoulders ? front : back;
      rows.set(color, y * (1 + size * 3) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
