import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type SandboxCredential, sandboxCredentials, startSandbox } from './sandbox.ts';

const defaultPort = '3979';
/** Milliseconds that the bot has to become ready, and to stop. */
const readyMs = 30_000;
const stopMs = 1_000;

const { port: wanted, credential } = readOptions();
const sandbox = await startSandbox({ port: wanted, credential }).catch((error: NodeJS.ErrnoException) => {
  if (error.syscall !== 'listen') throw error;
  const why = error.code === 'EADDRINUSE' ? 'is taken' : `can’t be used (${error.code})`;
  return fail(`Port ${wanted} ${why}. Choose another: npm run sandbox -- --port 0 takes any free one.`);
});
const botPort = await freePort();
const botUrl = `http://127.0.0.1:${botPort}`;
sandbox.setBotEndpoint(`${botUrl}/api/messages`);

// The production code, in a process of its own, that knows nothing but its environment. Its log goes to standard error.
const bot: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('../index.js', import.meta.url))], {
  env: {
    ...process.env,
    ...sandbox.environment(),
    PORT: String(botPort),
    STORAGE: `file:${join(sandbox.folder, 'store')}`,
  },
  stdio: ['ignore', process.stderr, process.stderr],
  // A signal of the terminal goes to all of its processes: the bot is stopped here, once.
  detached: process.platform !== 'win32',
});
let ending: Promise<never> | undefined;
bot.once('exit', (code, signal) => void end(`The bot stopped by itself (${signal ?? `exit code ${code}`}).`));
// Ctrl-C, a supervisor, and the terminal's window closing. The bot has its own session, and hears none of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
// Whatever else ends this process, the bot does not stay behind.
process.once('exit', () => bot.kill('SIGKILL'));

if (!(await isReady())) await end('The bot did not become ready in time; its log is above.');
process.stdout.write(`Profile Desk sandbox: ${sandbox.url}/\n`);

/** Stops the bot and the stand-ins; with a problem, the exit code says so. The first reason counts. */
function end(problem?: string): Promise<never> {
  ending ??= stop(problem);
  return ending;
}

async function stop(problem: string | undefined): Promise<never> {
  if (bot.exitCode === null && bot.signalCode === null) {
    const gone = new Promise((resolve) => bot.once('exit', resolve));
    bot.kill('SIGTERM');
    await Promise.race([gone, wait(stopMs)]);
    bot.kill('SIGKILL');
    await gone;
  }
  await sandbox.close();
  if (problem) fail(problem);
  process.exit(0);
}

async function isReady(): Promise<boolean> {
  const giveUpAt = Date.now() + readyMs;
  while (Date.now() < giveUpAt && !ending) {
    const ready = await fetch(`${botUrl}/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return true;
    await wait(50);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function readOptions(): { port: number; credential: SandboxCredential } {
  const options = {
    port: { type: 'string', default: defaultPort },
    credential: { type: 'string', default: 'secret' },
  } as const;
  let given: { port: string; credential: string };
  try {
    given = parseArgs({ options }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
  const port = Number(given.port);
  if (!/^\d+$/.test(given.port) || port > 65_535)
    return fail(`--port takes a number from 0 to 65535, not “${given.port}”.`);
  const credential = sandboxCredentials.find((one) => one === given.credential);
  return credential
    ? { port, credential }
    : fail(`--credential takes ${sandboxCredentials.join(', ')}, not “${given.credential}”.`);
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
