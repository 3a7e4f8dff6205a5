import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
// @ts-expect-error a script without types
import { quantile, slopeOf } from '../../tools/bench/statistics.mjs';
import { startBot } from '../support/botProcess.ts';
import { Chatter } from '../support/chatter.ts';
import { type Turn, turnsWith } from '../support/chatterTurns.ts';
import { probed } from '../support/memoryProbe.ts';
import { openChat, startServices } from '../support/processDesk.ts';
import { meterOf } from '../support/processMeter.ts';
import { type Sample, soakPicture } from '../support/soakPicture.ts';
import { hazard } from './hazard.ts';

/** That are ordered, of the turns that depend on a service: some are for a request that the turn did not come to. */
const ordered = 6;
const faultsOf100 = 5;
const perSecond = 20;
/** Turns between two samples. */
const roundTurns = 200;
/** Fewer turns show no slope: a row that is scaled down is hurried, and looks for wrong answers and lost handles. */
const leastForSlope = 6_000;
/** Fewest turns a second, fewest turns of 100 that something went wrong in, and the share of the time that it has to take. */
const least = { perSecond: 19, faultsOf100: 4.5, ofTime: 0.98 };
/**
 * What may be left behind in the second half. Of the heap by each turn, in bytes: code that is still being compiled, and
 * not what it was about. Of the rest in all, by the slope, since a machine that does other work too moves them up and down.
 */
const mostGrowth = { heapBytesPerTurn: 128, memoryMb: 10, p50Ms: 250 };
/** Sockets are kept open for the next request: how many there are while turns run says how many ran at once. */
const keptOpenMs = 6_000;
/** More handles than before, once nobody asks for anything and what was kept open is closed: a file that the store grew by. */
const mostMoreHandles = 2;
/** A bot that is gone would fail each turn that is left. */
const mostWrong = 10;

/** Each has a person of their own to look up. */
const chatters = [
  { person: people.userAdministrator, mayWrite: true },
  { person: people.helpdeskAdministrator },
  { person: people.globalAdministrator, mayWrite: true },
  { person: people.globalReader, place: 'groupChat' as const },
  { person: people.jobDataEditor, mayWrite: true },
  { person: people.exchangeAdministrator },
  { person: people.peopleAdministrator },
  { person: people.authenticationAdministrator },
];
const targets = samplePeople
  .filter(({ user }) => user.displayName.startsWith('Alex '))
  .map(({ user }) => ({ oid: user.id, ...user }));

async function begin(sandbox: Sandbox, botUrl: string): Promise<Chatter[]> {
  return await Promise.all(
    chatters.map(async ({ person, mayWrite = false, place }, index) => {
      const target = targets[index];
      if (!target) throw new Error('There are too few people');
      let client = await openChat(sandbox, person);
      await client.send('help');
      if (place) {
        await client.send(target.oid);
        client = new TeamsClient({
          baseUrl: sandbox.url,
          oid: person.oid,
          conversationId: sandbox.teams.sampleConversations[place],
        });
        await client.open();
      }
      return new Chatter(sandbox, client, { target, mayWrite, isInGroup: place !== undefined, botUrl });
    }),
  );
}

