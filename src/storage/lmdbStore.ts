import { createHash, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { open } from 'lmdb';
import { type Store, StoreConflictError } from '../store.ts';

// LMDB's keys hold 1,978 bytes at most (lmdb-js README); longer ones are replaced by their hash.
const longestKey = 900;
/** No key of an item begins so. */
const checkKey = '\u0001check';

/**
 * Keeps everything in an LMDB file on a local disk: durable, without a server, shared by the processes of one machine.
 * The version of an entry is its eTag, and conditional writes are decided inside LMDB's write transaction.
 * @param folder a path, relative to the working directory.
 */
export function createLmdbStore(folder: string): Store {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const database = open<object, string>({ path, useVersions: true, encoding: 'json' });

  return {
    async read(keys) {
      const entries = keys.map((key) => [key, database.getEntry(storedKey(key))] as const);
      return Object.fromEntries(
        entries.flatMap(([key, entry]) =>
          entry ? [[key, { ...entry.value, eTag: String(entry.version) }]] : [],
        ),
      );
    },
    async write(changes) {
      for (const [key, { eTag, ...item }] of Object.entries(changes)) {
        const written = await writeOne(storedKey(key), item, eTag);
        if (!written) throw new StoreConflictError(key);
      }
      // Committed is not yet on the disk.
      await database.flushed;
    },
    async delete(keys) {
      await Promise.all(keys.map((key) => database.remove(storedKey(key))));
    },
    async check() {
      await database.put(checkKey, {}, 1);
    },
    async close() {
      await database.close();
    },
  };

  function writeOne(key: string, item: object, eTag: string | undefined): Promise<boolean> {
    if (eTag === '*') return database.transaction(() => put(key, item));
    if (eTag === undefined) return database.ifNoExists(key, () => put(key, item));
    const version = Number(eTag);
    return database.put(key, item, version + 1, version);
  }

  // A new entry starts anywhere, so that an eTag of a deleted one does not fit its successor.
  function nextVersion(key: string): number {
    return (database.getEntry(key)?.version ?? randomInt(2 ** 47)) + 1;
  }

  function put(key: string, item: object, version = nextVersion(key)): true {
    database.put(key, item, version);
    return true;
  }
}

function storedKey(key: string): string {
  return Buffer.byteLength(key) <= longestKey ? key : createHash('sha256').update(key).digest('hex');
}
