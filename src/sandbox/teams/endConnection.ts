import type { Context } from 'hono';

/** Ends the connection that a request came on, as a network does. */
export function endConnection(c: Context): void {
  // The bindings of @hono/node-server; elsewhere there is no connection to end.
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { destroy(): void } } };
  incoming?.socket?.destroy();
}
