import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { memoryOf } from './memoryProbe.ts';
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

/** @returns what reads a process that was started with `probed` of `memoryProbe.ts` */
export async function meterOf(running: RunningProcess): Promise<() => Promise<Reading>> {
  const heldBytes = await memoryOf(running);
  return async () => {
    const heapMb = (await heldBytes()) / 2 ** 20;
    const folder = `/proc/${running.pid}`;
    const isTold = existsSync(`${folder}/fd`);
    const [, kb] = isTold
      ? (/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`${folder}/status`, 'utf8')) ?? [])
      : [];
    return {
      heapMb,
      memoryMb: kb === undefined ? undefined : Number(kb) / 1024,
      handles: isTold ? readdirSync(`${folder}/fd`).length : undefined,
    };
  };
}
