import { createApp } from './app.ts';
import { stopMs } from './clock.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

const hourMs = 60 * 60_000;

try {
  const config = readConfig();
  const log = createLog(config.logLevel, undefined, { traceIds: config.telemetry !== undefined });
  const app = createApp(config, { log, telemetry: await openTelemetry(config, log) });
  const port = await app.listen();
  log.info('listening', { port });
  const sweepNow = () => app.sweep().catch((error: unknown) => log.error('sweep failed', { error }));
  void sweepNow();
  setInterval(sweepNow, hourMs).unref();

  const stop = (signal: string): void => {
    log.info('stopping', { signal });
    setTimeout(() => process.exit(0), stopMs).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
