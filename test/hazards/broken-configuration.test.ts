import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { extname, join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator as knownSecrets } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
// @ts-expect-error a script without types
import { readAppPackage } from '../../tools/package/appPackage.mjs';
import { bot, madeUp } from '../package/madeUp.ts';
import { runBot, temporaryFolder } from '../support/botProcess.ts';
import { canary } from '../support/canaries.ts';
import { type Environment, problemsIn, settings } from '../support/settings.ts';
import { hazard } from './hazard.ts';

const good = { BOT_ID: settings.BOT_ID?.good[0] ?? '', BOT_TENANT_ID: settings.BOT_TENANT_ID?.good[0] ?? '' };
const sound: Environment = { ...good, BOT_PASSWORD: settings.BOT_PASSWORD?.good[0] };

/** Any variables, most of them as they should be. */
const environments: fc.Arbitrary<Environment> = fc.record(
  Object.fromEntries(
    Object.entries(settings).map(([name, { good: taken, bad }]) => [
      name,
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...taken) },
        { weight: 2, arbitrary: fc.constantFrom('', ' ', ...bad) },
      ),
    ]),
  ),
  { requiredKeys: [] },
);

/** What is told: one list, each problem by its variable, once. */
function check(message: string, environment: Environment): void {
  const [title, ...problems] = message.split('\n');
  expect(title).toBe(`The configuration has ${problems.length} problem(s):`);
  for (const problem of problems) expect(problem).toMatch(/^- [A-Z]\S+ .+/);
  expect(problems.map((problem) => problem.slice(2).split(' ')[0]).sort()).toEqual(problemsIn(environment));
  const unnamed = problems
    .filter((problem) => !/^- (EDITABLE|DYNAMIC_GROUP)_FIELDS /.test(problem))
    .join('\n');
  expect(unnamed).not.toContain(canary);
  for (const { bad, good: taken } of Object.values(settings).filter(({ isNamed }) => !isNamed))
    for (const value of [...bad, ...taken.filter((one) => one.length > 12)])
      if (Object.values(environment).includes(value)) expect(unnamed).not.toContain(value);
}

/** Secrets of Microsoft's that the library does not know. */
const microsoftSecrets = [
  // A client secret: https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret.
  /[\w~.-]{3}\dQ~[\w~.-]{31,34}/,
  // https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key
  /AccountKey=[A-Za-z0-9+/]{86}==/,
  /[?&]sig=[A-Za-z0-9%]{43,}/,
  /eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
];
/** URLs that the bot refuses because a password is in them. */
const madeUpPasswords = ['test/config.test.ts', 'test/http/serviceUrl.test.ts', 'test/support/settings.ts'];

async function secretsIn(filePath: string, content: string): Promise<string[]> {
  const { messages } = await lintSource({
    source: { filePath, content, ext: extname(filePath), contentType: 'text' },
    options: { config: { rules: [{ id: 'known secrets', rule: knownSecrets }] }, maskSecrets: true },
  });
  const known = messages
    .filter(({ messageId }) => messageId !== 'BasicAuth' || !madeUpPasswords.includes(filePath))
    .map(({ loc, message }) => `${filePath}:${loc.start.line} ${message}`);
  const others = microsoftSecrets.filter((pattern) => pattern.test(content));
  return [...known, ...others.map((pattern) => `${filePath} ${pattern}`)];
}

