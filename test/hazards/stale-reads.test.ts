import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { readLagMs as longestLagMs } from '../../src/edits/personRecord.ts';
import { noneChosen } from '../../src/profile/kinds.ts';
import type { PersonRecord } from '../../src/sandbox/graph/directory.ts';
import type { FaultRequest } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { longAgo } from '../support/longAgo.ts';
import { withoutHaste } from '../support/polls.ts';
import { hazard } from './hazard.ts';

// Nobody writes but the bot, and Graph lets one read what was there up to 30 seconds ago: so nothing may look as if somebody
// else had been there, and what was written is what every card shows.

const target = people.obrien;
const dayMs = 24 * 60 * 60_000;
/** Properties of the user, which one request writes; manager and sponsors have reads and writes of their own. */
const properties = ['jobTitle', 'department', 'city', 'mobilePhone', 'businessPhones'] as const;
const names = [...properties, 'manager', 'sponsors'] as const;
type Name = (typeof names)[number];
type Values = Readonly<Record<Name, string>>;
/** Who may become manager or sponsor: a value comes back, as one that was read long ago may do. */
const others = [people.employee.oid, people.secondAnnaSmith.oid, people.withFullProfile.oid];

const by = fc.nat({ max: 1 });
const changed = fc.uniqueArray(fc.constantFrom<Name>(...names), { minLength: 1, maxLength: 3 });
const inOneWrite = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.uniqueArray(fc.constantFrom<Name>(...properties), { minLength: 1, maxLength: 3 }),
  },
  { weight: 1, arbitrary: fc.constant<Name[]>(['manager']) },
);
const afterMs = fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 40_000 }));
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('save' as const), by, afterMs, changed, empties: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lookUp' as const), by, afterMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), afterMs }) },
  // The write is done and its answer is lost: only a read can tell.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lost' as const), by, afterMs, changed: inOneWrite }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

let now = longAgo;
let count = 0;
let desk: DeskUnderTest;
let admins: readonly TeamsClient[];
let atFirst: PersonRecord | undefined;
beforeAll(async () => {
  desk = await startDesk({
    clock: { now: () => now },
    deadlines: withoutHaste,
    environment: { HISTORY_DAYS: '1' },
  });
  admins = await Promise.all(
    [people.userAdministrator, people.globalAdministrator].map((one) => desk.as(one)),
  );
  for (const admin of admins) await admin.send(people.annaSmith.oid);
  atFirst = desk.sandbox.graph.directory.record(target.oid);
});
afterAll(() => desk.close());

const total = { looks: 0, stale: 0, stalePeople: 0, saves: 0, undone: 0, found: 0 };

/** Every case begins with the same values, which everybody can read. */
async function begin(readLagMs: number): Promise<void> {
  const { directory, settings } = desk.sandbox.graph;
  directory.update(target.oid, atFirst?.user ?? {});
  directory.setManager(target.oid, atFirst?.managerId);
  directory.setSponsors(target.oid, atFirst?.sponsorIds ?? []);
  now += 2 * dayMs;
  await desk.clear();
  settings.readLagMs = readLagMs;
}

/** The values as the inputs show them. */
function valuesIn(record: PersonRecord | undefined): Values {
  const textIn = (name: Name): string => {
    if (name === 'manager') return record?.managerId ?? noneChosen;
    return [(name === 'sponsors' ? record?.sponsorIds : record?.user[name]) ?? ''].flat().join();
  };
  return Object.fromEntries(names.map((name) => [name, textIn(name)])) as Record<Name, string>;
}

/** What the inputs have to show: the truth, since all of it was written by the bot or long ago. */
const truth = (): Values => valuesIn(desk.sandbox.graph.directory.record(target.oid));

async function lookUp(client: TeamsClient): Promise<MessageView> {
  await client.send(target.oid);
  expect(inputsOf(client.last().card), 'what is shown').toMatchObject(truth());
  total.looks += 1;
  const { directory, settings } = desk.sandbox.graph;
  const old = valuesIn(directory.view(settings.readLagMs).find(target.oid));
  const behind = names.filter((name) => old[name] !== truth()[name]);
  if (behind.length > 0) total.stale += 1;
  if (behind.includes('manager') || behind.includes('sponsors')) total.stalePeople += 1;
  return client.last();
}

/** Another value than it has, or none. */
function otherThan(name: Name, value: string, empties: boolean): string {
  const none = name === 'manager' ? noneChosen : '';
  if (empties && value !== none) return none;
  if (name !== 'manager' && name !== 'sponsors') return `+31 10 ${++count}`;
  const free = others.filter((id) => id !== value);
  return free[++count % free.length] ?? '';
}

