import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { silenceStatsbeat, type TelemetryConfig } from '../config.ts';

export interface Exporters {
  readonly to: 'Azure Monitor' | 'OTLP';
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/** One pair for each collector that is configured; only its own packages are loaded. */
export async function createExporters({ azureMonitor, otlp }: TelemetryConfig): Promise<Exporters[]> {
  return await Promise.all([
    ...(azureMonitor ? [toAzureMonitor(azureMonitor.reveal())] : []),
    ...(otlp ? [toOtlp(otlp)] : []),
  ]);
}

async function toAzureMonitor(connectionString: string): Promise<Exporters> {
  silenceStatsbeat();
  const { AzureMonitorMetricExporter, AzureMonitorTraceExporter } = await import(
    '@azure/monitor-opentelemetry-exporter'
  );
  // What can't be sent is dropped: nothing is kept on the disk, which may be read-only.
  const options = { connectionString, disableOfflineStorage: true, retryOptions: { maxRetries: 1 } };
  return {
    to: 'Azure Monitor',
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
  };
}

/**
 * The exporters read the standard's variables themselves, `OTEL_EXPORTER_OTLP_ENDPOINT`, `…_HEADERS`, `…_TIMEOUT` and the
 * like: https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
 */
async function toOtlp(protocol: NonNullable<TelemetryConfig['otlp']>): Promise<Exporters> {
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] =
    protocol === 'http/json'
      ? await Promise.all([
          import('@opentelemetry/exporter-trace-otlp-http'),
          import('@opentelemetry/exporter-metrics-otlp-http'),
        ])
      : await Promise.all([
          import('@opentelemetry/exporter-trace-otlp-proto'),
          import('@opentelemetry/exporter-metrics-otlp-proto'),
        ]);
  return { to: 'OTLP', spans: new OTLPTraceExporter(), metrics: new OTLPMetricExporter() };
}
