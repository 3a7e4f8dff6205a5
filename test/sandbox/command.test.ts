import { cpSync, symlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { builtFile, temporaryFolder } from '../support/botProcess.ts';
import { textOf } from '../support/cards.ts';
import { press } from '../support/desk.ts';
import { isAlive, type RunningProcess, startProcess } from '../support/nodeProcess.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
/** The line that is promised, alone on its line. */
const announced = /^Profile Desk sandbox: (http:\/\/127\.0\.0\.1:\d+)\/$/m;

/** Each Node.js process writes its id to standard error as it begins: the sandbox's own, and the bot's after it. */
const tellingPids = `--import=data:text/javascript,process.stderr.write(\`pid_\${process.pid}_\\n\`)`;

function runSandbox(...args: string[]): RunningProcess {
  return startProcess(process.execPath, [builtFile('sandbox/index.js'), ...args], {
    environment: { NODE_OPTIONS: tellingPids },
    folder: temporaryFolder(),
    ownGroup: true,
  });
}

async function startSandboxCommand(
  ...args: string[]
): Promise<{ sandbox: RunningProcess; url: string; botPid: number }> {
  const sandbox = runSandbox('--port', '0', ...args);
  const [, url = ''] = await sandbox.shows(announced);
  const pids = [...sandbox.stderr().matchAll(/pid_(\d+)_/g)].map(([, pid]) => Number(pid));
  expect(pids).toHaveLength(2);
  return { sandbox, url, botPid: pids[1] ?? 0 };
}

async function administrator(url: string): Promise<TeamsClient> {
  const client = new TeamsClient({ baseUrl: url, oid: people.userAdministrator.oid });
  await client.open();
  return client;
}

describe('the sandbox’s command', () => {
  it.each([
    ['SIGINT', []],
    ['SIGTERM', ['--credential', 'certificate']],
    ['SIGHUP', ['--credential', 'managedIdentity']],
  ] as const)(
    'says where its page is, does the job, and ends within 2 s, bot and all, on %s (%j)',
    async (signal, args) => {
      const { sandbox, url, botPid } = await startSandboxCommand(...args);
      expect(sandbox.stdout()).toBe(`Profile Desk sandbox: ${url}/\n`);
      const page = await fetch(`${url}/`);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('html')]);
      const client = await administrator(url);
      await client.send(people.obrien.oid);
      const saved = await press(client, client.last(), 'Save', { jobTitle: 'Harbor Master' });
      client.close();
      expect(textOf(saved.card)).toMatch(/^Saved\n/);
      expect(isAlive(botPid)).toBe(true);

      const askedAt = performance.now();
      const { code } = await sandbox.end(signal);
      expect(performance.now() - askedAt).toBeLessThan(2_000);
      expect(code).toBe(0);
      expect(isAlive(botPid)).toBe(false);
      await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');
    },
  );

  it('ends within 2 s though a save is under way that gets no answer, and though Ctrl-C is pressed twice', async () => {
    const { sandbox, url, botPid } = await startSandboxCommand();
    const client = await administrator(url);
    await client.send(people.obrien.oid);
    const settings = await fetch(`${url}/sandbox/api/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ latencyMs: 600_000 }),
    });
    expect(settings.status).toBe(200);
    const saving = press(client, client.last(), 'Save', { jobTitle: 'Harbor Master' }).catch(() => undefined);
    await client.waitFor((chat) => chat.last().busy);
    const askedAt = performance.now();
    void sandbox.end('SIGINT');
    const { code } = await sandbox.end('SIGINT');
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(code).toBe(0);
    expect(isAlive(botPid)).toBe(false);
    client.close();
    await saving;
  });

  it('ends with exit code 0 where it is stopped before the bot is ready', async () => {
    const sandbox = runSandbox('--port', '0');
    await sandbox.shows(/pid_\d+_\npid_\d+_/, 'stderr');
    const { code, stderr } = await sandbox.end('SIGINT');
    expect(code).toBe(0);
    expect(stderr).not.toContain('did not become ready');
  });

  it('ends with words and exit code 1 where the bot dies', async () => {
    const { sandbox, url, botPid } = await startSandboxCommand();
    process.kill(botPid, 'SIGKILL');
    const { code, stderr } = await sandbox.exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nThe bot stopped by itself \(SIGKILL\)\.\n$/);
    await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');
  });

  it('says that its port is taken, and how to take another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runSandbox('--port', String(port)).exit;
    await new Promise((resolve) => other.close(resolve));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.replace(/pid_\d+_\n/, '')).toBe(
      `Port ${port} is taken. Choose another: npm run sandbox -- --port 0 takes any free one.\n`,
    );
  });

  it.each([
    [['--port', 'many'], '“many”'],
    [['--port', '65536'], '“65536”'],
    [['--port', ''], '“”'],
    [['--port=-1'], '“-1”'],
    [['--port'], "'--port <value>'"],
    [['--credential', 'password'], '“password”'],
    [['--prot', '0'], "'--prot'"],
    [['3979'], "'3979'"],
  ])('says what is wrong with %j', async (args, named) => {
    const { code, stdout, stderr } = await runSandbox(...args).exit;
    expect([code, stdout]).toEqual([1, '']);
    const [, words, ...more] = stderr.trimEnd().split('\n');
    expect(words).toContain(named);
    expect(more).toEqual([]);
  });
});

describe('npm run sandbox', () => {
  it('builds, says where its page is, and ends on Ctrl-C', async () => {
    // In a copy: it builds, and other tests use the build meanwhile.
    const folder = temporaryFolder();
    for (const name of ['src', 'tools', 'package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(join(project, name), join(folder, name), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const { PATH = '', HOME = '' } = process.env;
    const npm = startProcess('npm', ['run', 'sandbox', '--', '--port', '0'], {
      environment: { PATH, HOME, NODE_OPTIONS: tellingPids },
      folder,
      ownGroup: true,
    });
    const [, url = ''] = await npm.shows(announced);
    expect((await fetch(`${url}/`)).status).toBe(200);
    const pids = [...npm.stderr().matchAll(/pid_(\d+)_/g)].map(([, pid]) => Number(pid));

    const askedAt = performance.now();
    const { code } = await npm.end('SIGINT');
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
