import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll } from 'vitest';

export interface RoundRobin {
  readonly url: string;
  /** The instances, in their turns. One that takes no connection is passed over. */
  readonly targets: string[];
  /** Which instance each request went to, oldest first. */
  readonly sentTo: string[];
}

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** A load balancer without stickiness: every request goes to the next instance. */
export async function startRoundRobin(targets: readonly string[]): Promise<RoundRobin> {
  let turn = 0;
  const balancer = { targets: [...targets], sentTo: [] as string[] };
  const server = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    for (let tries = balancer.targets.length; tries > 0; tries -= 1) {
      const target = balancer.targets[turn++ % balancer.targets.length] ?? '';
      balancer.sentTo.push(target);
      const passed = await pass(new URL(url, target), method, headers, body);
      if (passed === 'refused') continue;
      // Not chained: restify replaces writeHead in every server of its process by one that gives nothing back.
      if (passed === 'broken') answer.statusCode = 502;
      else answer.writeHead(passed.status, passed.headers);
      answer.end(passed === 'broken' ? '' : passed.body);
      return;
    }
    answer.statusCode = 503;
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(balancer, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** `broken`: the instance went away with the request, which is not sent to another one. */
function pass(
  url: URL,
  method: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer } | 'refused' | 'broken'> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method, headers, agent: false }, async (response) => {
      const received = await buffer(response).catch(() => undefined);
      if (!received) resolve('broken');
      else resolve({ status: response.statusCode ?? 502, headers: response.headers, body: received });
    });
    outgoing.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
    );
    outgoing.end(body);
  });
}
