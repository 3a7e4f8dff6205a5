import { check } from 'recheck';
import { expect } from 'vitest';
import { trees } from '../readImports.ts';
import { hazard } from './hazard.ts';

/** In characters. */
const lengths = [12_500, 25_000, 50_000, 100_000];
/** Milliseconds below which a time tells nothing. Where it grows by the square of the length, it is seconds. */
const noise = 250;

/** Every regular expression that is written down in src, and where. */
const written = new Map<string, { readonly expression: RegExp; readonly files: string[] }>();
for (const [file, tree] of trees)
  for (const { regex } of tree) {
    if (!regex) continue;
    const { pattern, flags } = regex as { pattern: string; flags: string };
    const expression = new RegExp(pattern, flags);
    const found = written.get(String(expression)) ?? { expression, files: [] };
    found.files.push(file);
    written.set(String(expression), found);
  }

/** Those made at run time, of which nothing can be told here. */
const made = [...trees].flatMap(([file, tree]) =>
  tree
    .filter(({ type, callee }) => {
      const { name } = (callee ?? {}) as { name?: unknown };
      return (type === 'NewExpression' || type === 'CallExpression') && name === 'RegExp';
    })
    .map(() => file),
);

/** The same thing many times, and an end that no expression waits for: of all characters in it, and of some others. */
function inputsOf({ source }: RegExp): ((length: number) => string)[] {
  const pieces = new Set([...source, ...' \t\n0aA.@<', '<at>', '=a', ' -', '\u0000']);
  return [...pieces].map((piece) => (length) => `${piece.repeat(length / piece.length)}\u0000!`);
}

/** The milliseconds of the processor, of the quickest of a few times: others are at work beside it. */
function timeOf(expression: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    text.match(expression);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

// Its native program is not for every machine.
process.env.RECHECK_BACKEND = 'pure';

hazard(
  {
    number: 22,
    hazard: 'Regular expressions that take very long for some texts',
    promise: 'Each takes a time in proportion to the length of the text',
    cases: 100,
    least: 25,
  },
  async (run) => {
    let slowest = { ms: 0, of: '' };
    // Each run has others where it is scaled down.
    const step = Math.floor(100 / run.cases);
    const chosen = [...written].filter((_one, index) => (index + run.seed) % step === 0);
    for (const [text, { expression, files }] of chosen)
      await run.check(`${text} in ${files.join(', ')}`, async () => {
        const found = await check(expression.source, expression.flags, { timeout: 300_000 });
        expect(found.status, JSON.stringify(found)).toBe('safe');
        for (const input of inputsOf(expression)) {
          let before = Number.POSITIVE_INFINITY;
          for (const length of lengths) {
            const ms = timeOf(expression, input(length));
            if (ms > slowest.ms) slowest = { ms, of: text };
            if (ms > noise)
              expect(ms / before, `times as long for ${length} of ${JSON.stringify(input(9))}`).toBeLessThan(
                3,
              );
            before = ms;
          }
        }
      });
    // The one has only another flag than its original in profile/kinds.ts; the other is made of names, escaped.
    const known = ['cards/text.ts', 'sandbox/teams/page/mentionBox.ts'];
    await run.check('made at run time', () => expect(made).toEqual(known));
    return `${chosen.length} regular expressions, none vulnerable; for 100,000 characters at most ${slowest.ms.toFixed(1)} ms`;
  },
);
