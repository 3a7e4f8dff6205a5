import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { attributes, counters, operations } from '../../src/telemetry/signals.ts';
import { startBot } from '../support/botProcess.ts';
import { textOf } from '../support/cards.ts';
import { type Collector, closedUrl, sendingTo, startCollector } from '../support/collector.ts';
import { doEverything } from '../support/doEverything.ts';
import { openChat, startServices } from '../support/processDesk.ts';

// The bot as it is built, started with nothing but its environment, and collectors that it sends to.

let collector: Collector;
let stdout: string;
let stoppedInMs: number;
beforeAll(async () => {
  collector = await startCollector();
  const sandbox = await startServices();
  const bot = await startBot(sandbox, {
    ...sendingTo(collector),
    STORAGE: 'file:./store',
    LOG_LEVEL: 'debug',
  });
  await doEverything(sandbox, bot.url);
  const stoppedAt = performance.now();
  const exit = await bot.end('SIGTERM');
  stoppedInMs = performance.now() - stoppedAt;
  stdout = exit.stdout;
  expect(exit.code).toBe(0);
}, 60_000);

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}
interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}
interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly OtlpAttribute[];
}
interface OtlpMetric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] };
}
interface OtlpPoint {
  readonly attributes: readonly OtlpAttribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
}

const spans = (): OtlpSpan[] =>
  (collector.json('/v1/traces') as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }[])
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
/** As they stand at the end: sums and histograms count from the start. */
const metrics = (): OtlpMetric[] =>
  (
    collector.json('/v1/metrics').at(-1) as {
      resourceMetrics: { scopeMetrics: { metrics: OtlpMetric[] }[] }[];
    }
  ).resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics);
const pointsOf = (name: string): OtlpPoint[] => {
  const { sum, histogram } = metrics().find((metric) => metric.name === name) ?? {};
  return [...(sum ?? histogram ?? { dataPoints: [] }).dataPoints];
};
const valuesOf = (all: readonly OtlpAttribute[]) =>
  Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
/** How often a counter counted, by the values of its attributes. */
const countsOf = (name: string): Record<string, number> =>
  Object.fromEntries(
    pointsOf(name).map(({ attributes: all, asDouble, asInt, count }) => [
      Object.values(valuesOf(all)).join(' '),
      Number(asDouble ?? asInt ?? count),
    ]),
  );
