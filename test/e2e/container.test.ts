import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser, type From, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBot, temporaryFolder } from '../support/botProcess.ts';
import { startProcess } from '../support/nodeProcess.ts';
import { lookUpAndSave, startServices } from '../support/processDesk.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** The instructions of each stage, its FROM first. */
const stages: Instruction[][] = [];
for (const instruction of DockerfileParser.parse(read('Dockerfile')).getInstructions()) {
  if (instruction.getKeyword() === 'FROM') stages.push([]);
  stages.at(-1)?.push(instruction);
}
const [build = [], image = []] = stages;
const named = (stage: Instruction[], keyword: string) => stage.filter((one) => one.getKeyword() === keyword);
const wordsOf = (stage: Instruction[], keyword: string): string[] =>
  named(stage, keyword).map((one) => one.getArgumentsContent() ?? '');
/** An instruction in its JSON form, which starts the program itself and no shell around it. */
const commandOf = (instruction: Instruction | undefined): string[] =>
  (instruction as JSONInstruction | undefined)?.getJSONStrings().map((one) => one.getJSONValue()) ?? [];
const healthCheck = (): string[] => {
  const [text = ''] = wordsOf(image, 'HEALTHCHECK');
  return JSON.parse(text.slice(text.indexOf('CMD') + 3));
};

describe('the Dockerfile', () => {
  it('has a stage that builds and one that runs, both on one Node.js of an exact version', () => {
    expect(stages).toHaveLength(2);
    const bases = stages.map(([from]) => (from as From).getImage());
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-\w+-slim$/);
  });

  it('takes nothing but the artefact into the image', () => {
    expect(named(image, 'COPY').map((one) => one.getTextContent())).toEqual(['COPY --from=build /app ./']);
    expect(named(image, 'ADD')).toEqual([]);
    expect(wordsOf(image, 'RUN')).toEqual(['install -d -o 65532 -g 65532 -m 700 /data']);
  });

  it('runs as nobody in particular, by number, which an orchestrator can check', () => {
    expect(wordsOf(image, 'USER')).toEqual(['65532:65532']);
    const after = image.slice(image.findIndex((one) => one.getKeyword() === 'USER') + 1);
    expect(after.map((one) => one.getKeyword())).toEqual(['EXPOSE', 'HEALTHCHECK', 'CMD']);
  });

  it('starts the bot itself, so that a stop reaches it', () => {
    expect(named(image, 'ENTRYPOINT')).toEqual([]);
    expect(commandOf(named(image, 'CMD')[0])).toEqual(['node', 'index.js']);
  });

  it('holds no secret and no build argument', () => {
    expect(named([...build, ...image], 'ARG')).toEqual([]);
    expect(wordsOf([...build, ...image], 'ENV')).toEqual(['STORAGE=file:/data']);
    expect(wordsOf(image, 'VOLUME')).toEqual(['["/data"]']);
  });
});

/** What `.dockerignore` lets through; of its patterns it has plain names only. */
function isSent(path: string): boolean {
  const rules = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [everything, ...rest] = rules;
  expect(everything).toBe('*');
  let sent = false;
  for (const rule of rest) {
    const name = rule.replace(/^!/, '');
    expect(name).toMatch(/^[\w./-]+$/);
    if (path === name || path.startsWith(`${name}/`)) sent = rule.startsWith('!');
  }
  return sent;
}

describe('its steps', () => {
  let app: string;
  beforeAll(() => {
    const source = temporaryFolder();
    app = join(temporaryFolder(), 'app');
    for (const name of ['LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json', 'src', 'tools'])
      cpSync(join(repository, name), join(source, name), {
        recursive: true,
        filter: (file) => isSent(relative(repository, file).replaceAll('\\', '/')),
      });
    const steps = wordsOf(build, 'RUN');
    expect(steps).toEqual(['npm ci --no-audit --no-fund', 'npm run artefact -- --out /app']);
    // The first is what this repository's own folder of packages came from.
    symlinkSync(join(repository, 'node_modules'), join(source, 'node_modules'), 'junction');
    const [command = '', ...args] = (steps[1] ?? '').replace(' /app', ` ${app}`).split(' ');
    const { status, stderr } = spawnSync(command, args, { cwd: source, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('make an image whose bot does the main job, is well, and stops', async () => {
    const sandbox = await startServices();
    const [program, ...args] = commandOf(named(image, 'CMD')[0]);
    expect(program).toBe('node');
    const store = join(temporaryFolder(), 'data');
    const bot = await startBot(sandbox, { STORAGE: `file:${store}` }, { file: args[0] ?? '', folder: app });
    expect(await lookUpAndSave(sandbox, 'Harbor Master')).toMatch(/^Saved\n/);
    const check = async (port: string) => {
      const [, ...rest] = healthCheck();
      return await startProcess(process.execPath, rest, { environment: { PORT: port } }).exit;
    };
    const { port } = new URL(bot.url);
    expect(await check(port)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await bot.end('SIGTERM')).code).toBe(0);
    expect((await check(port)).code).toBe(1);
  });

  it.each([
    '.env',
    'env/.env.dev.user',
    'node_modules/x/index.js',
    'src/sandbox/index.ts',
    'test/x.ts',
    '.git/config',
  ])('are not sent %s', (path) => {
    expect(isSent(path)).toBe(false);
  });
});
