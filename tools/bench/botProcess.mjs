import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const readyMs = 30_000;
const heapProbe = new URL('./heapProbe.mjs', import.meta.url).href;
/** Milliseconds between two looks at whether the bot is ready: how exact the time to ready is. */
const lookMs = 5;

/**
 * Starts the production code in a process of its own, with an empty store.
 * @param {Record<string, string>} environment what the stand-ins need it to be started with
 * @param {string} folder for its store and its log
 * @param {string} file what is run
 * @param {{ isProbed?: boolean }} options whether its memory can be told
 */
export async function startBot(environment, folder, file = 'dist/index.js', { isProbed = false } = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'bot.log');
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const bot = spawn(process.execPath, [...(isProbed ? ['--import', heapProbe] : []), file], {
    env: {
      ...process.env,
      ...environment,
      PORT: String(port),
      STORAGE: `file:${join(folder, 'store')}`,
      RATE_LIMIT: '0',
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const gone = new Promise((resolve) => bot.once('exit', resolve));
  const stop = async () => {
    bot.kill('SIGTERM');
    await gone;
  };
  while (!(await isReady(url))) {
    if (bot.exitCode !== null || performance.now() - startedAt > readyMs) {
      bot.kill('SIGKILL');
      throw new Error(`The bot did not become ready. Its log:\n${readFileSync(logFile, 'utf8')}`);
    }
    await wait(lookMs);
  }
  const readyAfterMs = performance.now() - startedAt;
  /** The MB that it holds in its heap and its buffers, without what is garbage. @returns {Promise<number>} */
  const heldMb = async () => {
    const [, probePort] = /^memory probe (\d+)$/m.exec(readFileSync(logFile, 'utf8')) ?? [];
    const answer = await fetch(`http://127.0.0.1:${probePort}`);
    return Number(await answer.text()) / 1_000_000;
  };
  return { url, readyAfterMs, heldMb, stop };
}

function isReady(url) {
  return fetch(`${url}/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
