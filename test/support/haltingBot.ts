import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from './botProcess.ts';
import { startProcess } from './nodeProcess.ts';

/** Where a click on a message stops: at none of its calls if left out. */
export interface Halt {
  readonly messageId: string;
  /** From 1 on. It is made if `after`, and its answer never comes. */
  readonly call?: number;
  readonly moment?: 'before' | 'after';
}

/** What a click called, and whether it was stopped at the last of these calls. */
export interface Halted {
  readonly made: readonly string[];
  readonly isHalted: boolean;
}

/** A bot in a process of its own, where a click stops at a call. */
export interface HaltingBot {
  readonly endpoint: string;
  readonly storage: string;
  /** @returns once the click was stopped, or was answered and nothing goes on behind it any more */
  click(halt: Halt, click: () => Promise<unknown>): Promise<Halted>;
  /** By `kill -9`. */
  kill(): Promise<void>;
}

/** Bundles the bot into one file, which is loaded in a third of the time. @returns the file */
export async function bundledBot(): Promise<string> {
  const outfile = join(temporaryFolder(), 'haltingBot.cjs');
  const nodeModules = createRequire(import.meta.url);
  await build({
    entryPoints: [fileURLToPath(new URL('./haltingBot.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'fileUrl' },
    // Parts that are no JavaScript: the one is found where it is, the other is not needed.
    external: ['dtrace-provider'],
    plugins: [
      {
        name: 'lmdb',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^lmdb$/ }, () => ({ path: nodeModules.resolve('lmdb'), external: true })),
      },
    ],
    logLevel: 'error',
  });
  return outfile;
}

export async function startHaltingBot(program: string, sandbox: Sandbox): Promise<HaltingBot> {
  const storage = `file:${join(temporaryFolder(), 'store')}`;
  const made: string[] = [];
  const listeners = new Set<(message: BotMessage) => void>();
  const bot = startProcess(process.execPath, [program], {
    environment: { ...sandbox.environment(), PORT: '0', RATE_LIMIT: '0', STORAGE: storage },
    onMessage: (message) => {
      for (const listener of [...listeners]) listener(message as BotMessage);
    },
  });
  const ended = bot.exit.then(({ stderr }) => Promise.reject(new Error(`The bot ended: ${stderr}`)));
  ended.catch(() => undefined);
  /** Waits until the bot tells something. */
  const told = (what: keyof BotMessage): Promise<BotMessage> =>
    Promise.race([
      new Promise<BotMessage>((resolve) => {
        const listener = (message: BotMessage): void => {
          if (message[what] === undefined) return;
          listeners.delete(listener);
          resolve(message);
        };
        listeners.add(listener);
      }),
      ended,
    ]);
  listeners.add(({ call }) => {
    if (call !== undefined) made.push(call);
  });
  const { port } = await told('port');
  return {
    endpoint: `http://127.0.0.1:${port}/api/messages`,
    storage,
    async click(halt, click) {
      const armed = told('isArmed');
      bot.send(halt);
      await armed;
      let isHalted = false;
      const halted = told('isHalted').then(() => {
        isHalted = true;
      });
      const over = click().then(async () => {
        if (isHalted) return;
        const idle = told('isIdle');
        bot.send({ isOver: true });
        await idle;
      });
      // What was halted never is over, and its bot is killed.
      over.catch(() => undefined);
      await Promise.race([halted, over]);
      return { made, isHalted };
    },
    async kill() {
      await bot.end('SIGKILL');
    },
  };
}

interface BotMessage {
  readonly port?: number;
  readonly call?: string;
  readonly isArmed?: true;
  readonly isHalted?: true;
  readonly isIdle?: true;
}