hazard(
  {
    number: 30,
    hazard: 'A configuration that is missing, invalid or holds secrets where they don’t belong',
    promise:
      'It does not start: exit code 1, and one list of all problems, by variable, without a secret; none is in the repository or the app package',
    cases: 5_000,
    least: 60,
  },
  async (run) => {
    const keys = Object.keys(settings);
    const source = ['src/config.ts', 'src/storageLocation.ts']
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    await run.check('every variable is tried', () => {
      const inSchema = [...source.matchAll(/^ {2}([A-Z]+(?:_[A-Z]+)+|[A-Z]+): /gm)].map(([, name]) => name);
      const given = [...source.matchAll(/\bgiven\.([A-Z_]+)/g)].map(([, name]) => name);
      expect(keys.toSorted()).toEqual([...new Set([...inSchema, ...given])].toSorted());
    });

    const broken = keys.flatMap((name) =>
      [undefined, ...(settings[name]?.bad ?? [])].map((value) => ({ name, value })),
    );
    for (const { name, value } of broken)
      await run.check(`${name}=${value ?? ''}`, () => checkRead({ ...sound, [name]: value }));
    await run.property(fc.property(environments, checkRead), Math.max(20, run.cases - broken.length));

    // A process takes a second: all of them in a full run, and some of each run.
    const started = broken.filter(({ name, value }) => problemsIn({ ...sound, [name]: value }).length > 0);
    const starts = fc.sample(fc.shuffledSubarray(started, { minLength: started.length }), {
      numRuns: 1,
      seed: run.seed,
    });
    const chosen = (starts[0] ?? []).slice(0, Math.max(2, Math.ceil(started.length * run.scale)));
    for (const { name, value } of chosen)
      await run.check(`a process with ${name}=${value ?? ''}`, () =>
        checkProcess({ ...sound, [name]: value }),
      );
    await run.check('a process with nothing right', () =>
      checkProcess(
        Object.fromEntries(keys.map((name) => [name, settings[name]?.bad[0] ?? settings[name]?.good[0]])),
      ),
    );

    for (const [variables, environment] of Object.entries(await unusable()))
      await run.check(`a process that can’t use its ${variables}`, async () => {
        const { code, stdout, stderr } = await runBot({ ...good, ...environment }).exit;
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(/^The configuration has 1 problem\(s\):\n- .+\n$/);
        expect(stderr).toContain(`- ${variables} can't be used: `);
        expect(stderr).not.toContain(sound.BOT_PASSWORD);
      });

    const files = repositoryFiles();
    await run.check('the scan finds secrets', async () => {
      const planted = [
        `abc8Q~${'x'.repeat(34)}`,
        `AccountKey=${'x'.repeat(86)}==`,
        `ghp_${'aB3'.repeat(12)}`,
      ];
      for (const secret of planted)
        expect(await secretsIn('planted', `x = ${secret}`), secret).toHaveLength(1);
    });
    await run.check('the repository', async () => {
      const found = await Promise.all(files.map((file) => secretsIn(file, readFileSync(file, 'utf8'))));
      expect(found.flat()).toEqual([]);
    });
    await run.check('the app package', async () => {
      const secrets = { BOT_PASSWORD: `${canary}-1`, SECRET_BOT_PASSWORD: `${canary}-2` };
      const { files: made, problems } = readAppPackage({ ...madeUp, ...secrets }, bot);
      expect(problems).toEqual([]);
      for (const [name, bytes] of Object.entries(made as Record<string, Buffer>)) {
        expect(await secretsIn(name, bytes.toString('latin1'))).toEqual([]);
        expect(bytes.toString('latin1')).not.toContain(canary);
      }
    });
    return `${keys.length} variables, ${chosen.length + 1} processes, and 3 with a file, folder or port that can’t be used; ${files.length} files of the repository and the app package without a secret`;
  },
);

/** What is in the repository; of a copy without its history, all that it does not say to leave out. */
function repositoryFiles(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8' });
  if (status === 0) return stdout.split('\0').filter(Boolean);
  const ignored = readFileSync('.gitignore', 'utf8')
    .split('\n')
    .map((line) => line.replaceAll('/', ''));
  return readdirSync('.', { withFileTypes: true })
    .filter(({ name }) => name !== '.git' && !ignored.includes(name))
    .flatMap((entry) => (entry.isFile() ? [entry.name] : filesIn(entry.name)));
}

function filesIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

function checkRead(environment: Environment): void {
  let message = '';
  try {
    readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    message = error.message;
  }
  if (message === '') expect(problemsIn(environment)).toEqual([]);
  else check(message, environment);
}

/** What is right as a text, and can’t be used: a certificate, a folder and a port, by what the list says of them. */
async function unusable(): Promise<Readonly<Record<string, Record<string, string>>>> {
  const { port } = (await listening()).address() as AddressInfo;
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const secret = { BOT_PASSWORD: sound.BOT_PASSWORD ?? '', HOST: '127.0.0.1' };
  return {
    BOT_CERTIFICATE_PATH: { BOT_CERTIFICATE_PATH: join(folder, 'nowhere.pem') },
    STORAGE: { ...secret, STORAGE: `file:${join(file, 'store')}`, PORT: '0' },
    'HOST and PORT': { ...secret, STORAGE: 'memory:', PORT: String(port) },
  };
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return server;
}

async function checkProcess(environment: Environment): Promise<void> {
  const set = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const { code, stdout, stderr } = await runBot(Object.fromEntries(set)).exit;
  expect([code, stdout]).toEqual([1, '']);
  check(stderr.trimEnd(), environment);
}
