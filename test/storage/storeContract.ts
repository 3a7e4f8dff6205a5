import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store, StoreConflictError } from '../../src/store.ts';

/** Keys that some store might trip over. */
const oddKeys = [
  'a/b/c',
  '../../etc/passwd',
  'a\\b:c*?"<>|',
  'ünïcødé/名前/👩‍👩‍👧',
  ' ',
  'with\nline',
  'nul\u0000inside',
  '__proto__',
  'constructor',
  'toString',
  'check',
  'x'.repeat(5_000),
  `${'x'.repeat(4_999)}y`,
  'é'.repeat(1_000),
  '%2e%2e%2f',
  '.',
];

/** What every store has to keep: see src/store.ts. */
export function itKeepsTheStoreContract(open: () => Promise<Store>, remove: () => Promise<void>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  const readOne = async (key: string, from = store) => (await from.read([key]))[key];
  const outcomesOf = async (writes: readonly Promise<void>[]) =>
    (await Promise.allSettled(writes)).map((result) => result.status);

  describe('reading', () => {
    it('gives what was written, with an eTag, and leaves out what is not there', async () => {
      await store.write({ a: { n: 1, list: ['x', null], nested: { yes: true } } });
      const found = await store.read(['a', 'b']);
      expect(found).toEqual({
        a: { n: 1, list: ['x', null], nested: { yes: true }, eTag: expect.any(String) },
      });
      expect(await store.read([])).toEqual({});
    });

    it('gives copies, which change nothing in the store', async () => {
      const item = { list: [1] };
      await store.write({ a: item });
      item.list.push(2);
      const found = (await readOne('a')) as { list: number[] };
      found.list.push(3);
      expect((await readOne('a'))?.list).toEqual([1]);
    });

    it.each(oddKeys)('finds exactly the key %j', async (key) => {
      await store.write({ [key]: { key } });
      expect((await readOne(key))?.key).toBe(key);
      expect(Object.keys(await store.read([key]))).toEqual([key]);
      expect(await store.read([`${key}.`, key.slice(0, -1) || 'other'])).toEqual({});
      await store.delete([key]);
      expect(await store.read([key])).toEqual({});
    });

    it('keeps odd keys apart from each other', async () => {
      for (const key of oddKeys) await store.write({ [key]: { key } });
      await store.check();
      for (const key of oddKeys) expect((await readOne(key))?.key).toBe(key);
      const all = await store.read(oddKeys);
      expect(Object.keys(all).sort()).toEqual([...oddKeys].sort());
    });

    it('gives back any JSON under any key', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
          fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
          async (key, item) => {
            fc.pre(!Object.hasOwn(item, 'eTag'));
            const json = JSON.stringify(item);
            await store.write({ [key]: { ...JSON.parse(json), eTag: '*' } });
            const { eTag, ...back } = (await readOne(key)) ?? {};
            expect(typeof eTag).toBe('string');
            expect(back).toEqual(JSON.parse(json));
          },
        ),
        { numRuns: 60 },
      );
    });

    it('gives back the largest photo that is kept', async () => {
      const text = 'é\n"='.repeat(1_400_000);
      await store.write({ big: { text } });
      expect((await readOne('big'))?.text === text).toBe(true);
    });

    it('leaves Object.prototype alone', async () => {
      await store.write({ ['__proto__']: { polluted: true } });
      const found = await store.read(['__proto__']);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect((found as Record<string, unknown>).polluted).toBeUndefined();
    });
  });

  describe('writing', () => {
    it('without an eTag creates only', async () => {
      await store.write({ a: { n: 1 } });
      await expect(store.write({ a: { n: 2 } })).rejects.toThrow(StoreConflictError);
      expect((await readOne('a'))?.n).toBe(1);
    });

    it('with the eTag that was read replaces, once', async () => {
      await store.write({ a: { n: 1 } });
      const eTag = (await readOne('a'))?.eTag;
      await store.write({ a: { n: 2, eTag } });
      await expect(store.write({ a: { n: 3, eTag } })).rejects.toThrow(StoreConflictError);
      expect((await readOne('a'))?.n).toBe(2);
      expect((await readOne('a'))?.eTag).not.toBe(eTag);
    });

    it('with an eTag of something deleted, or of nothing, conflicts', async () => {
      await store.write({ a: { n: 1 } });
      const eTag = (await readOne('a'))?.eTag;
      await store.delete(['a']);
      await expect(store.write({ a: { n: 2, eTag } })).rejects.toThrow(StoreConflictError);
      expect(await readOne('a')).toBeUndefined();
      for (const odd of ['1', '', 'abc', 'NaN', '-1'])
        await expect(store.write({ a: { n: 2, eTag: odd } })).rejects.toThrow(StoreConflictError);
    });

    it('with * replaces whatever is there, or nothing, and outdates eTags', async () => {
      await store.write({ a: { n: 1, eTag: '*' } });
      const eTag = (await readOne('a'))?.eTag;
      await store.write({ a: { n: 2, eTag: '*' } });
      expect((await readOne('a'))?.n).toBe(2);
      await expect(store.write({ a: { n: 3, eTag } })).rejects.toThrow(StoreConflictError);
    });

    it('writes several in their order, and none after one that conflicts', async () => {
      await store.write({ a: { n: 1 }, b: { n: 1 } });
      const { a, b } = await store.read(['a', 'b']);
      await store.write({ b: { n: 2, eTag: b?.eTag } });
      const late = { a: { n: 3, eTag: a?.eTag }, b: { n: 3, eTag: b?.eTag }, c: { n: 3 } };
      await expect(store.write(late)).rejects.toThrow(StoreConflictError);
      expect(await store.read(['b', 'c'])).toEqual({ b: { n: 2, eTag: expect.any(String) } });
    });

    it('lets exactly one of many create', async () => {
      const writes = Array.from({ length: 20 }, (_, n) => store.write({ a: { n } }));
      expect((await outcomesOf(writes)).filter((status) => status === 'fulfilled')).toHaveLength(1);
    });

    it('lets exactly one of many replace what they all read, round after round', async () => {
      await store.write({ a: { n: -1 } });
      for (let round = 0; round < 10; round += 1) {
        const eTag = (await readOne('a'))?.eTag;
        const writes = Array.from({ length: 8 }, (_, n) => store.write({ a: { n, round, eTag } }));
        const outcomes = await outcomesOf(writes);
        expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1);
        expect(await readOne('a')).toMatchObject({ n: outcomes.indexOf('fulfilled'), round });
      }
    });

    it('loses none of many counts, each repeated until it wins', async () => {
      await store.write({ count: { n: 0 } });
      const countUp = async (): Promise<void> => {
        for (;;) {
          const item = await readOne('count');
          const won = await store.write({ count: { n: (item?.n as number) + 1, eTag: item?.eTag } }).then(
            () => true,
            () => false,
          );
          if (won) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, countUp));
      expect((await readOne('count'))?.n).toBe(12);
    });

    it('names in a conflict no more than the kind of key', async () => {
      await store.write({ 'person/3d9f1b0a': { n: 1 } });
      const conflict = await store
        .write({ 'person/3d9f1b0a': { n: 2 } })
        .catch((error: unknown) => String(error));
      expect(conflict).toContain('person');
      expect(conflict).not.toContain('3d9f1b0a');
    });
  });

  describe('deleting', () => {
    it('removes what is there and does nothing to the rest', async () => {
      await store.write({ a: { n: 1 }, b: { n: 2 } });
      await store.delete(['a', 'none']);
      expect(Object.keys(await store.read(['a', 'b']))).toEqual(['b']);
      await store.delete([]);
      await store.delete(['a']);
      await store.write({ a: { n: 3 } });
      expect((await readOne('a'))?.n).toBe(3);
    });

    it('of what is as it was read takes nothing that was written since', async () => {
      await store.write({ a: { n: 1 } });
      const eTag = (await readOne('a'))?.eTag ?? '';
      await store.write({ a: { n: 2, eTag } });
      for (const stale of [eTag, '', '1', 'abc']) expect(await store.deleteUnchanged('a', stale)).toBe(false);
      const now = await readOne('a');
      expect(now?.n).toBe(2);
      expect(await store.deleteUnchanged('a', now?.eTag ?? '')).toBe(true);
      expect(await readOne('a')).toBeUndefined();
      expect(await store.deleteUnchanged('a', now?.eTag ?? '')).toBe(true);
    });

    it('and writing at the same time, of what both read, leaves what one of them left', async () => {
      for (let round = 0; round < 10; round += 1) {
        await store.write({ a: { round, eTag: '*' } });
        const eTag = (await readOne('a'))?.eTag ?? '';
        const [written, gone] = await Promise.allSettled([
          store.write({ a: { n: 2, eTag } }),
          store.deleteUnchanged('a', eTag),
        ]);
        const isThere = (await readOne('a')) !== undefined;
        expect([written.status, gone]).toEqual(
          isThere
            ? ['fulfilled', { status: 'fulfilled', value: false }]
            : ['rejected', { status: 'fulfilled', value: true }],
        );
      }
    });
  });

  it('can be checked, as often as one likes', async () => {
    await store.check();
    await store.check();
  });
}
