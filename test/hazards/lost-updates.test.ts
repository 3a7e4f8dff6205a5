import fc, { type Scheduler } from 'fast-check';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { roles } from '../../src/sandbox/graph/roles.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { DeskModel } from '../support/deskModel.ts';
import { longAgo } from '../support/longAgo.ts';
import { withoutHaste } from '../support/polls.ts';
import { type ModelField, modelFields } from '../support/shownValues.ts';
import { Turns } from '../support/turns.ts';
import { hazard } from './hazard.ts';

// Three administrators, one of them on two devices, edit the same two people, each with several cards; others write from
// outside. Whatever the order, and however old what Graph lets one read: nothing is overwritten that its user did not see.

vi.mock(import('node:timers/promises'), async (original) =>
  (await import('../support/polls.ts')).pollingAtOnce(await original()),
);

const targets = [people.annaSmith, people.secondAnnaSmith];
const colleagues = [people.userAdministrator, people.globalAdministrator, people.employee];
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const who = fc.nat({ max: colleagues.length });
const whom = fc.nat({ max: targets.length - 1 });
const field = fc.constantFrom<ModelField>(...modelFields);
const fields = fc.uniqueArray(field, { minLength: 1, maxLength: 3 });
const card = fc.nat({ max: 3 });
const both = fc.uniqueArray(who, { minLength: 2, maxLength: 2 });
const kind = <Kind extends string>(name: Kind) => fc.constant(name);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: kind('lookUp'), who, whom }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('edit'), who, card, fields, empties: fc.boolean() }) },
  // One of the buttons that the card has then.
  { weight: 7, arbitrary: fc.record({ kind: kind('press'), who, card, button: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('undo'), who, card }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('outside'), whom, field }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('wait'), ms: fc.nat({ max: 40_000 }) }) },
  // An open edit lives for an hour, and Undo for a day.
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('expire'), hours: fc.constantFrom(1, 1, 24), sweeps: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('deliverAgain'), who, newId: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('fault'), fault: fc.constantFrom('lostAfter', 'lostBefore', 'busy') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('editTogether'), whom, both, fields }) },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;
const history = fc.record({
  readLagMs: fc.oneof(fc.constant(0), fc.nat({ max: 30_000 })),
  steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
});

let now = longAgo;
const turns = new Turns();
let desk: DeskUnderTest;
/** The last one is the first one's other device. */
let admins: TeamsClient[];
let count = 0;
const fresh = (): string => `v${++count}`;

beforeAll(async () => {
  desk = await startDesk({
    store: turns.of(createMemoryStore()),
    clock: { now: () => now },
    deadlines: withoutHaste,
    environment: { HISTORY_DAYS: '1' },
  });
  desk.sandbox.graph.settings.turn = ({ method, path }) => turns.take(`${method} ${path.split('?')[0]}`);
  desk.sandbox.graph.directory.setRoles(people.employee.oid, [roles.userAdministrator]);
  admins = await Promise.all([...colleagues, people.userAdministrator].map((person) => desk.as(person)));
  for (const admin of admins) await admin.send(people.obrien.oid);
});
afterAll(() => desk.close());

/** A history's own beginning: nothing of an earlier one counts any more, and everybody can read how it is. */
async function begin(readLagMs: number): Promise<DeskModel> {
  now += 3 * dayMs;
  await desk.clear();
  for (const { oid } of targets)
    desk.sandbox.graph.directory.update(oid, Object.fromEntries(modelFields.map((name) => [name, fresh()])));
  now += minuteMs;
  desk.sandbox.graph.settings.readLagMs = readLagMs;
  const model = new DeskModel(desk, targets, () => now);
  // Everybody has a card to begin with, so that every step can do something.
  for (const admin of admins) await model.open(admin, people.annaSmith);
  return model;
}

