import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const source = 'src/sandbox/teams/page';

/** The chat page as the build makes it, in a folder of its own. */
export async function buildChatPage(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-page-'));
  await build({
    entryPoints: [`${source}/main.ts`],
    outfile: join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  cpSync(source, folder, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
