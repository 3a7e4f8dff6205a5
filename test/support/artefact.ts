import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { temporaryFolder } from './botProcess.ts';

/** What is deployed, alone in a folder. @returns the folder */
export function makeArtefact(): string {
  const app = join(temporaryFolder(), 'app');
  const made = spawnSync(process.execPath, ['tools/artefact.mjs', '--out', app], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    encoding: 'utf8',
  });
  expect([made.status, made.stderr]).toEqual([0, '']);
  return app;
}