/** @returns whether it could be done */
async function take(model: DeskModel, one: Step, scheduler: Scheduler): Promise<boolean> {
  const admin = 'who' in one ? admins[one.who] : undefined;
  const target = 'whom' in one ? targets[one.whom] : undefined;
  const message = admin && 'card' in one ? model.cardOf(admin, one.card) : undefined;
  const { faults } = desk.sandbox.graph;
  switch (one.kind) {
    case 'lookUp':
      return Boolean(admin && target && (await model.open(admin, target)));
    case 'edit': {
      const typed = one.fields.map((name) => [name, one.empties ? '' : fresh()]);
      return Boolean(
        admin && message && (await model.click(admin, message, 'Save', Object.fromEntries(typed))),
      );
    }
    case 'press': {
      const titles = titlesOf(message?.card).filter(
        (title) => title !== 'Show' && !title.startsWith('View in'),
      );
      const title = titles[one.button % Math.max(1, titles.length)];
      return Boolean(admin && message && title && (await model.click(admin, message, title)));
    }
    case 'undo':
      return Boolean(admin && message && (await model.click(admin, message, 'Undo')));
    case 'outside':
      if (target) model.writeFromOutside(target, one.field, fresh());
      return true;
    case 'wait':
      now += one.ms;
      return true;
    case 'expire':
      now += one.hours * 61 * minuteMs;
      if (one.sweeps) await desk.app.sweep();
      return true;
    case 'deliverAgain': {
      const last = desk.sandbox.teams.deliveries.findLast(
        ({ oid, activity }) => oid === admin?.oid && activity.name === 'adaptiveCard/action',
      );
      if (!admin || !last) return false;
      const before = model.writes;
      await admin.redeliver(last.activityId, { newId: one.newId });
      await desk.app.idle();
      // It may have brought a fresh card, which lives from now on.
      await admin.reload();
      model.check(admins);
      expect(model.writes, 'writes of a click that came again').toBe(before);
      return true;
    }
    case 'fault': {
      const match = { method: 'PATCH' };
      if (one.fault === 'busy') faults.add({ match, kind: 'throttle', retryAfterSeconds: 3_600 });
      else faults.add({ match, kind: 'reset', afterApply: one.fault === 'lostAfter' });
      return true;
    }
    case 'editTogether': {
      if (!target) return false;
      const both = one.both.flatMap((index) => admins[index] ?? []);
      const cards = await Promise.all(both.map((each) => model.open(each, target)));
      // Their calls of the store and of Graph come in any order.
      await turns.run(
        scheduler,
        both.map((each, index) => async () => {
          const typed = Object.fromEntries(one.fields.map((name) => [name, fresh()]));
          await model.submit(each, cards[index] as MessageView, 'Save', typed);
        }),
      );
      await desk.app.idle();
      model.check(both);
      for (const [index, each] of both.entries()) model.checkOutcome(each, cards[index] as MessageView);
      return true;
    }
  }
}

hazard(
  {
    number: 12,
    hazard: 'Lost update: somebody else changed the value meanwhile',
    promise: 'No value is overwritten that its user did not see, and no card tells what is not so',
    cases: 1_000,
    least: 20,
  },
  async (run) => {
    const total = {
      ...{ steps: 0, done: 0, writes: 0, conflicts: 0, undone: 0, expired: 0, unreadable: 0 },
      ...{ foretold: 0, putBack: 0 },
    };
    await run.property(
      fc.asyncProperty(history, fc.scheduler(), async ({ readLagMs, steps }, scheduler) => {
        const model = await begin(readLagMs);
        for (const one of steps) {
          if (await take(model, one, scheduler)) total.done += 1;
          now += 1_000;
          model.checkDirectory();
        }
        total.steps += steps.length;
        total.writes += model.writes;
        total.conflicts += model.conflicts;
        total.undone += model.undone;
        total.expired += model.expired;
        total.foretold += model.foretold;
        total.putBack += model.putBack;
        total.unreadable += model.outsideOverwritten + model.outsideOverlooked;
      }),
    );
    await run.check('the histories are no empty ones', () => {
      expect(total.done / total.steps, 'part of the steps that did something').toBeGreaterThan(0.5);
      expect(total.writes).toBeGreaterThan(2 * run.cases);
      expect(total.conflicts).toBeGreaterThanOrEqual(run.least(run.cases / 4));
      expect(total.undone).toBeGreaterThanOrEqual(run.least(run.cases / 4));
      expect(total.expired).toBeGreaterThanOrEqual(run.least(run.cases / 4));
      expect(total.foretold, 'clicks that nothing stood in the way of').toBeGreaterThanOrEqual(
        run.least(run.cases / 2),
      );
      expect(total.putBack, 'values that an undo had to put back').toBeGreaterThanOrEqual(
        run.least(run.cases / 4),
      );
      // From outside, between the read and the write or not readable yet: nobody can see that, and it has to stay rare.
      expect(total.unreadable).toBeLessThan(run.cases);
    });
    const { steps, done, writes, conflicts, undone, expired, unreadable, foretold, putBack } = total;
    return (
      `${done} of ${steps} steps did something: ${writes} writes, ${conflicts} conflicts shown, ${undone} undone, ` +
      `${expired} expired cards; ${foretold} outcomes foretold, ${putBack} values put back; ${unreadable} values from outside could not be read yet`
    );
  },
);
