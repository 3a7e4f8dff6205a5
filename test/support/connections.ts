import { Socket } from 'node:net';
import { vi } from 'vitest';

/** The connections that this process opens. */
export interface Connections {
  /** `host:port` of each since the last call. */
  opened(): string[];
  /** Looks away. */
  restore(): void;
}

/**
 * Watches at the one place that every client of this process goes through, TLS or not, before any name is looked up.
 * @param isLet whether a connection is let through; any other is refused, so that nothing leaves this machine.
 */
export function watchConnections(isLet: (host: string, port: number) => boolean): Connections {
  let seen: string[] = [];
  const connect = Socket.prototype.connect;
  const spy = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (
    this: Socket,
    ...given: unknown[]
  ) {
    // `net.connect` hands its options over in a list of its own (lib/net.js, normalizeArgs).
    const [options] = (Array.isArray(given[0]) ? given[0] : given) as [{ host?: string; port?: number }];
    const { host = 'localhost', port = 0 } = options;
    seen.push(`${host}:${port}`);
    if (isLet(host, Number(port))) return connect.apply(this, given as Parameters<Socket['connect']>);
    // With a code that nobody tries again for.
    process.nextTick(() => this.destroy(Object.assign(new Error('Refused by the test'), { code: 'EACCES' })));
    return this;
  });
  return {
    opened() {
      const opened = seen;
      seen = [];
      return opened;
    },
    restore: () => spy.mockRestore(),
  };
}
