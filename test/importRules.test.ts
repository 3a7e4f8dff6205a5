import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { files, type Import, imports, importsOf, type Node, nodesOf, textOf, trees } from './readImports.ts';

const moduleOf = (file: string): string => file.split('/')[0] ?? '';
const isOwn = (to: string): boolean => files.includes(to);
const lines = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);

/** Imports of a package, types apart, from other files than these. */
const importersOf = (name: string, allowed: (file: string) => boolean): string[] =>
  lines(
    imports.filter(
      ({ from, to, typeOnly }) => to === name && !typeOnly && !from.startsWith('sandbox/') && !allowed(from),
    ),
  );

describe('the reader of imports', () => {
  it('finds every way to import', () => {
    const text = `import a, { type B } from './x.ts'; import type { C } from 'c'; export * from '../d.ts';
      export { e } from '@s/e/deep'; const f = await import('f/sub'); let g: import('g').G; import 'node:fs';
      import { type H } from 'h'; export type { I } from 'i';`;
    const found = importsOf('m/y.ts', nodesOf(parseAst(text, { lang: 'ts' }).body));
    expect(found.map(({ to, typeOnly }) => `${to}${typeOnly ? ' (type)' : ''}`)).toEqual([
      'm/x.ts',
      'c (type)',
      'd.ts',
      '@s/e',
      'f',
      'g (type)',
      'node:fs',
      'h (type)',
      'i (type)',
    ]);
  });

  it('reads the whole source', () => {
    expect(files).toContain('profile/fields.ts');
    expect(imports.length).toBeGreaterThan(files.length);
    const lost = imports.filter(({ to }) => /\.tsx?$/.test(to) && !isOwn(to));
    expect(lines(lost)).toEqual([]);
  });
});

// Which modules a module may know, whether by value or by type. What is not listed may know no other.
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  profile: [],
  language: [],
  storage: ['store.ts'],
  directory: ['profile', 'pictureKind.ts', 'readUpTo.ts'],
  identity: ['config.ts', 'log.ts', 'clock.ts'],
  edits: ['profile', 'directory', 'newId.ts', 'store.ts', 'clock.ts', 'log.ts'],
  requests: ['profile', 'edits', 'newId.ts', 'store.ts', 'clock.ts'],
  cards: ['profile', 'edits', 'requests', 'language'],
  http: ['config.ts', 'log.ts', 'clock.ts', 'identity', 'hosts.ts', 'telemetry'],
  telemetry: ['config.ts', 'log.ts', 'store.ts', 'directory', 'identity'],
  files: ['directory', 'hosts.ts', 'pictureKind.ts', 'readUpTo.ts'],
  dialogs: [
    'profile',
    'directory',
    'edits',
    'requests',
    'cards',
    'identity',
    'files',
    'language',
    'newId.ts',
    'config.ts',
    'log.ts',
    'clock.ts',
    'store.ts',
  ],
  bot: [
    'profile',
    'directory',
    'edits',
    'requests',
    'cards',
    'identity',
    'language',
    'dialogs',
    'config.ts',
    'log.ts',
    'clock.ts',
    'store.ts',
  ],
  sandbox: [],
  'config.ts': ['profile', 'clouds.ts', 'hosts.ts', 'secret.ts', 'storageLocation.ts'],
  'storageLocation.ts': ['hosts.ts', 'secret.ts'],
  'clouds.ts': [],
  'hosts.ts': [],
  'newId.ts': [],
  'pictureKind.ts': [],
  'readUpTo.ts': [],
  'secret.ts': [],
  'log.ts': ['profile'],
  'store.ts': [],
  'clock.ts': [],
  'index.ts': ['app.ts', 'clock.ts', 'config.ts', 'log.ts', 'telemetry'],
};

describe('who may import whom', () => {
  const modules = [...new Set(files.map(moduleOf))].filter((name) => name !== 'app.ts');
  it.each(modules)('%s', (name) => {
    const allowed = mayKnow[name];
    expect(allowed, `${name} is not in this test’s list of modules`).toBeDefined();
    const foreign = imports.filter(
      ({ from, to }) =>
        moduleOf(from) === name && isOwn(to) && moduleOf(to) !== name && !allowed?.includes(moduleOf(to)),
    );
    expect(lines(foreign)).toEqual([]);
  });

  it('nothing outside the sandbox imports it, and app.ts is imported by index.ts alone', () => {
    const crossing = imports.filter(
      ({ from, to }) => moduleOf(to) === 'sandbox' && moduleOf(from) !== 'sandbox',
    );
    const app = imports.filter(({ from, to }) => to === 'app.ts' && from !== 'index.ts');
    expect(lines([...crossing, ...app])).toEqual([]);
  });

  it('storage and http are for app.ts', () => {
    const used = imports.filter(
      ({ from, to }) =>
        ['storage', 'http'].includes(moduleOf(to)) &&
        isOwn(to) &&
        moduleOf(from) !== moduleOf(to) &&
        from !== 'app.ts',
    );
    expect(lines(used)).toEqual([]);
  });

  it('goes in no circle', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports
          .filter(({ from, to, typeOnly }) => from === file && isOwn(to) && !typeOnly)
          .map(({ to }) => to),
      ]),
    );
    const reaches = (start: string): boolean => {
      const seen = new Set<string>();
      const open = [...(graph.get(start) ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (next === start) return true;
        if (!seen.has(next)) open.push(...(graph.get(next) ?? []));
        seen.add(next);
      }
      return false;
    };
    expect(files.filter(reaches)).toEqual([]);
  });
});

