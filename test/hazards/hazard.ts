import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** A row of the table of hazards: what can go wrong, and what the bot promises then. */
export interface Hazard {
  /** Its place in the table. Its name is that of its file. */
  readonly number: number;
  /** What can go wrong. */
  readonly hazard: string;
  readonly promise: string;
  /** Cases of a full run. */
  readonly cases: number;
  /** The fewest cases of a run that is scaled down, where one alone would show nothing; 1 if left out. */
  readonly least?: number;
}

/** One run of a row. */
export interface HazardRun {
  /** How many cases to run: those of a full run, scaled. */
  readonly cases: number;
  /** 1 for a full run. */
  readonly scale: number;
  /** Of everything that is drawn by chance. */
  readonly seed: number;
  /**
   * Checks a property with values drawn by chance. Where it does not hold, the smallest case that fast-check finds within
   * five minutes is told, and the row goes on.
   * @param cases how many; all cases of the run if left out
   */
  property<Values>(
    property: fc.IAsyncPropertyWithHooks<Values> | fc.IPropertyWithHooks<Values>,
    cases?: number,
  ): Promise<void>;
  /** The least that a run has to show of something that comes by chance: so many in full, and any at all scaled down. */
  least(inFull: number): number;
  /** Checks one case that was chosen by hand. What it throws is told under its name, and the row goes on. */
  check(name: string, body: () => unknown): Promise<void>;
}

/** What a run of a row found, as `npm run hazards` reads it. */
export interface HazardResult extends Omit<Hazard, 'cases' | 'least'> {
  readonly name: string;
  /** Cases that were run, of those that a full run has. */
  readonly cases: number;
  readonly fullCases: number;
  readonly failures: number;
  /** What was measured, in words. */
  readonly figure: string;
  readonly seed: number;
  readonly scale: number;
  readonly seconds: number;
}

/** Milliseconds that a row may take: a soak of half an hour, on a slow machine, with the others beside it. */
const longestMs = 3 * 3_600_000;
/** Milliseconds in which a smaller case is looked for once one has failed. */
const longestShrinkMs = 5 * 60_000;

/**
 * Declares the row of a file. The row fails where any of its cases does.
 * @param run runs the cases. @returns the row's figure, in words. What it throws counts as a failure.
 */
export function hazard(row: Hazard, run: (run: HazardRun) => Promise<string>): void {
  it(
    `${row.number} ${row.hazard}`,
    async () => {
      const startedAt = performance.now();
      const seed = Number(process.env.SEED);
      const scale = Number(process.env.HAZARDS_SCALE ?? 1);
      const failures: string[] = [];
      let cases = 0;
      const scaled = Math.min(row.cases, Math.max(row.least ?? 1, Math.ceil(row.cases * scale)));
      const figure = await run({
        cases: scaled,
        scale,
        seed,
        async property(property, numRuns = scaled) {
          const path = process.env.HAZARDS_PATH;
          const details = await fc.check(shrunkInTime(property), {
            numRuns,
            seed,
            ...(path ? { path, endOnFailure: true } : {}),
          });
          cases += details.numRuns;
          if (details.failed)
            failures.push(`${fc.defaultReportMessage(details)}\n${textOf(details.errorInstance)}`);
        },
        least: (inFull) => (scale === 1 ? inFull : 1),
        async check(name, body) {
          cases += 1;
          try {
            await body();
          } catch (error) {
            failures.push(`${name}: ${textOf(error)}`);
          }
        },
      }).catch((error: unknown) => {
        failures.push(textOf(error));
        return 'broken off';
      });
      // A single case that is run again is no run of the row.
      if (cases < scaled && failures.length === 0 && process.env.HAZARDS_PATH === undefined)
        failures.push(`${cases} cases were run of ${scaled}`);
      const { number, hazard: what, promise } = row;
      leave({
        number,
        name: basename(expect.getState().testPath ?? '', '.test.ts'),
        hazard: what,
        promise,
        cases,
        fullCases: row.cases,
        failures: failures.length,
        figure,
        seed,
        scale,
        seconds: Math.round((performance.now() - startedAt) / 1_000),
      });
      if (failures.length > 0) throw new Error(failures.join('\n\n'));
    },
    longestMs,
  );
}

/** Cases that take long would be made smaller for hours: by then none counts as smaller any more. */
function shrunkInTime<Values>(property: fc.IRawProperty<Values>): fc.IRawProperty<Values> {
  let failedAt: number | undefined;
  return Object.assign(Object.create(property) as fc.IRawProperty<Values>, {
    run(values: Values) {
      if (failedAt !== undefined && performance.now() - failedAt > longestShrinkMs)
        return property.isAsync() ? Promise.resolve(null) : null;
      const note = <Outcome>(outcome: Outcome): Outcome => {
        // What a precondition leaves out has not failed.
        if (outcome !== null && !fc.PreconditionFailure.isFailure(outcome)) failedAt ??= performance.now();
        return outcome;
      };
      const outcome = property.run(values);
      return outcome instanceof Promise ? outcome.then(note) : note(outcome);
    },
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Where `npm run hazards` looks for what each file found. */
function leave(result: HazardResult): void {
  const folder = process.env.HAZARDS_RESULTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.name}.json`), JSON.stringify(result));
}