const logLines = () =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what an OTLP collector gets', () => {
  it('a span for each turn, and below it those of Graph and of the tokens', () => {
    const turns = spans().filter(({ name }) => name === 'POST /api/messages');
    expect(turns.length).toBeGreaterThan(10);
    for (const { kind, parentSpanId, attributes: all } of turns) {
      expect([kind, parentSpanId ?? '']).toEqual([2, '']);
      expect(valuesOf(all)).toMatchObject({ 'http.route': '/api/messages' });
    }
    const kinds = new Set(turns.map(({ attributes: all }) => valuesOf(all)['profile_desk.activity']));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'message',
        'adaptiveCard/action',
        'application/search',
        'signin/tokenExchange',
      ]),
    );
    const ids = new Map(turns.map(({ spanId, traceId }) => [spanId, traceId]));
    const inner = spans().filter(({ kind }) => kind === 3);
    expect(new Set(inner.map(({ name }) => name))).toEqual(
      new Set(['POST /v1.0/$batch', 'PATCH', 'PUT', 'tokenExchange']),
    );
    for (const { parentSpanId = '', traceId } of inner) expect(ids.get(parentSpanId)).toBe(traceId);
    const again = inner.filter(({ attributes: all }) => valuesOf(all)['http.request.resend_count'] === 1);
    expect(again).toHaveLength(1);
  });

  it('how long each thing took, in seconds', () => {
    for (const { metric } of Object.values(operations)) {
      const found = metrics().find(({ name }) => name === metric);
      expect(found?.unit, metric).toBe('s');
      expect(pointsOf(metric).length, metric).toBeGreaterThan(0);
    }
    expect(countsOf('http.server.request.duration')).toMatchObject({
      'POST http /api/messages 401': 1,
    });
    expect(Object.keys(countsOf('db.client.operation.duration'))).toEqual(
      expect.arrayContaining(['lmdb read', 'lmdb write']),
    );
  });

  it('sign-ins, saves, requests, retries and refusals, by what came of them', () => {
    expect(countsOf('profile_desk.saves')).toEqual({ saved: 4, notSaved: 1, unknown: 1 });
    expect(countsOf('profile_desk.requests')).toEqual({ open: 1, approved: 1 });
    expect(countsOf('profile_desk.graph.retries')).toEqual({ read: 1 });
    expect(countsOf('profile_desk.refusals')).toEqual({ 'not a bearer token': 1 });
    const signIns = countsOf('profile_desk.sign_ins');
    expect(signIns['exchange done']).toBe(2);
    expect(signIns['silent refused']).toBeGreaterThan(0);
    expect(signIns['silent done']).toBeGreaterThan(10);
    const exchanged = pointsOf('profile_desk.token_exchange.duration').map(({ attributes: all }) =>
      valuesOf(all),
    );
    expect(exchanged).toEqual([{ 'profile_desk.token_exchange.outcome': 'exchanged' }]);
  });

  it('no name and no value that is not declared', () => {
    const all = [
      ...spans().flatMap((span) => span.attributes),
      ...metrics().flatMap(({ name }) => pointsOf(name).flatMap((point) => point.attributes)),
    ];
    expect(all.length).toBeGreaterThan(100);
    const declaredMetrics = [...Object.values(operations), ...Object.values(counters)].map(
      ({ metric }): string => metric,
    );
    for (const { name } of metrics()) expect(declaredMetrics).toContain(name);
    for (const { key, value } of all) {
      const known: readonly string[] | string | undefined = attributes[key as keyof typeof attributes];
      expect(known, key).toBeDefined();
      if (known === 'number') expect(value.intValue, key).toBeDefined();
      else if (known === 'host') expect(value.stringValue).toBe('localhost');
      else if (key === 'error.type') expect(value.stringValue).toMatch(/^(failed|[45]\d\d)$/);
      else expect(known, key).toContain(value.stringValue);
    }
  });
});

interface Envelope {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly name?: string;
      readonly success?: boolean;
      readonly metrics?: readonly { readonly name: string }[];
    };
  };
}

describe('what Application Insights gets', () => {
  const envelopes = () => collector.json('/v2.1/track').flat() as Envelope[];
  const ofType = (type: string) => envelopes().filter(({ data }) => data.baseType === type);

  it('requests, dependencies and metrics, of the service by its name', () => {
    const requests = ofType('RequestData');
    expect(requests.length).toBe(spans().filter(({ kind }) => kind === 2).length);
    for (const { tags, data } of requests) {
      expect(data.baseData.name).toBe('POST /api/messages');
      expect(tags['ai.cloud.role']).toBe('profile-desk');
    }
    expect(ofType('RemoteDependencyData').length).toBe(spans().filter(({ kind }) => kind === 3).length);
    const names = ofType('MetricData').flatMap(({ data }) => data.baseData.metrics?.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['profile_desk.saves', 'profile_desk.requests']));
  });

  it('nothing else, and nothing about the exporter itself', () => {
    expect(new Set(envelopes().map(({ data }) => data.baseType))).toEqual(
      new Set(['RequestData', 'RemoteDependencyData', 'MetricData']),
    );
    expect(new Set(collector.received.map(({ path }) => path))).toEqual(
      new Set(['/v1/traces', '/v1/metrics', '/v2.1/track']),
    );
  });
});

