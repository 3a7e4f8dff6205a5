import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { DeskModel, type HistoryField, histories } from './deskModel.ts';

// Several administrators edit the same person, each with several cards; others write from outside. Whatever the order,
// and however old what Graph lets one read: no value is overwritten that its user did not see.

const runs = 1_000;
const runsPerDesk = 100;

const who = fc.nat({ max: 2 });
const field = fc.constantFrom<HistoryField>(...histories.fields);
const fields = fc.uniqueArray(field, { minLength: 1, maxLength: 3 });
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      who,
      card: fc.nat({ max: 2 }),
      fields,
      empties: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('click' as const),
      who,
      card: fc.nat({ max: 2 }),
      title: fc.constantFrom('Keep mine', 'Take theirs', 'Undo', 'Edit again', 'Show result', 'Save'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('outside' as const), field }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 40_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), who, newId: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom('lostAfter', 'lostBefore', 'busy' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('together' as const), fields }) },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;
const history = fc.record({
  readLagMs: fc.oneof(fc.constant(0), fc.nat({ max: 30_000 })),
  steps: fc.array(step, { minLength: 4, maxLength: 12 }),
});

let now = Date.parse('2026-03-02T09:00:00Z');
let desk: DeskUnderTest;
let admins: TeamsClient[];
let count = 0;
const fresh = (): string => `v${++count}`;

beforeEach(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  admins = await Promise.all(
    [people.userAdministrator, people.globalAdministrator, people.userAdministrator].map((person) =>
      desk.as(person),
    ),
  );
  for (const admin of admins) await admin.send(people.obrien.oid);
});
afterEach(() => desk.close());

/** A history's own beginning: nothing of an earlier one counts any more, and everybody can read how it is. */
function begin(readLagMs: number): DeskModel {
  for (const chat of desk.sandbox.teams.conversations.values())
    for (const { id } of chat.snapshot().messages) chat.remove(id);
  desk.sandbox.graph.faults.clear();
  desk.sandbox.graph.directory.update(
    people.annaSmith.oid,
    Object.fromEntries(histories.fields.map((name) => [name, fresh()])),
  );
  now += 3_600_000;
  desk.sandbox.graph.settings.readLagMs = readLagMs;
  return new DeskModel(desk, people.annaSmith, () => now);
}

async function take(model: DeskModel, one: Step): Promise<void> {
  const admin = 'who' in one ? admins[one.who] : undefined;
  const message = admin && 'card' in one ? model.cardOf(admin, one.card) : undefined;
  switch (one.kind) {
    case 'open':
      if (admin) await model.open(admin);
      break;
    case 'save': {
      const text = (): string => (one.empties ? '' : fresh());
      const typed = Object.fromEntries(one.fields.map((name) => [name, text()]));
      if (admin && message) await model.click(admin, message, 'Save', typed);
      break;
    }
    case 'click':
      if (admin && message) await model.click(admin, message, one.title);
      break;
    case 'outside':
      model.writeFromOutside(one.field, fresh());
      break;
    case 'wait':
      now += one.ms;
      break;
    case 'again': {
      const last = desk.sandbox.teams.deliveries.findLast(
        ({ oid, activity }) => oid === admin?.oid && activity.name === 'adaptiveCard/action',
      );
      const before = model.patches;
      if (admin && last) await admin.redeliver(last.activityId, { newId: one.newId });
      await desk.app.idle();
      model.check(admins);
      expect(model.patches).toBe(before);
      break;
    }
    case 'fault': {
      const match = { method: 'PATCH' };
      if (one.fault === 'busy')
        desk.sandbox.graph.faults.add({ match, kind: 'throttle', retryAfterSeconds: 60 });
      else desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: one.fault === 'lostAfter' });
      break;
    }
    case 'together': {
      const saves = admins.slice(0, 2).map((each) => {
        const card = model.cardOf(each, 0);
        const typed = Object.fromEntries(one.fields.map((name) => [name, fresh()]));
        return card ? model.click(each, card, 'Save', typed) : undefined;
      });
      await Promise.all(saves);
    }
  }
  now += 1_000;
}

describe('whatever several people do to one profile', () => {
  const total = { overwritten: 0, writes: 0, conflicts: 0, steps: 0 };
  it.each(Array.from({ length: runs / runsPerDesk }, (_, index) => index))(
    'nothing that was written through the bot is overwritten unseen, part %i',
    async (part) => {
      await fc.assert(
        fc.asyncProperty(history, async ({ readLagMs, steps }) => {
          const model = begin(readLagMs);
          // Everybody has a card to begin with, so that every step can do something.
          for (const admin of admins) await model.open(admin);
          for (const one of steps) {
            await take(model, one);
            model.checkDirectory();
          }
          total.overwritten += model.outsideOverwritten + model.outsideOverlooked;
          total.writes += model.patches;
          total.conflicts += model.conflicts;
          total.steps += steps.length;
        }),
        { numRuns: runsPerDesk, seed: Number(process.env.SEED) + part },
      );
    },
  );

  it('many of them write and meet; what came from outside and could not be read yet is counted apart', () => {
    const { steps, writes, conflicts, overwritten } = total;
    process.stdout.write(
      `${runs} histories of ${steps} steps: ${writes} writes, ${conflicts} conflicts shown; ` +
        `values from outside that could not be read yet, overwritten or overlooked: ${overwritten}
`,
    );
    expect(writes).toBeGreaterThan(runs);
    expect(conflicts).toBeGreaterThan(runs / 4);
    expect(overwritten).toBeLessThan(runs);
  });
});
