import { drawPortrait } from './portrait.ts';

/** A person's photo in the sizes that there are of it. */
export interface Photo {
  readonly contentType: string;
  /** Width and height of the largest, in pixels. */
  readonly width: number;
  readonly height: number;
  /** @param size wanted width in pixels; the largest if left out. */
  bytes(size?: number): Uint8Array;
}

/** https://learn.microsoft.com/graph/api/profilephoto-get */
export const photoSizes: readonly number[] = [48, 64, 96, 120, 240, 360, 432, 504, 648];

const drawnWidth = 240;

/** A portrait that the sandbox draws. */
export function drawnPhoto(seed: string): Photo {
  const drawn = new Map<number, Uint8Array>();
  return {
    contentType: 'image/png',
    width: drawnWidth,
    height: drawnWidth,
    bytes: (size = drawnWidth) => {
      const bytes = drawn.get(size) ?? drawPortrait(seed, size);
      drawn.set(size, bytes);
      return bytes;
    },
  };
}

/**
 * A photo that was uploaded. The sandbox can't scale: each size has the same bytes.
 * @returns undefined where the bytes are no image that a profile takes (JPEG or PNG).
 */
export function uploadedPhoto(bytes: Uint8Array): Photo | undefined {
  const read = readPng(bytes) ?? readJpeg(bytes);
  return read && { ...read, bytes: () => bytes };
}

type Frame = Pick<Photo, 'contentType' | 'width' | 'height'>;

// https://www.w3.org/TR/png-3/#11IHDR
function readPng(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < 24 || Buffer.from(bytes.subarray(1, 4)).toString('latin1') !== 'PNG') return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { contentType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

// https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B: segments up to the frame header, which has the dimensions.
function readJpeg(bytes: Uint8Array): Frame | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return { contentType: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The size served for a wanted one: "you can still get a smaller size" (the page above); undefined if none is left. */
export function servedSize(photo: Photo, wanted: number): number | undefined {
  return photoSizes.findLast((size) => size <= wanted && size <= photo.width);
}
