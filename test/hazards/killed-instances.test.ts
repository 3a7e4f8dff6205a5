import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { type KillDesk, startKillDesk } from '../support/killDesk.ts';
import { type Cut, contacts, type Way, wayNames } from '../support/killScenes.ts';
import { hazard } from './hazard.ts';

let desk: KillDesk;
beforeAll(async () => {
  desk = await startKillDesk();
});
afterAll(() => desk.close());

/** Right after the kill, after a save lease, and when no read can be older than the write. */
const pausesMs = [0, 31_000, 11 * 60_000];

hazard(
  {
    number: 15,
    hazard: 'A process is killed in the middle of a save or an undo',
    promise:
      'The next contact, and nothing before it, finds out how far it came: nothing is lost, done twice, or stuck',
    cases: 1_000,
    least: 10,
  },
  async (run) => {
    // Of a click that nothing stops, in a bot of its own as the others are.
    const calls = new Map<Way, readonly string[]>();
    for (const way of wayNames) calls.set(way, await desk.callsOf(way));
    const cuts = [...calls].flatMap(([way, made]) =>
      made.flatMap((name, index) =>
        (['before', 'after'] as const).map((moment) => ({ way, call: index + 1, moment, name })),
      ),
    );
    // Each cut once, in any order, and again with another contact, until there are enough.
    const rounds = fc.sample(fc.shuffledSubarray(cuts, { minLength: cuts.length }), {
      seed: run.seed,
      numRuns: Math.ceil(run.cases / cuts.length),
    });
    let killed = 0;
    const cutOff = new Set<string>();
    for (const [index, { name, ...where }] of rounds.flat().slice(0, run.cases).entries()) {
      const cut: Cut = {
        ...where,
        contact: contacts[index % contacts.length] ?? 'sameButton',
        pauseMs: pausesMs[Math.floor(index / contacts.length) % pausesMs.length] ?? 0,
      };
      const { way, call, moment, contact, pauseMs } = cut;
      await run.check(
        `${way}, ${moment} call ${call} (${name}), ${contact} after ${pauseMs} ms`,
        async () => {
          await desk.kill(cut);
          killed += 1;
          cutOff.add(`${way} ${moment} ${call}`);
        },
      );
    }
    if (run.scale === 1) expect(cutOff.size, 'places where a click was cut off').toBe(cuts.length);
    const { reached, elsewhere } = desk.ends;
    return (
      `${killed} × kill -9, each with a click halted before or after one of its calls (${cutOff.size} of ${cuts.length} ` +
      `places in ${calls.size} kinds of clicks); ${reached} were carried on to their end, ${elsewhere} otherwise`
    );
  },
);
