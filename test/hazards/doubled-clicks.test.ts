import { randomUUID } from 'node:crypto';
import fc, { type Scheduler } from 'fast-check';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { clickOf, textOf } from '../support/cards.ts';
import { type ClickScene, clickScenes, openScene, writeOf } from '../support/clickScenes.ts';
import { cardTextOf, clickActivity, deliverTo } from '../support/delivery.ts';
import { type DeskUnderTest, type Instance, startDesk, startInstance } from '../support/desk.ts';
import { longAgo } from '../support/longAgo.ts';
import { withoutHaste } from '../support/polls.ts';
import { Turns } from '../support/turns.ts';
import { type ArrivedWrite, writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

// One click comes in several copies at once, on two instances of the bot with one store: somebody clicks twice, or Teams
// delivers again, with the same id or a new one. Their calls of the store and of Graph come in any order.

vi.mock(import('node:timers/promises'), async (original) =>
  (await import('../support/polls.ts')).pollingAtOnce(await original()),
);

const dayMs = 24 * 60 * 60_000;
let now = longAgo;
const turns = new Turns();
let desk: DeskUnderTest;
let instances: readonly Instance[];
let client: TeamsClient;
beforeAll(async () => {
  const store = createMemoryStore();
  const parts = {
    store: turns.of(store),
    clock: { now: () => now },
    deadlines: withoutHaste,
    environment: { HISTORY_DAYS: '1' },
  };
  desk = await startDesk(parts);
  instances = [desk, await startInstance(desk.sandbox, parts)];
  desk.sandbox.graph.settings.turn = ({ method, path }) => turns.take(`${method} ${path.split('?')[0]}`);
  client = await desk.as(people.userAdministrator);
  await client.send(people.obrien.oid);
});
afterAll(async () => {
  await instances[1]?.app.close();
  await desk.close();
});

const copy = fc.record({ instance: fc.nat({ max: 1 }), newId: fc.boolean() });
type Copy = typeof copy extends fc.Arbitrary<infer Made> ? Made : never;
const copiesOnBoth = fc
  .array(copy, { minLength: 2, maxLength: 6 })
  .filter((copies) => new Set(copies.map(({ instance }) => instance)).size === 2);

/** Delivers the copies of the scene's click at once. @returns what the answers say */
async function clickAll(
  scene: ClickScene,
  copies: readonly Copy[],
  scheduler: Scheduler,
): Promise<{ texts: string[]; stored: string; writes: ArrivedWrite[] }> {
  now += 2 * dayMs;
  await desk.clear();
  const message = await openScene(desk, client, scene);
  const earlier = desk.sandbox.graph.requests.length;
  for (const { lines } of instances) lines.length = 0;
  const activity = clickActivity(
    desk.sandbox,
    client,
    message.id,
    clickOf(message.card, scene.title, scene.typed),
  );
  const answers = await turns.run(
    scheduler,
    copies.map(({ instance, newId }) => () => {
      const sent = newId ? { ...activity, id: `f:${randomUUID()}` } : activity;
      return deliverTo(desk.sandbox, instances[instance]?.url ?? '', sent);
    }),
  );
  await Promise.all(instances.map(({ app }) => app.idle()));
  for (const { lines } of instances) expect(lines, 'the log of an instance that had a copy').not.toEqual([]);
  return {
    texts: answers.map(cardTextOf),
    stored: textOf((await desk.stored(client, message)).card),
    writes: writesOf(desk, earlier),
  };
}

hazard(
  {
    number: 11,
    hazard: 'A click comes twice: a double click, or Teams delivers again, with the same id or a new one',
    promise: 'An edit is applied once, however the click is repeated, and all its answers tell the same',
    cases: 2_000,
  },
  async (run) => {
    const total = { copies: 0, orders: new Set<string>() };
    await run.property(
      fc.asyncProperty(
        fc.constantFrom(...clickScenes.map(({ name }) => name)),
        copiesOnBoth,
        fc.scheduler(),
        async (name, copies, scheduler) => {
          const scene = clickScenes.find((one) => one.name === name) as ClickScene;
          const { texts, stored, writes } = await clickAll(scene, copies, scheduler);
          expect(writes, `writes of ${name}`).toEqual([writeOf(scene)]);
          for (const text of texts) expect(text).toMatch(scene.says);
          expect(new Set(texts).size, 'different answers').toBe(1);
          expect(stored).toBe(texts[0]);
          total.copies += copies.length;
          total.orders.add(
            scheduler
              .report()
              .map(({ taskId }) => taskId)
              .join(),
          );
        },
      ),
    );
    expect(total.orders.size, 'different orders').toBeGreaterThan(run.cases / 2);
    return `${total.copies} copies, in ${total.orders.size} different orders, each time on both instances: 1 write each`;
  },
);
