import { createApp } from './app.ts';
import { stopMs } from './clock.ts';
import { ConfigError, forgetSecrets, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

const hourMs = 60 * 60_000;

try {
  const config = readConfig();
  const log = createLog(config.logLevel, undefined, { traceIds: config.telemetry !== undefined });
  // What nobody caught ends the process, as it would anyway. But Node.js would print it with all that it holds; and an
  // exit waits for the store's thread, which may be waiting for this one in the middle of a write (lmdb's writer.cpp).
  process.on('uncaughtException', (error) => {
    log.error('crashed', { error });
    process.kill(process.pid, 'SIGKILL');
  });
  const telemetry = await openTelemetry(config, log);
  forgetSecrets();
  const app = createApp(config, { log, telemetry });
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
