import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import {
  does,
  type Situation,
  type Situations,
  situation,
  startSituations,
  usualSituations,
} from '../support/situations.ts';
import { hazard } from './hazard.ts';

const forgedLine = '{"level":"info","event":"write","audit":{"actor":"somebody else"}}';

/** Texts that break a log: by lines, by JSON, by what a terminal does with them. */
const breaking = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '\u0085',
        '\u2028',
        '\u2029',
        '\v',
        '\f',
        '\0',
        '\u001b[2J\u001b[31m',
        '\u009b31m',
        '\u001b]0;title\u0007',
        '"}',
        '\\"',
        '\\',
        '","event":"write","',
        `\n${forgedLine}\n`,
        '%s%d%j%o',
        '\u202e',
        '\ud800',
        '__proto__',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** What the log says happened: `docs/operate.md`. */
const known = [
  'turn',
  'write',
  'graph refused',
  'request refused',
  'refused',
  'sign-in failed in the client',
  'typeahead failed',
  'turn failed',
  'background work failed',
  'own sign-in refused',
  'not ready',
];

const keys = [
  'level',
  'time',
  'correlationId',
  'error',
  'status',
  'reason',
  'activity',
  'ms',
  'why',
  'failure',
];
const keysOfCalls = ['method', 'graphRequestId', 'code', 'credential', 'advice', 'missing'];

let situations: Situations;
beforeAll(async () => {
  situations = await startSituations();
});
afterAll(() => situations.close());

hazard(
  {
    number: 26,
    hazard: 'Line breaks, escape sequences and JSON in whatever can reach the log',
    promise:
      'One event is one line of JSON, with the keys that it always has, and nothing that a terminal obeys',
    cases: 1_000,
    least: 80,
  },
  async (run) => {
    let lines = 0;
    let audits = 0;
    const events = new Set<unknown>();
    const done = new Set<Situation['does']>();
    const checkOne = async (one: Situation, text: string): Promise<void> => {
      const profile = { displayName: text, jobTitle: text, department: text, city: text };
      const { written, hindered } = await situations.happen(one, text, (directory, oid) =>
        directory.update(oid, { ...profile, accountEnabled: true }),
      );
      if (one.fails === 'nothing' && hindered === undefined) done.add(one.does);
      lines += written.length;
      for (const line of written) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(line).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]*\n$/);
        const { event, audit, ...rest } = JSON.parse(line) as Record<string, unknown>;
        events.add(event);
        expect(known).toContain(event);
        expect([...keys, ...keysOfCalls]).toEqual(expect.arrayContaining(Object.keys(rest)));
        expect(event === 'write').toBe(audit !== undefined);
        if (audit) audits += 1;
      }
    };
    for (const one of usualSituations)
      await run.check(`${one.does} while ${one.fails}`, () => checkOne(one, `"}${forgedLine} \\n %s`));
    await run.property(
      fc.asyncProperty(situation, breaking, checkOne),
      Math.max(20, run.cases - usualSituations.length),
    );
    await run.check('every event was seen', () => expect([...events].sort()).toEqual(known.toSorted()));
    await run.check('everything could be done', () => expect([...done].sort()).toEqual(does.toSorted()));
    await run.check('there were writes', () =>
      expect(audits).toBeGreaterThan(run.scale === 1 ? 50 : usualSituations.length / 10),
    );
    return `${lines} lines of ${events.size} kinds, ${audits} of them of writes, each one event and none forged`;
  },
);
