import fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import { type KillDesk, startKillDesk } from '../support/killDesk.ts';
import { type Cut, contacts, type Way, wayNames } from '../support/killScenes.ts';
import { hazard } from './hazard.ts';

let desk: KillDesk;
beforeAll(async () => {
  desk = await startKillDesk();
});
afterAll(() => desk.close());

/** How many clicks one kill of a short run cuts off, each at a call of its own and about somebody else. */
const together = 20;
/** Right after the kill, after a save lease, and when no read can be older than the write. */
const pausesMs = [0, 31_000, 11 * 60_000];
/** More calls than any click makes. */
const beyond = 999;

hazard(
  {
    number: 15,
    hazard: 'A process is killed in the middle of a save or an undo',
    promise: 'The next contact finds out how far it came: nothing is lost, done twice, or stuck',
    cases: 1_000,
    least: 20,
  },
  async (run) => {
    // Without a halt, to see what calls each makes.
    const whole = wayNames.map(
      (way): Cut => ({ way, call: beyond, moment: 'after', contact: 'sameButton', pauseMs: 0 }),
    );
    const calls = new Map<Way, readonly string[]>();
    for (const { cut, calls: made } of await desk.kill(whole, async () => undefined))
      calls.set(cut.way, made);
    const cuts = [...calls].flatMap(([way, made]) =>
      made.flatMap((_name, index) =>
        (['before', 'after'] as const).map((moment) => ({ way, call: index + 1, moment })),
      ),
    );
    // Each cut once, in any order, and again with another contact, until there are enough.
    const rounds = fc.sample(fc.shuffledSubarray(cuts, { minLength: cuts.length }), {
      seed: run.seed,
      numRuns: Math.ceil(run.cases / cuts.length),
    });
    const drawn = rounds
      .flat()
      .slice(0, run.cases)
      .map(
        (cut, index): Cut => ({
          ...cut,
          contact: contacts[index % contacts.length] ?? 'sameButton',
          pauseMs: pausesMs[Math.floor(index / contacts.length) % pausesMs.length] ?? 0,
        }),
      );
    // A full run kills for each.
    const perKill = run.scale === 1 ? 1 : together;
    let kills = 0;
    for (let from = 0; from < drawn.length; from += perKill) {
      kills += 1;
      await desk.kill(
        drawn.slice(from, from + perKill),
        async ({ way, call, moment, contact, pauseMs }, name, recovered) => {
          await run.check(
            `${way}, ${moment} call ${call} (${name}), ${contact} after ${pauseMs} ms`,
            recovered,
          );
        },
      );
    }
    return `${drawn.length} clicks, cut off at ${cuts.length / 2} calls, before or after it, by ${kills} × kill -9`;
  },
);
