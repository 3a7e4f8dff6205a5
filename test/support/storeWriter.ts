import { fileURLToPath } from 'node:url';
import { builtFile } from './botProcess.ts';
import { type RunningProcess, startProcess } from './nodeProcess.ts';

const program = fileURLToPath(new URL('./storeWriter.mjs', import.meta.url));

/** A process that writes to an lmdb store until it is killed. It says `wrote <n>` where the n-th write was acknowledged. */
export function startStoreWriter(folder: string, name: string): RunningProcess {
  builtFile('storage/lmdbStore.js');
  return startProcess(process.execPath, [program, folder, name], { environment: {} });
}
