import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { builtFile, runBot, startBot, temporaryFolder } from '../support/botProcess.ts';
import { textOf } from '../support/cards.ts';
import { press } from '../support/desk.ts';
import { openChat, startServices } from '../support/processDesk.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
let environment: Record<string, string>;
beforeAll(async () => {
  environment = { ...(await startServices()).environment(), PORT: '0', STORAGE: 'memory:' };
});

/** What an operator installs: the build without the sandbox, and the packages that it names. */
function installedAlone(): string {
  const folder = temporaryFolder();
  const sandboxFolder = dirname(builtFile('sandbox/index.js'));
  cpSync(dirname(builtFile('index.js')), join(folder, 'dist'), {
    recursive: true,
    filter: (file) => file !== sandboxFolder,
  });
  const manifest = readFileSync(join(project, 'package.json'), 'utf8');
  writeFileSync(join(folder, 'package.json'), manifest);
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(project, 'node_modules', name), link, 'junction');
  }
  return join(folder, 'dist/index.js');
}

describe('the bot as a process', () => {
  it('looks up and saves with nothing but its environment, without the sandbox’s files', async () => {
    const sandbox = await startServices();
    const bot = await startBot(sandbox, { STORAGE: 'file:./store' }, { file: installedAlone() });
    const client = await openChat(sandbox);
    await client.send(people.obrien.displayName);
    const saved = await press(client, client.last(), 'Save', { jobTitle: 'Harbor Master' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(sandbox.graph.directory.person(people.obrien.oid)).toMatchObject({ jobTitle: 'Harbor Master' });
    const { code, stdout, stderr } = await bot.end('SIGTERM');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('"fields":["jobTitle"]');
    expect(stdout).not.toContain('Harbor Master');
    expect(stdout).not.toContain(sandbox.tenant.botPassword);
  });

  it('says that it lives, and that it is ready', async () => {
    const { url } = await startBot(await startServices(), { STORAGE: 'file:./store' });
    const live = await fetch(`${url}/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', missing: [] }]);
  });
});

describe('a bot that can’t start', () => {
  const secret = 'Sw0rdfish-and-more';

  it('lists all that is missing or wrong, and prints no secret', async () => {
    const { BOT_ID: _left, ...rest } = environment;
    const { code, stdout, stderr } = await runBot({
      ...rest,
      BOT_TENANT_ID: 'not-a-guid',
      BOT_PASSWORD: secret,
      BOT_CERTIFICATE_PATH: './bot.pem',
      PORT: '99999',
      STORAGE: 'nowhere',
      WRITES: 'maybe',
      EDITABLE_FIELDS: 'jobTitle,shoeSize',
      GRAPH_BASE_URL: 'http://graph.example',
    }).exit;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const [title, ...problems] = stderr.trim().split('\n');
    expect(title).toBe('The configuration has 8 problem(s):');
    const named = problems.map((problem) => problem.replace(/^- (Exactly one of )?/, '').split(/[ ,]/)[0]);
    expect(named.sort()).toEqual([
      'BOT_ID',
      'BOT_MANAGED_IDENTITY_CLIENT_ID',
      'BOT_TENANT_ID',
      'EDITABLE_FIELDS',
      'GRAPH_BASE_URL',
      'PORT',
      'STORAGE',
      'WRITES',
    ]);
    expect(stderr).not.toContain(secret);
  });

  it('lists what it can’t do without, where nothing is set', async () => {
    const { code, stderr } = await runBot({}).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The configuration has 3 problem\(s\):\n- BOT_ID is required\n- BOT_TENANT_ID is/,
    );
    expect(stderr).toContain('Exactly one of');
  });

  it.each(['memory:', 'file:./store'])('says that its port is taken (STORAGE=%s)', async (storage) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { code, stderr } = await runBot({ ...environment, PORT: port, STORAGE: storage }).exit;
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The configuration has 1 problem(s):\n- HOST and PORT can't be used: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    );
  });

  it('names the process that has the folder of the store', async () => {
    const STORAGE = `file:${join(temporaryFolder(), 'store')}`;
    const first = await startBot(await startServices(), { STORAGE });
    const { code, stderr } = await runBot({ ...environment, STORAGE }).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The configuration has 1 problem.*\n- STORAGE can't be used: .+\n$/);
    expect(stderr).toContain(`is in use by another process (${first.pid})`);
  });

  it.each([
    ['a file stands where the folder would be', 'STORAGE', (file: string) => `file:${file}`],
    ['its parent is a file', 'STORAGE', (file: string) => `file:${file}/store`],
    ['the certificate is none', 'BOT_CERTIFICATE_PATH', (file: string) => file],
    ['the certificate is missing', 'BOT_CERTIFICATE_PATH', (file: string) => `${file}.pem`],
  ])('names the variable where %s', async (_why, variable, settingOf) => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, 'x');
    const password = variable === 'BOT_CERTIFICATE_PATH' ? { BOT_PASSWORD: '' } : {};
    const { code, stderr } = await runBot({ ...environment, ...password, [variable]: settingOf(file) }).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^The configuration has 1 problem.*\n- ${variable} can't be used: .+\n$`),
    );
  });
});