/** The last save that can be undone, and what the directory has to hold. */
interface Course {
  saved?: { readonly client: TeamsClient; readonly message: MessageView; readonly before: Values };
  expected: Values;
  /** Each field with each value that it had. */
  readonly had: Set<string>;
  /** Whether the last save brought back a value that was there before. */
  isBack?: boolean;
}

/** Saves other values on a fresh card. @returns the card's message */
async function save(
  client: TeamsClient,
  changes: readonly Name[],
  empties: boolean,
  course: Course,
): Promise<MessageView> {
  const form = await lookUp(client);
  const had = (values: Partial<Values>) => Object.entries(values).map((entry) => entry.join(' '));
  for (const one of had(course.expected)) course.had.add(one);
  const typed = Object.fromEntries(
    changes.map((name) => [name, otherThan(name, course.expected[name], empties)]),
  );
  course.isBack = had(typed).some((one) => course.had.has(one));
  for (const one of had(typed)) course.had.add(one);
  course.expected = { ...course.expected, ...typed };
  await press(client, form, 'Save', typed);
  return await desk.stored(client, form);
}

async function take(one: Step, course: Course): Promise<void> {
  const client = admins['by' in one ? one.by : 0] as TeamsClient;
  now += one.afterMs;
  switch (one.kind) {
    case 'lookUp':
      await lookUp(client);
      return;
    case 'save': {
      const before = course.expected;
      const message = await save(client, one.changed, one.empties, course);
      expect(textOf(message.card)).toMatch(/^Saved\n/);
      course.saved = { client, message, before };
      total.saves += 1;
      return;
    }
    case 'undo': {
      if (!course.saved) return;
      const undone = await press(course.saved.client, course.saved.message, 'Undo');
      expect(textOf(undone.card)).toMatch(/^Undone\n/);
      course.expected = course.saved.before;
      delete course.saved;
      total.undone += 1;
      return;
    }
    case 'lost': {
      const match = ({ method }: FaultRequest) => method === 'PATCH' || method === 'PUT';
      desk.sandbox.graph.faults.add({ match, kind: 'reset', afterApply: true });
      const message = await save(client, one.changed, false, course);
      expect(textOf(message.card)).toMatch(/^Not known/);
      expect(truth()).toEqual(course.expected);
      // An old read proves nothing; one that is new enough does.
      const first = await press(client, message, 'Show result');
      expect(textOf(first.card)).toMatch(/^(Saved|Not known whether it was saved)\n/);
      now += desk.sandbox.graph.settings.readLagMs + 1_000;
      const again = async (shown: MessageView): Promise<MessageView> =>
        titlesOf(shown.card).includes('Show result') ? await press(client, shown, 'Show result') : shown;
      let shown = await again(first);
      // A read of a value that was there before may be from then, for ten minutes.
      if (course.isBack && textOf(shown.card).startsWith('Not known')) {
        now += longestLagMs;
        shown = await again(shown);
      }
      expect(textOf(shown.card)).toMatch(/^Saved\n/);
      await desk.app.idle();
      delete course.saved;
      total.found += 1;
    }
  }
}

hazard(
  {
    number: 18,
    hazard: 'Graph shows what was there before the bot’s own write, for up to 30 seconds',
    promise: 'What was written is shown, nobody is warned of a change of their own, and nothing is put back',
    cases: 500,
    least: 20,
  },
  async (run) => {
    await run.property(
      fc.asyncProperty(
        fc.nat({ max: 30_000 }),
        fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }),
        async (readLagMs, steps) => {
          await begin(readLagMs);
          const course: Course = { expected: truth(), had: new Set() };
          for (const one of steps) {
            await take(one, course);
            // What was written last stands, whatever was looked up or found out after it.
            expect(truth()).toEqual(course.expected);
          }
        },
      ),
    );
    await run.check('the reads are old ones', () => {
      expect(total.stale).toBeGreaterThanOrEqual(run.least(run.cases / 4));
      expect(total.stalePeople, 'old copies of manager or sponsors').toBeGreaterThanOrEqual(
        run.least(run.cases / 8),
      );
      expect(total.undone).toBeGreaterThanOrEqual(run.least(run.cases / 8));
      expect(total.saves).toBeGreaterThanOrEqual(run.least(run.cases / 2));
    });
    const { looks, stale, stalePeople, saves, undone, found } = total;
    return (
      `${looks} looks, ${stale} of them at an old copy (${stalePeople} of manager or sponsors); ${saves} saves, ` +
      `${undone} undone, ${found} lost answers found out: 0 false alarms, 0 values put back`
    );
  },
);
