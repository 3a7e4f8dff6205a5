import { describe, expect, it } from 'vitest';
import { createFakeDesk, editOf, statesOf } from './fakeDesk.ts';

describe('a store that fails', () => {
  it('before the write keeps it from being sent', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    const { write } = desk.store;
    desk.directory.onRead = async () => {
      desk.store.write = async () => {
        throw new Error('the disk is full');
      };
    };
    await expect(desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' })).rejects.toThrow('the disk is full');
    expect(desk.directory.written).toEqual([]);
    // When the store is back, the edit opens again, since nothing was sent.
    desk.store.write = write;
    desk.directory.onRead = async () => {};
    desk.time.ms += desk.deadlines.leaseMs;
    expect(editOf(await desk.edits.result(edit.id, 'owner'))).toMatchObject({
      state: 'open',
      failure: 'interrupted',
    });
    expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved' });
  });

  it('after the write leaves its outcome told, and found out again from the directory', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    const { write } = desk.store;
    desk.directory.onWrite = async (store) => {
      store();
      desk.store.write = async () => {
        throw new Error('the disk is full');
      };
    };
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
    expect(desk.audited).toHaveLength(1);
    desk.store.write = write;
    desk.time.ms += desk.deadlines.leaseMs;
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'saved' });
    expect((await desk.journal.readPerson('person')).item.history).toMatchObject([{ outcome: 'saved' }]);
  });

  it('to note when an edit expires leaves no edit behind that nothing would ever remove', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { write } = desk.store;
    const keys: string[] = [];
    desk.store.write = async (changes) => {
      if (Object.keys(changes).some((key) => key.startsWith('expiry/'))) throw new Error('the disk is full');
      keys.push(...Object.keys(changes));
      await write.call(desk.store, changes);
    };
    await expect(desk.open({ jobTitle: 'A' })).rejects.toThrow('the disk is full');
    await expect(desk.journal.claimOnce('exchange')).rejects.toThrow('the disk is full');
    expect(Object.keys(await desk.store.read(keys))).toEqual([]);
  });
});
