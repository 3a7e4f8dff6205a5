import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type {
  AnyAttributes,
  CounterAttributes,
  CounterName,
  OperationAttributes,
  OperationName,
} from './signals.ts';

/** Traces and metrics: who is told how long things take and what comes of them, and never about whom. */
export interface Telemetry {
  /** Does the work, and tells how long it took. What it rejects with is told as `failed`, and passed on. */
  measure<Name extends OperationName, Result>(
    name: Name,
    attributes: OperationAttributes<Name>,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /** Adds to what is being measured, innermost first. */
  note(attributes: AnyAttributes): void;
  count<Name extends CounterName>(name: Name, attributes: CounterAttributes<Name>): void;
  /** Sends what there is. Never rejects. */
  flush(): Promise<void>;
  /** Sends what there is, and ends. Never rejects. */
  close(): Promise<void>;
}

/** What is used where nothing is configured: it costs nothing, and connects to nothing. */
export const noTelemetry: Telemetry = {
  measure: (_name, _attributes, work) => work(),
  note() {},
  count() {},
  async flush() {},
  async close() {},
};

/** The packages are loaded here, and only where a collector is configured: they take time and memory. */
export async function openTelemetry(config: Config, log: Log): Promise<Telemetry> {
  if (!config.telemetry) return noTelemetry;
  const { createOpenTelemetry } = await import('./openTelemetry.ts');
  return await createOpenTelemetry(config, config.telemetry, log);
}
