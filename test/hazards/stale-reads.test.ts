import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
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
const texts = ['jobTitle', 'department', 'city', 'mobilePhone'] as const;
const names = [...texts, 'businessPhones'] as const;
type Name = (typeof names)[number];

const by = fc.nat({ max: 1 });
const changed = fc.uniqueArray(fc.constantFrom<Name>(...names), { minLength: 1, maxLength: 3 });
const afterMs = fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 40_000 }));
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('save' as const), by, afterMs, changed, empties: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lookUp' as const), by, afterMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), afterMs }) },
  // The write is done and its answer is lost: only a read can tell.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), by, afterMs, changed }) },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

let now = longAgo;
let count = 0;
let desk: DeskUnderTest;
let admins: readonly TeamsClient[];
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
});
afterAll(() => desk.close());

const total = { looks: 0, stale: 0, saves: 0, undone: 0, found: 0 };

/** What the inputs have to show: the truth, since all of it was written by the bot or long ago. */
function truth(): Record<Name, string> {
  const person = (desk.sandbox.graph.directory.person(target.oid) ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: Name): string =>
    String(name === 'businessPhones' ? ((person[name] as string[])[0] ?? '') : (person[name] ?? ''));
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<Name, string>;
}

async function lookUp(client: TeamsClient): Promise<MessageView> {
  await client.send(target.oid);
  expect(inputsOf(client.last().card), 'what is shown').toMatchObject(truth());
  total.looks += 1;
  const { readLagMs } = desk.sandbox.graph.settings;
  const seen = desk.sandbox.graph.directory.view(readLagMs).find(target.oid)?.user;
  if (
    names.some(
      (name) =>
        JSON.stringify(seen?.[name]) !==
        JSON.stringify(desk.sandbox.graph.directory.person(target.oid)?.[name]),
    )
  )
    total.stale += 1;
  return client.last();
}

/** Saves other values on a fresh card. @returns the card's message, and what the directory has to hold then */
async function save(client: TeamsClient, changes: readonly Name[], empties: boolean) {
  const form = await lookUp(client);
  const before = truth();
  const typed = Object.fromEntries(
    changes.map((name) => [name, empties && before[name] !== '' ? '' : `+31 10 ${++count}`]),
  );
  await press(client, form, 'Save', typed);
  return { message: await desk.stored(client, form), expected: { ...before, ...typed } };
}

async function take(
  one: Step,
  last: { saved?: { client: TeamsClient; message: MessageView } },
): Promise<void> {
  const client = admins['by' in one ? one.by : 0] as TeamsClient;
  now += one.afterMs;
  switch (one.kind) {
    case 'lookUp':
      await lookUp(client);
      return;
    case 'save': {
      const { message, expected } = await save(client, one.changed, one.empties);
      expect(textOf(message.card)).toMatch(/^Saved\n/);
      expect(truth()).toEqual(expected);
      last.saved = { client, message };
      total.saves += 1;
      return;
    }
    case 'undo': {
      if (!last.saved) return;
      const undone = await press(last.saved.client, last.saved.message, 'Undo');
      expect(textOf(undone.card)).toMatch(/^Undone\n/);
      delete last.saved;
      total.undone += 1;
      return;
    }
    case 'lost': {
      desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'reset', afterApply: true });
      const { message, expected } = await save(client, one.changed, false);
      expect(truth()).toEqual(expected);
      expect(textOf(message.card)).toMatch(/^Not known/);
      // An old read proves nothing; one that is new enough does.
      const first = await press(client, message, 'Show result');
      expect(textOf(first.card)).toMatch(/^(Saved|Not known whether it was saved)\n/);
      now += desk.sandbox.graph.settings.readLagMs + 1_000;
      const second = titlesOf(first.card).includes('Show result')
        ? await press(client, first, 'Show result')
        : first;
      expect(textOf(second.card)).toMatch(/^Saved\n/);
      await desk.app.idle();
      delete last.saved;
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
          now += 2 * dayMs;
          await desk.clear();
          desk.sandbox.graph.settings.readLagMs = readLagMs;
          const last = {};
          for (const one of steps) {
            await take(one, last);
            const writes = desk.patches().filter(({ status }) => status === 204 || status === 0);
            const body = writes.at(-1)?.body;
            // The last write stands, whatever was looked up or found out after it.
            if (body) expect(desk.sandbox.graph.directory.person(target.oid)).toMatchObject(body);
          }
        },
      ),
    );
    await run.check('the reads are old ones', () => {
      expect(total.stale).toBeGreaterThan(run.cases / 4);
      expect(total.saves).toBeGreaterThan(run.cases / 2);
    });
    const { looks, stale, saves, undone, found } = total;
    return `${looks} looks, ${stale} of them at an old copy; ${saves} saves, ${undone} undone, ${found} lost answers found out: 0 false alarms, 0 values put back`;
  },
);
