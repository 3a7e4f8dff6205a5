import type { RunningProcess } from './nodeProcess.ts';

const probe = new URL('../../tools/bench/heapProbe.mjs', import.meta.url).href;

/** The environment of a program whose memory `memoryOf` can tell. */
export const probed = { NODE_OPTIONS: `--import=${probe}` };

/** @returns what tells the bytes that a process holds: its heap and its buffers, without what is garbage. */
export async function memoryOf(running: RunningProcess): Promise<() => Promise<number>> {
  const [, port] = await running.shows(/memory probe (\d+)/, 'stderr');
  return async () => Number(await (await fetch(`http://127.0.0.1:${port}`)).text());
}
