import { randomBytes } from 'node:crypto';

/** An id that nobody can guess and nothing else has: 128 random bits, shorter than a UUID, since cards carry them often. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
