import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll } from 'vitest';

export interface ProcessOptions {
  /** The whole environment: nothing of this process's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Runs as this user and group, which only root may do. */
  readonly userId?: number;
  /** In a process group of its own, which the signals go to, as those of a terminal do. */
  readonly ownGroup?: boolean;
  /** Called with each message that a Node.js program sends: there is a channel then. */
  readonly onMessage?: (message: unknown) => void;
}

export interface Exit {
  /** The exit code, or the name of the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program under test, in a process of its own. */
export interface RunningProcess {
  readonly pid: number;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<Exit>;
  /** Sends a message by the channel. */
  send(message: object): void;
  /** @returns how it ended */
  end(signal?: NodeJS.Signals): Promise<Exit>;
  /**
   * Waits until its standard output, or its standard error, shows something.
   * @throws Error with all that it wrote, where it ends before
   */
  shows(pattern: RegExp, where?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
}

const running = new Map<ChildProcess, () => void>();
// Whatever a test did or did not come to, no process outlives its file.
afterAll(async () => {
  const ends = [...running].map(([child, kill]) => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    kill();
    return gone;
  });
  await Promise.all(ends);
});

/** Starts a program. It is ended with the test file at the latest. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): RunningProcess {
  const { environment, folder, userId, ownGroup = false, onMessage } = options;
  const child = spawn(command, args, {
    env: environment,
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? (['ipc'] as const) : [])],
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
  });
  if (onMessage) child.on('message', onMessage);
  const pid = child.pid ?? 0;
  const signal = (name: NodeJS.Signals): void => {
    if (!running.has(child)) return;
    if (ownGroup) process.kill(-pid, name);
    else child.kill(name);
  };
  running.set(child, () => signal('SIGKILL'));

  const written = { stdout: '', stderr: '' };
  for (const where of ['stdout', 'stderr'] as const)
    child[where]?.setEncoding('utf8').on('data', (text: string) => {
      written[where] += text;
    });
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? signal ?? 'SIGKILL', ...written });
    });
  });

  return {
    pid,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    exit,
    send(message) {
      child.send(message);
    },
    end(name = 'SIGKILL') {
      signal(name);
      return exit;
    },
    shows(pattern, where = 'stdout') {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(written[where]);
          if (!found) return;
          child[where]?.off('data', look);
          resolve(found);
        };
        child[where]?.on('data', look);
        const ended = ({ stdout, stderr }: Exit) =>
          reject(new Error(`It ended without ${pattern}:\n${stdout}\n${stderr}`));
        exit.then(ended, reject);
        look();
      });
    },
  };
}

/** Whether there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
