// Compiles src to dist, and bundles the sandbox's chat page for the browser.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
const compiler = 'node_modules/typescript/bin/tsc';
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tools/tsconfig.build.json'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const page = 'src/sandbox/teams/page';
if (existsSync(page)) {
  await build({
    entryPoints: [`${page}/main.ts`],
    outfile: 'dist/sandbox/teams/page/main.js',
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  });
  cpSync(page, 'dist/sandbox/teams/page', { recursive: true, filter: (file) => !file.endsWith('.ts') });
}
