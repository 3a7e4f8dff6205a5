import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { issueServerCertificate } from '../../src/sandbox/certificates.ts';
import { testAuthority } from './processDesk.ts';

/** A request that a collector got. */
export interface Received {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What stands in for an OTLP collector, and for the ingestion endpoint of Application Insights. */
export interface Collector {
  readonly url: string;
  readonly received: readonly Received[];
  /** All bodies that came to a path, as JSON. */
  json(path: string): unknown[];
}

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/**
 * @param status what is answered. 200 with what both protocols call a full success:
 * https://opentelemetry.io/docs/specs/otlp/#full-success and Application Insights' count of accepted items.
 */
export async function startCollector(status = 200): Promise<Collector> {
  const received: Received[] = [];
  const certificate = await issueServerCertificate(testAuthority());
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      const path = request.url ?? '';
      received.push({ path, contentType: request.headers['content-type'] ?? '', body });
      const items = path === '/v2.1/track' ? (JSON.parse(body.toString()) as unknown[]).length : 0;
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(
        path === '/v2.1/track'
          ? JSON.stringify({ itemsReceived: items, itemsAccepted: status === 200 ? items : 0, errors: [] })
          : '{}',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    received,
    json: (path) =>
      received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body.toString()) as unknown),
  };
}

/** An address where nobody listens. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `https://localhost:${port}`;
}

/** The environment that has a bot send to collectors of both kinds. */
export function sendingTo(collector: Collector): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-4000-8000-0000000000aa;IngestionEndpoint=${collector.url}`,
  };
}
