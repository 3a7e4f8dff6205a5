import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Config, TelemetryConfig } from '../config.ts';
import { correlationId, type Log, traceIdOf } from '../log.ts';
import { createAllowed } from './allowed.ts';
import { createExporters } from './exporters.ts';
import { type CounterName, counters, type Operation, type OperationName, operations } from './signals.ts';
import type { Telemetry } from './telemetry.ts';

const scope = 'profile-desk';
/** Milliseconds between two lines of the log that say that nothing gets through. */
const quietMs = 10 * 60_000;
/** Milliseconds that an end waits for a collector: a stop has 10 s for everything. */
const closeMs = 2_000;
/** Seconds: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration. */
const bucketsS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** What is being measured. */
interface UnderWay {
  readonly attributes: Record<string, unknown>;
  readonly context: Context;
}

/**
 * OpenTelemetry without its instrumentation packages, which would record addresses, and without its global registry: what
 * is sent is what the bot says here, and no library adds to it.
 */
export async function createOpenTelemetry(
  config: Config,
  telemetry: TelemetryConfig,
  log: Log,
): Promise<Telemetry> {
  const exporters = await createExporters(telemetry);
  const told = tellOnce(log);
  // `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`, which the detector reads itself, have the last word.
  const resource = resourceFromAttributes({
    'service.name': scope,
    'service.instance.id': randomUUID(),
  }).merge(detectResources({ detectors: [envDetector] }));
  const tracers = new BasicTracerProvider({
    resource,
    // The trace of a turn has the turn's correlation id, which the user can quote and every line of the log has.
    idGenerator: {
      generateTraceId: () => traceIdOf(correlationId() ?? randomUUID()),
      generateSpanId: () => randomBytes(8).toString('hex'),
    },
    spanProcessors: exporters.map(({ to, spans }) => new BatchSpanProcessor(watched(spans, () => told(to)))),
  });
  const meters = new MeterProvider({
    resource,
    readers: exporters.map(
      ({ to, metrics }) => new PeriodicExportingMetricReader({ exporter: watched(metrics, () => told(to)) }),
    ),
  });
  const tracer = tracers.getTracer(scope);
  const meter = meters.getMeter(scope);
  const durations = mapped(operations, ({ metric, about }) =>
    meter.createHistogram(metric, {
      unit: 's',
      description: about,
      advice: { explicitBucketBoundaries: bucketsS },
    }),
  );
  const counts = mapped(counters, ({ metric, about }) => meter.createCounter(metric, { description: about }));
  const allowed = createAllowed([new URL(config.graph.baseUrl).hostname]);
  const underWay = new AsyncLocalStorage<UnderWay>();

  const sendAll = async (
    send: (provider: typeof tracers | typeof meters) => Promise<void>,
  ): Promise<void> => {
    const sent = Promise.allSettled([tracers, meters].map(send));
    await Promise.race([sent, wait(closeMs, undefined, { ref: false })]);
  };

  return {
    async measure(name, given, work) {
      const { span: kind, attributes, ofSpan = [] }: Operation = operations[name];
      const startedAt = performance.now();
      const parent = underWay.getStore()?.context ?? ROOT_CONTEXT;
      const span =
        kind === 'none'
          ? undefined
          : tracer.startSpan(name, { kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CLIENT }, parent);
      const own: UnderWay = {
        attributes: { ...given },
        context: span ? trace.setSpan(parent, span) : parent,
      };
      try {
        return await underWay.run(own, work);
      } catch (error) {
        own.attributes['error.type'] ??= 'failed';
        throw error;
      } finally {
        const noted = withErrorType(allowed(own.attributes), kind === 'server' ? 500 : 400);
        durations[name].record((performance.now() - startedAt) / 1000, only(noted, attributes));
        span?.setAttributes(only(noted, [...attributes, ...ofSpan]));
        span?.updateName(spanName(name, noted));
        if (noted['error.type'] !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      }
    },
    note: (attributes) => void Object.assign(underWay.getStore()?.attributes ?? {}, attributes),
    count: (name, attributes) => counts[name].add(1, only(allowed(attributes), counters[name].attributes)),
    flush: () => sendAll((provider) => provider.forceFlush()),
    close: () => sendAll((provider) => provider.shutdown()),
  };
}

type Attributes = Readonly<Record<string, string | number>>;

function only(attributes: Attributes, names: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}

/** `{method} {route or template}`: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name. */
function spanName(name: OperationName, attributes: Attributes): string {
  const parts = ['http.request.method', 'http.route', 'url.template'].map((part) => attributes[part]);
  return parts.filter(Boolean).join(' ') || name;
}

/** An answer that is an error is told by its status. A server's 4xx is the client's error, not its own. */
function withErrorType(attributes: Attributes, from: 400 | 500): Attributes {
  const status = attributes['http.response.status_code'];
  const isError = typeof status === 'number' && status >= from && attributes['error.type'] === undefined;
  return isError ? { ...attributes, 'error.type': String(status) } : attributes;
}

function mapped<Name extends OperationName | CounterName, Declared, Made>(
  table: Readonly<Record<Name, Declared>>,
  make: (declared: Declared) => Made,
): Record<Name, Made> {
  return Object.fromEntries(
    Object.entries<Declared>(table).map(([name, declared]) => [name, make(declared)]),
  ) as Record<Name, Made>;
}

/** An exporter that says when something could not be sent. */
function watched<
  Item,
  Exporter extends { export(item: Item, done: (result: { code: number }) => void): void },
>(exporter: Exporter, onFailure: () => void): Exporter {
  const send = exporter.export.bind(exporter);
  exporter.export = (item, done) =>
    send(item, (result) => {
      if (result.code !== 0) onFailure();
      done(result);
    });
  return exporter;
}

/** What a collector answers may hold anything, and stays out of the log. */
function tellOnce(log: Log): (to: string) => void {
  const lastAt = new Map<string, number>();
  return (to) => {
    if (performance.now() - (lastAt.get(to) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    lastAt.set(to, performance.now());
    log.warn('telemetry is not delivered', { to });
  };
}
