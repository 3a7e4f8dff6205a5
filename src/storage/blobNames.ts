import { createHash } from 'node:crypto';

// Blob names hold 1,024 characters at most (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
const longestName = 900;
const suffix = '.json';

/**
 * The name of the blob that holds a key's item: the same for the same key only. Letters, digits, `-` and `_` stand for
 * themselves, and so does the slash after the kind of key, so that an operator can browse by kind; every other UTF-16 code unit
 * is `~` and four hexadecimal digits. That leaves nothing that a URL, a path or a file system would read as something else
 * (`..`, `//`, a dot or slash at the end). What is too long ends in its hash, after a dot, which no other name has there.
 */
export function blobNameOf(key: string): string {
  const [, kind = '', rest = ''] = /^([a-z]+\/)?(.*)$/is.exec(key) ?? [];
  const name = kind + rest.replace(/[^\w-]/g, escaped);
  if (name.length <= longestName) return name + suffix;
  const hash = createHash('sha256').update(key, 'utf16le').digest('hex');
  return `${name.slice(0, longestName)}.${hash}${suffix}`;
}

function escaped(unit: string): string {
  return `~${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