hazard(
  {
    number: 31,
    hazard: `Half an hour of ${perSecond} turns a second, with something going wrong in ${faultsOf100} of 100`,
    promise:
      'Each answer is right; memory and the time of a turn do not grow, and at rest no more handles are open than before',
    cases: 36_000,
    least: 2 * roundTurns,
  },
  async (run) => {
    const isLong = run.cases >= leastForSlope;
    // A turn of 15 seconds, on a machine with too much to do, would be sent again, and answered twice.
    const sandbox = await startServices({ teams: { redeliverSlowTurns: 'never' } });
    const bot = await startBot(sandbox, { ...probed, STORAGE: 'file:./store', RATE_LIMIT: '10000' });
    const read = await meterOf(bot);
    const all = await begin(sandbox, bot.url);
    const turns = fc.sample(turnsWith(ordered), { numRuns: run.cases, seed: run.seed });
    const samples: Sample[] = [];
    const tookMs: number[] = [];
    let wrong = 0;
    let faulty = 0;

    const take = async (number: number, turn: Turn): Promise<void> => {
      const { does, fault } = turn;
      const startedAt = performance.now();
      await run.check(`turn ${number} ${does}${fault ? ` with ${JSON.stringify(fault)}` : ''}`, async () => {
        const isFaulty = await all[number % all.length]?.take(turn).catch((error: unknown) => {
          wrong += 1;
          throw error;
        });
        if (isFaulty) faulty += 1;
      });
      if (!fault) tookMs.push(performance.now() - startedAt);
    };

    const handlesBefore = await atRest(read);
    const startedAt = performance.now();
    for (let first = 0; first < turns.length && wrong < mostWrong; first += roundTurns) {
      const round = turns.slice(first, first + roundTurns);
      const timesBefore = tookMs.length;
      const queues = all.map(async (_, chatter) => {
        for (const [at, turn] of round.entries()) {
          if (wrong >= mostWrong) return;
          if ((first + at) % all.length !== chatter) continue;
          const number = first + at;
          // Of one time table for all: a round that was late is caught up with.
          if (isLong) await wait(Math.max(0, startedAt + (number * 1_000) / perSecond - performance.now()));
          await take(number, turn);
        }
      });
      await Promise.all(queues);
      const minutes = (performance.now() - startedAt) / 60_000;
      const ofRound = tookMs.slice(timesBefore);
      samples.push({
        turns: first + round.length,
        minutes,
        ...(await read()),
        p50Ms: quantile(ofRound, 0.5),
        p99Ms: quantile(ofRound, 0.99),
      });
      // What the stand-ins noted would grow as well.
      for (const list of [sandbox.graph.requests, sandbox.teams.deliveries, sandbox.teams.connector.calls])
        list.length = 0;
      sandbox.tokenService.lookUps.length = 0;
    }
    if (wrong >= mostWrong) throw new Error(`Broken off after ${mostWrong} wrong answers`);

    const handlesAfter = await atRest(read);
    if (handlesBefore !== undefined && handlesAfter !== undefined)
      expect(handlesAfter, 'handles at rest').toBeLessThanOrEqual(handlesBefore + mostMoreHandles);
    expect((await bot.end('SIGTERM')).code).toBe(0);

    const { minutes = 0 } = samples.at(-1) ?? {};
    const rate = run.cases / minutes / 60;
    const faultyOf100 = (100 * faulty) / run.cases;
    const grown = isLong ? growthOf(samples) : undefined;
    if (grown) {
      const told = JSON.stringify({ ...grown, samples });
      expect(rate, told).toBeGreaterThanOrEqual(least.perSecond);
      expect(minutes, told).toBeGreaterThanOrEqual((least.ofTime * run.cases) / perSecond / 60);
      expect(faultyOf100, told).toBeGreaterThanOrEqual(least.faultsOf100);
      expect(handlesAfter, 'what the system counts').toBeDefined();
      for (const [what, most] of Object.entries(mostGrowth))
        expect(grown[what as keyof typeof grown], `${what} ${told}`).toBeLessThanOrEqual(most);
    }
    if (isLong && process.env.UPDATE_PICTURES) writeFileSync('docs/soak.svg', soakPicture(samples));
    const ms = (share: number) => Math.round(quantile(tookMs, share));
    const mb = (what: 'heapMb' | 'memoryMb') =>
      [samples[0], samples.at(-1)].map((sample) => sample?.[what]?.toFixed(1)).join(' → ');
    return [
      `${run.cases} turns in ${minutes.toFixed(1)} minutes, ${rate.toFixed(1)} a second`,
      `in ${faulty}, ${faultyOf100.toFixed(1)} of 100, something went wrong`,
      `p50 ${ms(0.5)} ms and p99 ${ms(0.99)} ms of the others`,
      `heap ${mb('heapMb')} MB, memory of the process ${mb('memoryMb')} MB`,
      `handles at rest ${handlesBefore} → ${handlesAfter}`,
      grown
        ? `in the second half ${grown.heapBytesPerTurn.toFixed(0)} bytes of heap a turn, ${grown.memoryMb.toFixed(1)} MB of memory and ${grown.p50Ms.toFixed(0)} ms of p50 by the slope`
        : 'too short for a slope',
    ].join('; ');
  },
);

/** Open handles once nothing was closed for longer than a socket is kept open; undefined where that can't be told. */
async function atRest(read: Awaited<ReturnType<typeof meterOf>>): Promise<number | undefined> {
  let { handles } = await read();
  let since = performance.now();
  while (performance.now() - since < keptOpenMs) {
    await wait(500);
    const now = (await read()).handles;
    if (now !== handles) since = performance.now();
    handles = now;
  }
  return handles;
}

/** By the slope over the second half, in all; of the heap by each turn. @throws Error where something was not measured */
function growthOf(samples: readonly Sample[]): Readonly<Record<keyof typeof mostGrowth, number>> {
  const later = samples.slice(Math.floor(samples.length / 2));
  const turns = (later.at(-1)?.turns ?? 0) - (later[0]?.turns ?? 0);
  const perTurn = (what: 'heapMb' | 'memoryMb' | 'p50Ms'): number =>
    slopeOf(
      later.map((sample) => {
        const y = sample[what];
        if (y === undefined) throw new Error(`${what} can’t be told here`);
        return { x: sample.turns, y };
      }),
    );
  return {
    heapBytesPerTurn: perTurn('heapMb') * 2 ** 20,
    memoryMb: perTurn('memoryMb') * turns,
    p50Ms: perTurn('p50Ms') * turns,
  };
}
