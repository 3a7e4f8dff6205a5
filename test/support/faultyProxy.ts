import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What goes wrong with one request on its way. */
export type ProxyFault =
  /** The connection ends before the service hears of it. */
  | 'lostRequest'
  /** The service does it, and the connection ends before its answer. */
  | 'lostAnswer'
  /** The service does it, and half of its answer's body arrives. */
  | 'halfAnswer'
  /** The service does it, and no answer ever comes. */
  | 'silence'
  /** The service has too much to do. */
  | 'busy';

export interface FaultyProxy {
  readonly origin: string;
  /** What was asked for, oldest first, as `PUT <path>`. */
  readonly requests: string[];
  /** Has the next request that fits go wrong. */
  fail(fault: ProxyFault, fits: (request: IncomingMessage) => boolean): void;
  /** As `fail`, again and again, until it is called off. */
  failAll(fault: ProxyFault, fits: (request: IncomingMessage) => boolean): () => void;
  /** Called with every request before it is passed on. */
  onRequest: (request: IncomingMessage) => void | Promise<void>;
}

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** Stands before an http service, and loses what it is told to. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const faults: { fault: ProxyFault; fits: (request: IncomingMessage) => boolean; isOnce: boolean }[] = [];
  const requests: string[] = [];
  const server = createServer((incoming, answer) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const at = faults.findIndex(({ fits }) => fits(incoming));
    const found = faults[at];
    if (found?.isOnce) faults.splice(at, 1);
    void Promise.resolve(proxy.onRequest(incoming)).then(() => pass(incoming, answer, found?.fault));
  });

  function pass(incoming: IncomingMessage, answer: ServerResponse, fault: ProxyFault | undefined): void {
    if (fault === 'lostRequest') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'busy') {
      incoming.resume();
      answer.writeHead(503, { 'x-ms-error-code': 'ServerBusy' }).end();
      return;
    }
    const { method, headers, url = '' } = incoming;
    const outgoing = request(new URL(url, target), { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        if (fault === 'silence') return;
        if (fault === 'lostAnswer') {
          incoming.socket.destroy();
          return;
        }
        answer.writeHead(response.statusCode ?? 502, response.headers);
        if (fault === 'halfAnswer') {
          answer.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
          return;
        }
        answer.end(body);
      });
    });
    outgoing.once('error', () => incoming.socket.destroy());
    incoming.pipe(outgoing);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const proxy: FaultyProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail(fault, fits) {
      faults.push({ fault, fits, isOnce: true });
    },
    failAll(fault, fits) {
      const entry = { fault, fits, isOnce: false };
      faults.push(entry);
      return () => {
        faults.splice(faults.indexOf(entry), 1);
      };
    },
    onRequest: () => undefined,
  };
  return proxy;
}
