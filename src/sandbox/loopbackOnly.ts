import type { MiddlewareHandler } from 'hono';

const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A web page of elsewhere must not drive the sandbox. The name in the address has to be this machine's own, whatever it
 * resolves to (DNS rebinding), and what changes something has to come from a page of the sandbox or from no page:
 * https://owasp.org/www-community/attacks/csrf, https://github.com/w3c/webappsec-fetch-metadata.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const { host, hostname } = new URL(c.req.url);
  const origin = c.req.header('origin');
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  if (!ownNames.has(hostname) || (isForeign && c.req.method !== 'GET' && c.req.method !== 'HEAD'))
    return c.json({ error: 'The sandbox answers its own pages and programs on this machine only.' }, 403);
  return await next();
};
