import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { hazard } from './hazard.ts';

// The written lists of the promise are these three: nobody else keeps one.

/** What a package may be under without anybody being asked: permissive licences, by their SPDX ids. */
const licences = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
  '(AFL-2.1 OR BSD-3-Clause)',
  'MIT OR Apache-2.0',
];
/** Packages under anything else, and why they may be used all the same. */
const licenceExceptions: Readonly<Record<string, string>> = {
  argparse: 'Python-2.0, which is permissive; in tests only',
  'axe-core': 'MPL-2.0, in tests only',
  'caniuse-lite': 'CC-BY-4.0, which is for data; in tests only',
  lightningcss: 'MPL-2.0, and its builds for each system; in tests only',
  cldrjs: 'MIT by its package, in the old form that a lock file has no room for',
  'escape-regexp-component': 'a few lines that name no licence; restify depends on them',
  'uri-templates': 'public domain by its readme, in tests only',
};
/** Packages that run something when they are installed, and what. */
const installScripts: Readonly<Record<string, string>> = {
  'botbuilder-dialogs': 'removes copies of a package of its own',
  'dtrace-provider': 'builds a probe, where there is a compiler; goes on without',
  esbuild: 'looks whether its program is there',
  lmdb: 'builds what was not built for the system',
  'msgpackr-extract': 'builds what was not built for the system; goes on without',
};

interface Locked {
  /** Where the folder is called otherwise. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}
type Dependencies = Readonly<Record<string, string>>;

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Dependencies;
  readonly devDependencies: Dependencies;
};
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked>>;
};
const [[, root = {}] = [], ...packages] = Object.entries(lock.packages);
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');
const npm = (...words: readonly string[]) =>
  spawnSync('npm', words, {
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });

hazard(
  {
    number: 32,
    hazard: 'Packages of others: exchanged, under another licence, or with scripts that nobody looked at',
    promise:
      'Each is of the registry, of one version and one hash; its licence and its install script are on a written list; there is a bill of materials; where the registry tells known weaknesses, none is high',
    cases: 800,
    least: 800,
  },
  async (run) => {
    await run.check('package.json and its lock file are in step', () => {
      expect(root).toMatchObject({
        dependencies: manifest.dependencies,
        devDependencies: manifest.devDependencies,
      });
      expect(lock.lockfileVersion).toBeGreaterThanOrEqual(3);
      const all = { ...manifest.dependencies, ...manifest.devDependencies };
      for (const [name, version] of Object.entries(all))
        expect([name, version]).toEqual([name, lock.packages[`node_modules/${name}`]?.version]);
      const { status, stderr } = npm('ls', '--all', '--package-lock-only', '--json');
      expect(status, stderr).toBe(0);
    });

    for (const [path, locked] of packages)
      await run.check(path, () => {
        const name = nameOf(path);
        // A package of the registry is named without a place; one in another's archive has that one's hash.
        expect(locked.resolved).toBeUndefined();
        expect(locked.link).toBeUndefined();
        if (!locked.inBundle) expect(locked.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
        if (!licences.includes(locked.license ?? '')) {
          const exception = name.replace(/^(lightningcss)-.*$/, '$1');
          expect(licenceExceptions).toHaveProperty([exception]);
          if (licenceExceptions[exception]?.endsWith('in tests only')) expect(locked.dev).toBe(true);
        }
        if (locked.hasInstallScript) expect(installScripts).toHaveProperty([name]);
      });

    await run.check('no exception is left over', () => {
      const names = packages.map(([path]) => nameOf(path));
      for (const name of [...Object.keys(licenceExceptions), ...Object.keys(installScripts)])
        expect(names).toContain(name);
    });

    let components = 0;
    await run.check('npm run sbom', () => {
      const { status, stdout, stderr } = npm('run', '--silent', 'sbom');
      expect(status, stderr).toBe(0);
      const bill = JSON.parse(stdout) as {
        readonly bomFormat: string;
        readonly components: readonly { readonly purl: string; readonly hashes?: readonly object[] }[];
      };
      expect(bill.bomFormat).toBe('CycloneDX');
      components = bill.components.length;
      const locked = packages.map(([path, { name = nameOf(path), version }]) => `${name}@${version}`);
      const listed = bill.components.map(({ purl }) =>
        decodeURIComponent(purl.replace(/^pkg:npm\/|\?.*$/g, '')),
      );
      expect(new Set(listed)).toEqual(new Set(locked));
      for (const { purl, hashes } of bill.components)
        expect([purl, hashes]).toEqual([purl, [expect.anything()]]);
    });

    const audited = audit();
    if (audited) await run.check('npm audit', () => expect([audited.high, audited.critical]).toEqual([0, 0]));
    const weaknesses = audited
      ? `${audited.moderate + audited.low}, none of them high`
      : 'not checked, as the registry gave no answer';
    const shipped = packages.filter(([, { dev }]) => !dev).length;
    return `${packages.length} packages, ${shipped} of them shipped and ${components} on the bill of materials; ${Object.keys(licenceExceptions).length} exceptions of licences, ${Object.keys(installScripts).length} install scripts; known weaknesses, of what only builds and tests too: ${weaknesses}`;
  },
);

type Severity = 'low' | 'moderate' | 'high' | 'critical';

/** How many weaknesses of all packages are known, by how bad they are; undefined where the registry can't tell. */
function audit(): Readonly<Record<Severity, number>> | undefined {
  const { stdout } = npm('audit', '--json');
  const { metadata } = JSON.parse(stdout || '{}') as {
    readonly metadata?: { readonly vulnerabilities: Readonly<Record<Severity, number>> };
  };
  return metadata?.vulnerabilities;
}
