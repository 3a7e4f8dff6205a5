import { expiryKey, shardCount } from '../../src/edits/documents.ts';
import { type createFakeDesk, hourMs } from './fakeDesk.ts';

type Desk = ReturnType<typeof createFakeDesk>;

/** The documents that list what the sweep looks at in an hour. */
export function listsAt(at: number): string[] {
  return Array.from({ length: shardCount }, (_, shard) => expiryKey(at, shard));
}

/** When the sweep looks at a key, in milliseconds from now, to the hour. */
export async function sweptAfter(desk: Desk, key: string): Promise<number | undefined> {
  for (let hours = 0; hours < 30; hours += 1) {
    const lists = Object.values(await desk.store.read(listsAt(desk.time.ms + hours * hourMs))) as {
      keys: string[];
    }[];
    if (lists.some(({ keys }) => keys.includes(key))) return hours * hourMs;
  }
  return undefined;
}
