import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
};

/** The chat page's files, which the build puts beside this one. */
export function chatPage(): Hono {
  const routes = new Hono();
  const serve = async (name: string) => {
    const file = await readFile(new URL(`./page/${name}`, import.meta.url));
    return new Response(file, {
      headers: { 'content-type': types[name] ?? '', 'cache-control': 'no-store' },
    });
  };
  routes.get('/', () => serve('index.html'));
  routes.get('/main.js', () => serve('main.js'));
  routes.get('/style.css', () => serve('style.css'));
  return routes;
}