describe('the log beside it', () => {
  it('carries the id of each turn’s trace, which is its correlation id', () => {
    const traces = new Set(spans().map(({ traceId }) => traceId));
    const turns = logLines().filter(({ event }) => event === 'turn');
    expect(turns.length).toBeGreaterThan(10);
    for (const { correlationId, trace_id: traceId, ms } of turns) {
      expect(traceId).toBe(String(correlationId).replaceAll('-', ''));
      expect(traces).toContain(traceId);
      expect(ms).toEqual(expect.any(Number));
    }
  });

  it('is one line of JSON for each event, and all but those of the process itself have a correlation id', () => {
    const own = ['listening', 'stopping'];
    const without = logLines().filter(({ correlationId }) => correlationId === undefined);
    expect(without.map(({ event }) => event)).toEqual(own);
  });
});

describe('an end', () => {
  it('sends what there is, and takes no time for it', () => {
    expect(stoppedInMs).toBeLessThan(4_000);
  });
});

describe('other ways to send', () => {
  it('protobuf, where nothing else is said', async () => {
    const other = await startCollector();
    const services = await startServices();
    const bot = await startBot(services, { OTEL_EXPORTER_OTLP_ENDPOINT: other.url, STORAGE: 'memory:' });
    await (await openChat(services)).send(people.employee.oid);
    expect((await bot.end('SIGTERM')).code).toBe(0);
    const ofTraces = other.received.filter(({ path }) => path === '/v1/traces');
    expect(ofTraces.map(({ contentType }) => contentType)).toEqual(['application/x-protobuf']);
    const text = ofTraces[0]?.body.toString('latin1');
    for (const part of ['profile-desk', 'POST /api/messages', 'profile_desk.activity', 'POST /v1.0/$batch'])
      expect(text).toContain(part);
    expect(text).not.toContain(people.employee.oid);
  });

  it.each([
    ['refuses', async () => (await startCollector(503)).url],
    ['is not there', async () => await closedUrl()],
  ])(
    'to a collector that %s: turns go on, the log says so once, and the stop is not held up',
    async (_what, urlOf) => {
      const services = await startServices();
      const url = await urlOf();
      const bot = await startBot(services, {
        ...sendingTo({ url } as Collector),
        // The standard's own, in milliseconds: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/.
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_EXPORTER_OTLP_TIMEOUT: '200',
        STORAGE: 'memory:',
      });
      const client = await openChat(services);
      await client.send(people.employee.oid);
      expect(textOf(client.last().card)).toContain(people.employee.displayName);
      await bot.shows(/"to":"OTLP","event":"telemetry is not delivered"/);
      await client.send(people.employee.oid);
      const stoppedAt = performance.now();
      const { code, stdout: log, stderr: errors } = await bot.end('SIGTERM');
      expect(code).toBe(0);
      expect(performance.now() - stoppedAt).toBeLessThan(8_000);
      expect(errors).toBe('');
      const told = log.split('\n').filter((line) => line.includes('telemetry is not delivered'));
      expect(told.filter((line) => line.includes('OTLP'))).toHaveLength(1);
      expect(told.length).toBeLessThanOrEqual(2);
      expect(log).not.toContain(url);
    },
  );
});

describe('where nothing is configured', () => {
  /** Has each module that is imported named on standard error: https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload. */
  const naming = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
  const hooks = naming(
    'export async function load(url, context, next) { process._rawDebug(url); return await next(url, context); }',
  );
  const NODE_OPTIONS = `--import=${naming(`import { register } from 'node:module'; register(${JSON.stringify(hooks)});`)}`;
  const loadedWith = async (environment: Readonly<Record<string, string>>): Promise<string> => {
    const services = await startServices();
    const bot = await startBot(services, { ...environment, NODE_OPTIONS, STORAGE: 'memory:' });
    await (await openChat(services)).send(people.employee.oid);
    return (await bot.end('SIGTERM')).stderr;
  };

  it('no package of it is loaded', async () => {
    const loaded = await loadedWith({});
    expect(loaded).toContain('/restify/');
    expect(loaded).not.toMatch(/opentelemetry/i);
    const configured = await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    expect(configured).toMatch(/@opentelemetry\/sdk-trace-base/);
    expect(configured).not.toContain('monitor-opentelemetry-exporter');
  });
});
