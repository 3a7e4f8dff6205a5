import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';

/** A store whose errors hold what was to be kept, as those of some clients do. */
export interface FailingStore extends Store {
  /** `claim`: writes that claim what happens once, such as posting a request, after its click was answered. */
  fails: 'read' | 'write' | 'claim' | undefined;
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
    async check() {
      if (own.fails === 'read') throw new Error('No store');
      await memory.check();
    },
    async write(changes) {
      const isClaim = Object.keys(changes).some((key) => key.startsWith('once/'));
      if (own.fails === 'write' || (own.fails === 'claim' && isClaim))
        throw new TypeError(`No ${JSON.stringify(changes)}`, { cause: new Error(JSON.stringify(changes)) });
      await memory.write(changes);
    },
  };
  return own;
}
