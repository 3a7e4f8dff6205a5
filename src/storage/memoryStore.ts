import { copyOf, type Store, StoreConflictError, type StoreItems } from '../store.ts';

/** Keeps everything in the process, for trying out and for tests. It ends with the process. */
export function createMemoryStore(): Store {
  const items = new Map<string, { eTag: string; item: object }>();
  let version = 0;
  return {
    async read(keys) {
      const found = keys.flatMap((key) => {
        const stored = items.get(key);
        return stored ? [[key, { ...copyOf(stored.item), eTag: stored.eTag }]] : [];
      });
      return Object.fromEntries(found) as StoreItems;
    },
    async write(changes) {
      for (const [key, { eTag, ...item }] of Object.entries(changes)) {
        if (eTag !== '*' && items.get(key)?.eTag !== eTag) throw new StoreConflictError(key);
        version += 1;
        items.set(key, { eTag: String(version), item: copyOf(item) });
      }
    },
    async delete(keys) {
      for (const key of keys) items.delete(key);
    },
    async deleteUnchanged(key, eTag) {
      if (items.get(key)?.eTag === eTag) items.delete(key);
      return !items.has(key);
    },
    async check() {},
    async close() {},
  };
}
