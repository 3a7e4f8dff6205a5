import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';

/** A store whose errors hold what was to be kept, as those of some clients do. */
export interface FailingStore extends Store {
  fails: 'read' | 'write' | undefined;
}

export function failingStore(): FailingStore {
  const memory = createMemoryStore();
  const own: FailingStore = {
    ...memory,
    fails: undefined,
    async read(keys) {
      const items = await memory.read(keys);
      if (own.fails === 'read') throw Object.assign(new Error(`No ${JSON.stringify(items)}`), { items });
      return items;
    },
    async write(changes) {
      if (own.fails === 'write')
        throw new TypeError(`No ${JSON.stringify(changes)}`, { cause: new Error(JSON.stringify(changes)) });
      await memory.write(changes);
    },
  };
  return own;
}
