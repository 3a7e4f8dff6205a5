import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
// @ts-expect-error a script without types
import { median, quantile, slopeOf } from '../../tools/bench/statistics.mjs';
import { startBot } from '../support/botProcess.ts';
import { Chatter } from '../support/chatter.ts';
import { type Turn, turnsWith } from '../support/chatterTurns.ts';
import { probed } from '../support/memoryProbe.ts';
import { openChat, startServices } from '../support/processDesk.ts';
import { meterOf } from '../support/processMeter.ts';
import { type Sample, soakPicture } from '../support/soakPicture.ts';
import { hazard } from './hazard.ts';

const faultsOf100 = 5;
const perSecond = 20;
/** Turns between two samples. */
const roundTurns = 200;
/** Fewer turns show no slope: a row that is scaled down is hurried, and looks for wrong answers and lost handles. */
const leastForSlope = 6_000;
/** Bytes that a turn may leave behind in the second half: code that is still being compiled, and not what it was about. */
const mostPerTurn = 128;
/** How many more handles there may be in the end: sockets that wait for the next request. */
const mostMoreHandles = 10;
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
    promise: 'Each answer is right, and neither memory nor handles grow',
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
    const turns = fc.sample(turnsWith(faultsOf100), { numRuns: run.cases, seed: run.seed });
    const samples: Sample[] = [];
    const tookMs: number[] = [];
    let wrong = 0;

    const take = async (number: number, turn: Turn): Promise<void> => {
      const { does, fault } = turn;
      const startedAt = performance.now();
      await run.check(`turn ${number} ${does}${fault ? ` with ${JSON.stringify(fault)}` : ''}`, async () => {
        await all[number % all.length]?.take(turn).catch((error: unknown) => {
          wrong += 1;
          throw error;
        });
      });
      if (!fault) tookMs.push(performance.now() - startedAt);
    };

    const startedAt = performance.now();
    for (let first = 0; first < turns.length && wrong < mostWrong; first += roundTurns) {
      const round = turns.slice(first, first + roundTurns);
      const roundAt = performance.now();
      const timesBefore = tookMs.length;
      const queues = all.map(async (_, chatter) => {
        for (const [at, turn] of round.entries()) {
          if (wrong >= mostWrong) return;
          if ((first + at) % all.length !== chatter) continue;
          if (isLong) await wait(Math.max(0, roundAt + (at * 1_000) / perSecond - performance.now()));
          await take(first + at, turn);
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

    const later = samples.slice(Math.floor(samples.length / 2));
    const perTurn =
      later.length > 1 ? slopeOf(later.map(({ turns: x, heapMb: y }) => ({ x, y }))) * 2 ** 20 : 0;
    if (isLong && perTurn > mostPerTurn)
      throw new Error(`A turn leaves ${perTurn.toFixed(0)} bytes behind:\n${JSON.stringify(samples)}`);
    const handles = samples.map((sample) => sample.handles ?? 0);
    const half = Math.floor(handles.length / 2);
    if (median(handles.slice(half)) > median(handles.slice(0, half)) + mostMoreHandles)
      throw new Error(`The handles grow: ${handles.join(', ')}`);
    expect((await bot.end('SIGTERM')).code).toBe(0);
    if (isLong && process.env.UPDATE_PICTURES) writeFileSync('docs/soak.svg', soakPicture(samples));
    const ms = (share: number) => Math.round(quantile(tookMs, share));
    const mb = (sample: Sample | undefined) => sample?.heapMb.toFixed(1);
    return [
      `${all.reduce((sum, { faults }) => sum + faults, 0)} requests to Graph went wrong`,
      `p50 ${ms(0.5)} ms and p99 ${ms(0.99)} ms of the others' turns`,
      `heap ${mb(samples[0])} → ${mb(samples.at(-1))} MB, ${perTurn.toFixed(0)} bytes a turn in the second half`,
      `handles ${handles[0]} → ${handles.at(-1)}`,
    ].join('; ');
  },
);