describe('packages with one place of their own', () => {
  it.each([
    ['@microsoft/microsoft-graph-client', 'directory/graphClient.ts'],
    ['@azure/storage-blob', 'storage/blobStore.ts'],
    ['lmdb', 'storage/lmdbStore.ts'],
    ['pino', 'log.ts'],
    ['intl-messageformat', 'language/language.ts'],
    ['i18n-iso-countries', 'profile/countries.ts'],
    ['libphonenumber-js', 'profile/phoneNumbers.ts'],
  ])('%s is for %s', (name, file) => {
    expect(importersOf(name, (from) => from === file)).toEqual([]);
    expect(imports.some(({ from, to }) => from === file && to === name)).toBe(true);
  });

  it('what telemetry sends with is for telemetry, and is loaded when it is configured', () => {
    const packages = [...new Set(imports.map(({ to }) => to).filter((to) => /opentelemetry/.test(to)))];
    expect(packages).toContain('@azure/monitor-opentelemetry-exporter');
    for (const name of packages)
      expect(importersOf(name, (from) => moduleOf(from) === 'telemetry')).toEqual([]);
    // One file has them from the start, and that file is imported when it is wanted.
    const statically = (to: RegExp) =>
      [...trees].flatMap(([file, tree]) =>
        tree
          .filter(({ type, importKind }) => type === 'ImportDeclaration' && importKind !== 'type')
          .filter(({ source }) => to.test(textOf(source) ?? ''))
          .map(() => file),
      );
    expect(new Set(statically(/^@.*opentelemetry/))).toEqual(new Set(['telemetry/openTelemetry.ts']));
    expect(statically(/openTelemetry\.ts$/)).toEqual([]);
  });

  it('@azure/identity is for identity', () => {
    expect(importersOf('@azure/identity', (from) => moduleOf(from) === 'identity')).toEqual([]);
  });

  it('restify is for http', () => {
    expect(importersOf('restify', (from) => moduleOf(from) === 'http')).toEqual([]);
  });

  it('botbuilder, by value or by type, is not for the domain, the directory or the cards', () => {
    const found = imports.filter(
      ({ from, to }) =>
        /^(botbuilder|botframework)/.test(to) &&
        ['profile', 'directory', 'cards', 'language'].includes(moduleOf(from)),
    );
    expect(lines(found)).toEqual([]);
  });

  it('the sandbox’s own packages and those for development are not the bot’s, and its own are', () => {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
    const missing = imports.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        !from.startsWith('sandbox/') &&
        !isOwn(to) &&
        !to.startsWith('node:') &&
        !Object.hasOwn(dependencies, to),
    );
    expect(lines(missing)).toEqual([]);
    // rimraf: botbuilder-dialogs calls it when it is installed.
    const unused = Object.keys(dependencies).filter(
      (name) =>
        name !== 'rimraf' && !imports.some(({ from, to }) => to === name && !from.startsWith('sandbox/')),
    );
    expect(unused).toEqual([]);
  });
});

describe('what is for one file alone', () => {
  const usersOf = (object: string, property?: string): string[] =>
    [...trees]
      .filter(([, tree]) =>
        tree.some((node) => {
          if (property === undefined) return node.type === 'Identifier' && node.name === object;
          const [owner, key] = [node.object as Node | undefined, node.property as Node | undefined];
          return (
            node.type === 'MemberExpression' &&
            owner?.name === object &&
            (key?.name === property || textOf(key) === property)
          );
        }),
      )
      .map(([file]) => file);

  it('the environment', () => {
    expect(usersOf('process', 'env').filter((file) => !file.startsWith('sandbox/'))).toEqual(['config.ts']);
    const nodeProcess = imports.filter(
      ({ to, from }) => to === 'node:process' && !from.startsWith('sandbox/'),
    );
    expect(lines(nodeProcess)).toEqual([]);
  });

  it('the console is for nobody', () => {
    expect(usersOf('console').filter((file) => file !== 'sandbox/index.ts')).toEqual([]);
  });
});
