import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type RunningProcess, startProcess } from './nodeProcess.ts';

const built = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A file of the build. @throws Error where nothing was built */
export function builtFile(path: string): string {
  const file = join(built, path);
  if (!existsSync(file)) throw new Error(`There is no ${file}: run "npm run build" first.`);
  return file;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-bot-'));
  folders.push(folder);
  return folder;
}

export interface BotProcess extends RunningProcess {
  /** The bot's address. */
  readonly url: string;
}

/** What is run, and how. */
export interface BotFile {
  readonly file: string;
  /** The working directory. */
  readonly folder?: string;
  readonly userId?: number;
  /** The Node.js that runs it; this process's own if left out. */
  readonly node?: string;
}

/** Starts the bot as it is built, with an environment and nothing else, and does not wait for it. */
export function runBot(
  environment: Readonly<Record<string, string>>,
  { file, node = process.execPath, ...where }: BotFile = { file: builtFile('index.js') },
): RunningProcess {
  return startProcess(node, [file], { environment, folder: temporaryFolder(), ...where });
}

/** Starts the bot on any free port, and gives it the sandbox's messages once it is ready. */
export async function startBot(
  sandbox: Sandbox,
  environment: Readonly<Record<string, string>>,
  what?: BotFile,
): Promise<BotProcess> {
  const bot = runBot({ ...sandbox.environment(), PORT: '0', RATE_LIMIT: '0', ...environment }, what);
  const [, port] = await bot.shows(/"port":(\d+),"event":"listening"/);
  const url = `http://127.0.0.1:${port}`;
  // On a busy machine what it depends on may be slower than a probe waits.
  await vi.waitFor(
    async () => {
      const ready = await fetch(`${url}/ready`);
      if (!ready.ok) throw new Error(`The bot is not ready: ${await ready.text()}`);
    },
    { timeout: 30_000, interval: 200 },
  );
  sandbox.setBotEndpoint(`${url}/api/messages`);
  return { ...bot, url };
}
