import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HazardResult } from './hazards/hazard.ts';

type Row = HazardResult & { readonly commit: string };

/** A working directory with rows of its own. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-desk-rows-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'test/hazards'), { recursive: true });
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `npm run hazards` there. */
function hazards(...options: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [resolve('tools/hazards.mjs'), ...options, '--json', 'out.json'],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  return { status, said: stdout + stderr };
}

/** A row of the working directory. */
function declare(name: string, cases: number, body: string): void {
  const frame = JSON.stringify(resolve('test/hazards/hazard.ts'));
  writeFileSync(
    join(folder, `test/hazards/${name}.test.ts`),
    `import { afterAll } from 'vitest';
     import { hazard } from ${frame};
     const row = { number: 1, hazard: '${name}', promise: 'none', cases: ${cases} };
     ${body}`,
  );
}
const passes = "hazard(row, async (run) => { await run.check('one', () => undefined); return 'fine'; });";

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const failuresIn = (file: string) =>
  (JSON.parse(read(file)) as Row[]).map(({ name, failures }) => `${name}: ${failures}`).sort();

describe('a failure outside of the cases', () => {
  it('is one of its row, which a later join of runs does not forget', () => {
    declare('sound', 1, passes);
    declare('short', 2, passes);
    declare('hook', 1, `afterAll(() => { throw new Error('in a hook'); }); ${passes}`);
    declare('rejection', 1, `void Promise.reject(new Error('that nobody handled')); ${passes}`);
    const { said, status } = hazards();
    expect(status).toBe(1);
    expect(said).toContain('1 cases were run of 2');
    const found = ['hook: 1', 'rejection: 1', 'short: 1', 'sound: 0'];
    expect(failuresIn('out.json')).toEqual(found);
    writeFileSync(join(folder, 'run.json'), read('out.json'));
    expect(hazards('--merge', 'run.json').status).toBe(1);
    expect(failuresIn('out.json')).toEqual(found);
  });
});

describe('a property that does not hold', () => {
  it.each(['property', 'asyncProperty'])(
    'is told by its smallest case, as far as there is time (%s)',
    (kind) => {
      declare(
        'slow',
        1,
        `import fc from 'fast-check';
       import { vi } from 'vitest';
       vi.useFakeTimers({ toFake: ['performance'] });
       const minute = 60_000;
       let tried = 0;
       hazard(row, async (run) => {
         await run.property(fc.${kind}(fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), () => {
           tried += 1;
           vi.advanceTimersByTime(minute);
           throw new Error('fails always');
         }));
         return 'tried ' + tried;
       });`,
      );
      expect(hazards('--seed', '1').said).toContain('fails always');
      expect(JSON.parse(read('out.json'))).toMatchObject([{ failures: 1, figure: 'tried 7' }]);
    },
  );
});

describe('a join of runs', () => {
  const full: Row = {
    number: 1,
    name: 'row',
    hazard: 'It breaks',
    promise: 'It does not',
    cases: 100,
    fullCases: 100,
    failures: 0,
    figure: 'all',
    seed: 7,
    scale: 1,
    seconds: 1,
    commit: 'abc',
  };
  const part = { ...full, cases: 2, scale: 0.02, figure: 'some' };
  /** Joins runs of one row each. */
  function joined(...rows: readonly Row[]) {
    declare('row', 1, '');
    rows.forEach((row, index) => {
      writeFileSync(join(folder, `${index}.json`), JSON.stringify([row]));
    });
    writeFileSync(join(folder, 'docs/hazards.md'), 'as before');
    const { status, said } = hazards('--merge', ...rows.map((_row, index) => `${index}.json`), '--docs');
    return { status, said, page: read('docs/hazards.md') };
  }

  it('takes the last full run, and the last of all where none is full', () => {
    const { status, page } = joined(part, { ...full, figure: 'old' }, full, part);
    expect(status).toBe(0);
    expect(page).toContain('All rows below were run in full.');
    expect(page).toContain('| 100 | 0 | all |');
    expect(joined({ ...part, figure: 'old' }, part).page).toContain('| some |');
  });

  it('is kept beside the page, for the next one', () => {
    const { page } = joined(full);
    expect(JSON.parse(read('docs/hazards.json'))).toEqual([full]);
    expect(hazards('--merge', 'docs/hazards.json', '--docs').status).toBe(0);
    expect(read('docs/hazards.md')).toBe(page);
  });

  it('names the days and the machines', () => {
    declare('other', 1, '');
    const days = ['2026-03-02', '2026-03-01'].map((date, index) => ({
      ...full,
      ...{ name: ['row', 'other'][index] ?? '', date, node: 'v20', machine: '2 × A' },
    }));
    expect(joined(...days).page).toContain('Run on 2026-03-01 and 2026-03-02, Node.js v20, 2 × A.');
  });

  it('shows the words of a row to the letter', () => {
    const { page } = joined({ ...full, hazard: 'a | b', figure: '__proto__ and 2 * 3' });
    expect(page).toContain('| a \\| b |');
    expect(page).toContain('| \\_\\_proto\\_\\_ and 2 \\* 3 |');
  });

  it('says on the page of which rows only a part was run', () => {
    for (const row of [part, { ...part, cases: 100 }]) {
      const { status, page } = joined(row);
      expect(status).toBe(0);
      expect(page).toContain('0 of the 1 rows below were run in full');
      expect(page).toMatch(/\| part: (2 of )?100 \|/);
    }
  });

  it.each([
    ['failures', { ...full, failures: 1 }, 'row has failures'],
    ['failures, though a part of it has none', { ...full, cases: 5, failures: 1 }, 'row has failures'],
    ['changes that are in no commit', { ...full, commit: 'abc with changes' }, 'row ran with changes'],
    ['a single case of a full run', { ...full, cases: 1 }, 'row ran a single case'],
  ])('leaves the page as it is where a row has %s', (_what, row, why) => {
    const { status, said, page } = joined(row, ...(row.failures > 0 ? [part] : []));
    expect(status).toBe(1);
    expect(said).toContain(`docs/hazards.md stays as it is: ${why}`);
    expect(page).toBe('as before');
    expect(existsSync(join(folder, 'docs/hazards.json'))).toBe(false);
  });

  it('leaves the page as it is where a row has no result', () => {
    declare('other', 1, '');
    const { said, page } = joined(full);
    expect(said).toContain('docs/hazards.md stays as it is: other has no result');
    expect(page).toBe('as before');
  });
});
