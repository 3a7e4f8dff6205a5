import { createHash, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { type Store, StoreConflictError } from '../store.ts';
import { refuseNetworkShare } from './networkShare.ts';

// LMDB's keys hold 1,978 bytes at most (lmdb-js README); longer ones are replaced by their hash.
const longestKey = 900;
/** No key of an item begins so. */
const checkKey = '\u0001check';

/**
 * Keeps everything in an LMDB file on a local disk: durable, without a server, for one process, which may be killed at any
 * time. Where one of several that write is killed, the library’s list of free pages was seen to be damaged once in some
 * hundred times, and later writes then fail: a second process is refused, and several instances belong on Blob Storage.
 * The version of an entry is its eTag, and conditional writes are decided inside LMDB's write transaction.
 * @param folder a path, relative to the working directory.
 * @throws Error where it can't be used, with the reason in words.
 */
export function createLmdbStore(folder: string): Store {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  refuseNetworkShare(path);
  // Without overlappingSync a commit is on the disk when it is done, in LMDB's own order, and single writes take less time.
  const database = open<object, string>({
    path,
    useVersions: true,
    encoding: 'json',
    overlappingSync: false,
  });
  const others = otherReaders(database);
  if (others.length > 0) {
    void database.close();
    throw new Error(
      `${path} is in use by another process (${others.join(', ')}): end that one first, or name an Azure Blob container, which any number of instances may share`,
    );
  }

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
      const items = Object.entries(changes).map(([key, { eTag, ...item }]) => ({ key, eTag, item }));
      // All or none, and one flush for all of them.
      const conflict = await database.transaction(() => {
        const stale = items.find(({ key, eTag }) => eTag !== '*' && eTagOf(key) !== eTag);
        if (stale) return stale;
        for (const { key, item } of items) database.put(storedKey(key), item, nextVersion(storedKey(key)));
        return undefined;
      });
      if (conflict) throw new StoreConflictError(conflict.key);
      // Committed is not yet on the disk.
      await database.flushed;
    },
    async delete(keys) {
      await Promise.all(keys.map((key) => database.remove(storedKey(key))));
    },
    async deleteUnchanged(key, eTag) {
      await database.transaction(() => {
        if (eTagOf(key) === eTag) database.remove(storedKey(key));
      });
      return eTagOf(key) === undefined;
    },
    async check() {
      await database.put(checkKey, {}, 1);
    },
    async close() {
      await database.close();
    },
  };

  function eTagOf(key: string): string | undefined {
    const version = database.getEntry(storedKey(key))?.version;
    return version === undefined ? undefined : String(version);
  }

  // A new entry starts anywhere, so that an eTag of a deleted one does not fit its successor.
  function nextVersion(key: string): number {
    return (database.getEntry(key)?.version ?? randomInt(2 ** 47)) + 1;
  }
}

/**
 * The ids of the other processes that have the database open, from LMDB's own table of readers
 * (http://www.lmdb.tech/doc/group__readers.html). A process is in it from its first read on; killed ones are taken out.
 */
function otherReaders(database: RootDatabase<object, string>): number[] {
  database.getEntry(checkKey);
  database.readerCheck();
  // What it has seen is no snapshot for the reads that follow.
  database.resetReadTxn();
  const pids = [...database.readerList().matchAll(/^ *(\d+) /gm)].map(([, pid]) => Number(pid));
  return [...new Set(pids)].filter((pid) => pid !== process.pid);
}

function storedKey(key: string): string {
  return Buffer.byteLength(key) <= longestKey ? key : createHash('sha256').update(key).digest('hex');
}
