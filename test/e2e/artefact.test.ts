import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { makeArtefact } from '../support/artefact.ts';
import { startBot, temporaryFolder } from '../support/botProcess.ts';
import { lookUpAndSave, startServices } from '../support/processDesk.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const { devDependencies, dependencies } = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
) as Record<'devDependencies' | 'dependencies', Record<string, string>>;

let app: string;
beforeAll(() => {
  app = makeArtefact();
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
const text = (file: string): string => readFileSync(join(app, file), 'utf8');

describe('the artefact', () => {
  it('holds the bot in one file, what can’t be in it, and the licences', () => {
    const own = filesIn(app).filter((file) => !file.startsWith('node_modules/'));
    expect(own.sort()).toEqual([
      'LICENSE',
      'THIRD-PARTY-LICENSES.txt',
      'index.js',
      'package-lock.json',
      'package.json',
    ]);
    const manifest = JSON.parse(text('package.json'));
    expect(manifest).toMatchObject({
      dependencies: { lmdb: dependencies.lmdb },
      scripts: { start: 'node index.js' },
    });
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('holds nothing of the sandbox, of the tests, or of what only they need', () => {
    const bundle = text('index.js');
    expect(bundle).not.toMatch(/sandbox|northwind/i);
    expect(bundle).not.toContain(repository);
    const licences = text('THIRD-PARTY-LICENSES.txt');
    const bundled = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.*\)\n-+$/gm)].map(([, name]) => name);
    expect(bundled).toEqual(expect.arrayContaining(['botbuilder', '@azure/identity', 'restify', 'zod']));
    const installed = Object.keys(JSON.parse(text('node_modules/.package-lock.json')).packages).map((path) =>
      path.replace(/^.*node_modules\//, ''),
    );
    for (const name of Object.keys(devDependencies))
      expect([name, bundled.includes(name) || installed.includes(name)]).toEqual([name, false]);
  });

  it('installs the versions of the lock file', () => {
    const locked = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(text('node_modules/.package-lock.json')).packages as Record<string, object>;
    expect(Object.keys(installed)).toContain('node_modules/lmdb');
    for (const [path, { version, integrity }] of Object.entries<Record<string, string>>(installed as never))
      expect([path, version, integrity]).toEqual([path, locked[path].version, locked[path].integrity]);
  });

  it('leaves out only what the bot does not use', () => {
    const used = filesIn(join(repository, 'src'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(repository, 'src', file), 'utf8'))
      .filter((source) => source.includes("'botbuilder-dialogs'"));
    expect(used.length).toBeGreaterThan(0);
    for (const source of used)
      expect(source).not.toMatch(
        /\b(ChoicePrompt|ConfirmPrompt|NumberPrompt|DateTimePrompt|recognizeChoices)\b/,
      );
  });

  it('says what is wrong with its configuration', () => {
    const { status, stderr } = spawnSync(process.execPath, ['index.js'], {
      cwd: app,
      env: {},
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The configuration has 3 problem\(s\):\n/);
  });

  it.each(sandboxCredentials)('alone in a folder, looks up and saves, with a %s', async (credential) => {
    const sandbox = await startServices({ credential });
    await startBot(sandbox, { STORAGE: 'file:./store' }, { file: join(app, 'index.js') });
    expect(await lookUpAndSave(sandbox, 'Harbor Master')).toMatch(/^Saved\n/);
    expect(sandbox.graph.directory.person(people.obrien.oid)).toMatchObject({ jobTitle: 'Harbor Master' });
  });
});

describe('without root, where nothing but the store can be written', () => {
  // That of the container. Who is no root can't become another, and is none already.
  const userId = process.getuid?.() === 0 ? 65_532 : undefined;

  it('looks up and saves, and stops when it is told to', async () => {
    const sandbox = await startServices();
    const folder = temporaryFolder();
    const store = join(folder, 'store');
    mkdirSync(store, { mode: 0o700 });
    // The folders of tests, the authority's file, and Node.js itself may be this user's alone.
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    const authority = join(folder, 'authority.pem');
    copyFileSync(sandbox.environment().NODE_EXTRA_CA_CERTS ?? '', authority);
    for (const path of [folder, app, join(app, '..')]) chmodSync(path, 0o555);
    if (userId !== undefined) chownSync(store, userId, userId);
    const before = filesIn(app);
    const environment = {
      STORAGE: `file:${store}`,
      NODE_EXTRA_CA_CERTS: authority,
      TMPDIR: join(folder, 'none'),
      HOME: join(folder, 'none'),
    };
    const user = userId === undefined ? {} : { userId };
    const where = { file: join(app, 'index.js'), folder: app, node, ...user };
    const bot = await startBot(sandbox, environment, where);
    expect(await lookUpAndSave(sandbox, 'Harbor Master')).toMatch(/^Saved\n/);
    expect(await bot.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    for (const path of [folder, app, join(app, '..')]) chmodSync(path, 0o755);
    expect(filesIn(app)).toEqual(before);
    expect(readdirSync(store).sort()).toEqual(['data.mdb', 'lock.mdb']);
  });
});
