import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { clickOf } from '../support/cards.ts';
import { type ClickScene, clickScenes, openScene, writeOf } from '../support/clickScenes.ts';
import { cardTextOf, clickActivity, deliverTo } from '../support/delivery.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { longAgo } from '../support/longAgo.ts';
import { withoutHaste } from '../support/polls.ts';
import { writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

// An edit that was applied, or that was left open for too long, is clicked again: at any time later, from any copy of the
// card, with what it held or something else, and after the bot was started anew.

const target = people.obrien;
const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
let now = longAgo;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk({
    store: createMemoryStore(),
    clock: { now: () => now },
    deadlines: withoutHaste,
    environment: { HISTORY_DAYS: '1' },
  });
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
});
afterAll(() => desk.close());

/** When the click comes that an edit is for; of one that never did, the first comes when it has expired. */
const firstClicks = ['at once', 'just in time', 'never'] as const;

const replay = fc.record({
  afterMs: fc.oneof(fc.nat({ max: minuteMs }), fc.nat({ max: 2 * hourMs }), fc.nat({ max: 2 * dayMs })),
  newId: fc.boolean(),
  sweeps: fc.boolean(),
  restarts: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  // The click itself; other values in it; or what another button of the same edit would send.
  verb: fc.constantFrom(undefined, undefined, 'save', 'retry', 'confirm', 'keepMine', 'takeTheirs'),
  otherValues: fc.boolean(),
});

hazard(
  {
    number: 10,
    hazard: 'An edit that was applied, or that expired, is clicked again later',
    promise:
      'It is applied once and lives for an hour; a later click is told how it stands, or gets a fresh card',
    cases: 1_000,
  },
  async (run) => {
    const total = { replays: 0, outcomes: 0, fresh: 0, restarts: 0, late: 0 };
    await run.property(
      fc.asyncProperty(
        fc.constantFrom(...clickScenes.map(({ name }) => name)),
        fc.constantFrom(...firstClicks),
        fc.array(replay, { minLength: 1, maxLength: 3 }),
        async (name, firstClick, replays) => {
          const scene = clickScenes.find((one) => one.name === name) as ClickScene;
          now += 3 * dayMs;
          await desk.clear();
          const message = await openScene(desk, client, scene);
          const click = clickOf(message.card, scene.title, scene.typed);
          const activity = clickActivity(desk.sandbox, client, message.id, click);
          // What was saved can be undone for a day.
          const lifeMs = scene.title === 'Undo' ? dayMs : hourMs;
          const undoEndsAt = now + dayMs;
          if (firstClick !== 'at once') now += lifeMs - (firstClick === 'just in time' ? secondMs : 0);
          const isUsed = firstClick !== 'never';
          const first = desk.sandbox.graph.requests.length;
          if (isUsed)
            expect(cardTextOf(await deliverTo(desk.sandbox, desk.url, activity))).toMatch(scene.says);
          expect(writesOf(desk, first), `writes of the first click, ${firstClick}`).toEqual(
            isUsed ? [writeOf(scene)] : [],
          );
          if (firstClick === 'just in time') total.late += 1;
          const endsAt = scene.title === 'Undo' ? undoEndsAt : now + dayMs;
          await desk.app.idle();
          // What somebody else wrote since: a second application would show.
          const since = { city: 'Elsewhere', jobTitle: 'Somebody else’s', accountEnabled: true };
          desk.sandbox.graph.directory.update(target.oid, since);
          const { requests, directory } = desk.sandbox.graph;
          const [before, from] = [directory.person(target.oid), requests.length];
          for (const { afterMs, newId, sweeps, restarts, verb = click.verb, otherValues } of replays) {
            now += afterMs;
            if (sweeps) await desk.app.sweep();
            if (restarts) await desk.restart();
            const others = otherValues ? { city: 'Forged', jobTitle: 'Forged' } : {};
            const data = { ...(click.data as object), ...others };
            const again = clickActivity(desk.sandbox, client, message.id, { ...click, verb, data });
            const id = newId ? `f:${randomUUID()}` : activity.id;
            const answer = await deliverTo(desk.sandbox, desk.url, { ...again, id });
            await desk.app.idle();
            const tells =
              isUsed && now < endsAt ? scene.says : /This is a fresh card: the old one had expired/;
            expect(cardTextOf(answer)).toMatch(tells);
            expect(writesOf(desk, from), 'writes of a replay').toEqual([]);
            expect(directory.person(target.oid)).toEqual(before);
            total.replays += 1;
            total.restarts += restarts ? 1 : 0;
            total[tells === scene.says ? 'outcomes' : 'fresh'] += 1;
          }
        },
      ),
    );
    for (const count of [total.outcomes, total.fresh])
      expect(count, 'replays before, and after, the end of an edit').toBeGreaterThanOrEqual(
        run.least(run.cases / 4),
      );
    expect(total.late, 'edits applied in their last second').toBeGreaterThan(0);
    const { replays, outcomes, fresh, restarts, late } = total;
    return `${replays} replays, ${restarts} of them right after a restart: ${outcomes} were told the outcome, ${fresh} got a fresh card; ${late} edits were applied in their last second`;
  },
);
