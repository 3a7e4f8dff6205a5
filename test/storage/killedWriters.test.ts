import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';
import { temporaryFolder } from '../support/botProcess.ts';
import { startStoreWriter } from '../support/storeWriter.ts';

const kills = 25;

/** The numbers of what a writer said that the store acknowledged. A line that the kill cut off says nothing. */
function acknowledged(stdout: string): { readonly wrote: number; readonly counted: number } {
  const lines = stdout.split('\n').slice(0, -1);
  const wrote = lines.filter((line) => line.startsWith('wrote ')).length;
  return { wrote, counted: lines.filter((line) => line === 'counted').length };
}

describe('a process that is killed while it writes to the store on a disk', () => {
  it(`loses nothing that was acknowledged, and leaves nothing torn: ${kills} kills at any moment`, async () => {
    const folder = temporaryFolder();
    const moments = fc.sample(fc.integer({ min: 1, max: 60 }), kills);
    let counted = 0;
    for (const [round, moment] of moments.entries()) {
      const name = `writer${round}`;
      const running = startStoreWriter(folder, name);
      await running.shows(new RegExp(`^wrote ${moment}$`, 'm'));
      const { wrote, counted: own } = acknowledged((await running.end('SIGKILL')).stdout);
      counted += own;
      const store = createLmdbStore(folder);
      const { [`first/${name}`]: first, [`second/${name}`]: second } = await store.read([
        `first/${name}`,
        `second/${name}`,
      ]);
      const n = (first?.n ?? 0) as number;
      // The last one may have reached the disk without a word.
      expect([wrote, wrote + 1]).toContain(n);
      expect(first?.text).toBe(`${name}-${n}`.repeat(1 + ((n * 7) % 3_000)));
      expect(second).toMatchObject({ n, text: first?.text });
      const keys = Array.from({ length: n }, (_, at) => `item/${name}-${at + 1}`);
      expect(Object.keys(await store.read(keys))).toHaveLength(n);
      // Each counted on from what the one before it left: none is lost, and none is there twice.
      const total = ((await store.read(['count'])).count?.n ?? 0) as number;
      expect([counted, counted + 1]).toContain(total);
      counted = total;
      await store.check();
      await store.close();
    }
  }, 240_000);
});
