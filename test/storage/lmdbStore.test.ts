import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';
import { refuseNetworkShare } from '../../src/storage/networkShare.ts';
import { StoreConflictError } from '../../src/store.ts';
import { startStoreWriter } from '../support/storeWriter.ts';
import { itForgetsInTime } from './retentionContract.ts';
import { itKeepsTheStoreContract } from './storeContract.ts';

let folder: string;
const makeFolder = async (): Promise<string> => {
  folder = await mkdtemp(join(tmpdir(), 'profile-desk-store-'));
  return folder;
};
const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });

describe('the store on a disk', () => {
  const open = async () => createLmdbStore(await makeFolder());
  itKeepsTheStoreContract(open, removeFolder);
  itForgetsInTime(open, removeFolder);
});

describe('the folder of a store', () => {
  beforeEach(makeFolder);
  afterEach(removeFolder);

  it('keeps everything over a new start, eTags too', async () => {
    const before = createLmdbStore(folder);
    await before.write({ a: { n: 1 }, ['x'.repeat(5_000)]: { long: true } });
    const eTag = (await before.read(['a'])).a?.eTag;
    await before.close();
    const after = createLmdbStore(folder);
    const found = await after.read(['a', 'x'.repeat(5_000)]);
    expect(found.a).toEqual({ n: 1, eTag });
    expect(found['x'.repeat(5_000)]).toMatchObject({ long: true });
    await after.write({ a: { n: 2, eTag } });
    await expect(after.write({ a: { n: 3, eTag } })).rejects.toThrow(StoreConflictError);
    await after.close();
  });

  it('takes several items of one write all together, or none', async () => {
    const store = createLmdbStore(folder);
    await store.write({ b: { n: 1 } });
    await expect(store.write({ a: { n: 2 }, b: { n: 2 } })).rejects.toThrow(StoreConflictError);
    expect(Object.keys(await store.read(['a', 'b']))).toEqual(['b']);
    await store.close();
  });

  it('is refused to a second process while the first lives, and given to one that comes after it', async () => {
    const first = startStoreWriter(folder, 'first');
    await first.shows(/^wrote 1$/m);
    expect(() => createLmdbStore(folder)).toThrow(
      new RegExp(`^${folder} is in use by another process \\(${first.pid}\\): end that one first`),
    );
    await first.end('SIGKILL');
    const second = createLmdbStore(folder);
    await second.check();
    await second.close();
  });

  it('is shared by two of one process: one sees the other’s writes, and one of both wins', async () => {
    const [one, two] = [createLmdbStore(folder), createLmdbStore(folder)];
    await one.write({ a: { n: 1 } });
    const { a } = await two.read(['a']);
    expect(a?.n).toBe(1);
    const outcomes = await Promise.allSettled(
      [one, two, one, two].map((store, n) => store.write({ a: { n, eTag: a?.eTag } })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const created = await Promise.allSettled([one, two].map((store, n) => store.write({ b: { n } })));
    expect(created.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = created.findIndex(({ status }) => status === 'fulfilled');
    expect((await one.read(['b'])).b?.n).toBe(winner);
    expect((await two.read(['b'])).b?.n).toBe(winner);
    await one.close();
    await two.close();
  });

  it('never takes an eTag of a deleted entry for its successor’s, though the clock is set back', async () => {
    const store = createLmdbStore(folder);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    try {
      await store.write({ a: { n: 1 } });
      const eTag = (await store.read(['a'])).a?.eTag;
      await store.delete(['a']);
      await store.write({ a: { n: 2 } });
      await expect(store.write({ a: { n: 3, eTag } })).rejects.toThrow(StoreConflictError);
    } finally {
      clock.mockRestore();
      await store.close();
    }
  });

  it('is made where there is none, and is its owner’s alone', async () => {
    const path = join(folder, 'deep', 'er');
    const store = createLmdbStore(path);
    await store.check();
    await store.close();
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
  });
});

describe('a folder on a network share', () => {
  // `stat -f -c %t` prints these; Node.js may give them as negative numbers.
  it.each([0x6969, 0x517b, 0xff534d42, 0xff534d42 | 0, 0xfe534d42])('is refused (%d)', (type) => {
    expect(() => refuseNetworkShare('/mnt/share', () => type)).toThrow(
      /^\/mnt\/share is on a network share \((NFS|SMB).*\), .*: name a folder on a local disk or/,
    );
  });

  // ext4, xfs, btrfs, tmpfs, overlay.
  it.each([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630])('is not a local one (%d)', (type) => {
    expect(() => refuseNetworkShare('/var/lib/desk', () => type)).not.toThrow();
  });
});
