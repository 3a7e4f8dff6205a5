import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startSandbox } from './sandbox.ts';

const defaultPort = '3979';
/** Milliseconds that the bot has to become ready, and to stop. */
const readyMs = 30_000;
const stopMs = 1_500;

const { values } = parseArgs({ options: { port: { type: 'string', default: defaultPort } } });
const wanted = Number(values.port);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
  fail(`--port takes a number from 0 to 65535, not ${values.port}.`);

const sandbox = await startSandbox({ port: wanted }).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE')
    fail(`Port ${wanted} is taken. Choose another: npm run sandbox -- --port 0 takes any free one.`);
  throw error;
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
let stopping = false;
bot.once('exit', (code) => {
  if (!stopping) void end(`The bot stopped by itself (exit code ${code}).`);
});
process.once('SIGINT', () => void end());
process.once('SIGTERM', () => void end());

if (!(await isReady())) await end('The bot did not become ready in time; its log is above.');
process.stdout.write(`Profile Desk sandbox: ${sandbox.url}/\n`);

/** Stops the bot and the stand-ins; with a problem, the exit code says so. */
async function end(problem?: string): Promise<never> {
  stopping = true;
  if (bot.exitCode === null) {
    const gone = new Promise((resolve) => bot.once('exit', resolve));
    bot.kill('SIGTERM');
    await Promise.race([gone, wait(stopMs)]);
    bot.kill('SIGKILL');
  }
  await sandbox.close();
  if (problem) fail(problem);
  process.exit(0);
}

async function isReady(): Promise<boolean> {
  const giveUpAt = Date.now() + readyMs;
  while (Date.now() < giveUpAt && !stopping) {
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

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
