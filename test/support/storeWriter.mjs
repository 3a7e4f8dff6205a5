// Writes to an lmdb store until it is killed, and says each time what the store has acknowledged. In a process of its own.
import { createLmdbStore } from '../../dist/storage/lmdbStore.js';

const [folder, name] = process.argv.slice(2);
const store = createLmdbStore(folder);
const acknowledge = (line) => process.stdout.write(`${line}\n`);
for (let n = 1; ; n += 1) {
  // Two items that belong together, a large one, and a count that other writers change too.
  const text = `${name}-${n}`.repeat(1 + ((n * 7) % 3_000));
  await store.write({
    [`first/${name}`]: { n, text, eTag: '*' },
    [`second/${name}`]: { n, text, eTag: '*' },
    [`item/${name}-${n}`]: { n },
  });
  acknowledge(`wrote ${n}`);
  const { count } = await store.read(['count']);
  const isCounted = await store
    .write({ count: { n: (count?.n ?? 0) + 1, [name]: (count?.[name] ?? 0) + 1, eTag: count?.eTag } })
    .then(
      () => true,
      (error) => {
        if (error.name !== 'StoreConflictError') throw error;
        return false;
      },
    );
  if (isCounted) acknowledge('counted');
}
