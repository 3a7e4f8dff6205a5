import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';

const html = 'text/html; charset=utf-8';
const css = 'text/css; charset=utf-8';
const files: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  '/': { name: 'index.html', type: html },
  '/directory': { name: 'directory.html', type: html },
  '/requests': { name: 'requests.html', type: html },
  '/main.js': { name: 'main.js', type: 'text/javascript; charset=utf-8' },
  ...Object.fromEntries(
    ['theme', 'rail', 'chat', 'compose', 'thread', 'panel', 'card', 'typeahead', 'files', 'table'].map(
      (name) => [`/${name}.css`, { name: `${name}.css`, type: css }],
    ),
  ),
};

/** The pages of the browser, which the build puts into a folder. Read at each request: they are small, and change while one works on them. */
export function createPageFiles(folder: string): Hono {
  const routes = new Hono();
  for (const [path, { name, type }] of Object.entries(files)) {
    routes.get(path, async () => {
      const content = await readFile(join(folder, name)).catch(() => undefined);
      if (!content) return new Response('The chat page is not built.', { status: 404 });
      return new Response(new Uint8Array(content), {
        headers: { 'content-type': type, 'cache-control': 'no-store' },
      });
    });
  }
  return routes;
}
