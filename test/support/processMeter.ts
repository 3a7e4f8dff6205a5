import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { RunningProcess } from './nodeProcess.ts';

/** What a process has at one moment. */
export interface Reading {
  /** Megabytes on its heap, and outside of it for objects of the heap, once the garbage is collected. */
  readonly heapMb: number;
  /** Megabytes of its own that the operating system counts, without files that it maps; undefined where that can't be told. */
  readonly memoryMb: number | undefined;
  /** Open files, sockets and the like; undefined where that can't be told. */
  readonly handles: number | undefined;
}

/** What the environment of a process has to have, to be read. */
export const readable = {
  NODE_OPTIONS: `--import=${new URL('./heapOnSignal.mjs', import.meta.url)}`,
} as const;

const mb = 1024 * 1024;

/** @returns what reads a process that was started with `readable` */
export function meterOf(running: RunningProcess): () => Promise<Reading> {
  let times = 0;
  return async () => {
    times += 1;
    process.kill(running.pid, 'SIGUSR2');
    const [, bytes] = await running.shows(new RegExp(`^heap ${times}: (\\d+)$`, 'm'), 'stderr');
    const folder = `/proc/${running.pid}`;
    const isTold = existsSync(`${folder}/fd`);
    const [, kb] = isTold
      ? (/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`${folder}/status`, 'utf8')) ?? [])
      : [];
    return {
      heapMb: Number(bytes) / mb,
      memoryMb: kb === undefined ? undefined : Number(kb) / 1024,
      handles: isTold ? readdirSync(`${folder}/fd`).length : undefined,
    };
  };
}
