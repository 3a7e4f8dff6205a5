import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../src/profile/fields.ts';
import { createFakeDesk, editOf, FakeFault, minuteMs, statesOf } from './fakeDesk.ts';

// One save with four parts, each written by a request of its own, tried again and again: whatever becomes of each request.

const fields = ['jobTitle', 'aboutMe', 'manager', 'photo'] as const satisfies readonly FieldName[];
const managerId = '3d9f1b0a-0000-4000-8000-000000000002';
const before = { jobTitle: 'A', aboutMe: 'A', manager: null, photo: 'mark of the old one' };
const after = {
  jobTitle: 'B',
  aboutMe: 'B',
  manager: { id: managerId, displayName: 'M' },
  photo: 'mark of staged',
};
const entered = { jobTitle: 'B', aboutMe: 'B', manager: managerId };

const fate = fc.constantFrom('saved', 'saved', 'refused', 'signIn', 'lostAfter', 'lostBefore');
const fates = fc.record({ jobTitle: fate, aboutMe: fate, manager: fate, photo: fate });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ verb: fc.constant('retry' as const), fates }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('result' as const), fates }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('wait' as const), fates }) },
);

/** An edit of all four fields, and what really happened in the directory. */
async function begin() {
  const desk = createFakeDesk(before);
  const stored: FieldName[] = [];
  const sent: FieldName[] = [];
  const edit = await desk.open(before, 'owner', { id: 'staged', about: 'JPEG, 5 KB' });
  const meet = (now: Readonly<Record<string, string>>): void => {
    desk.directory.onWrite = async (store, step) => {
      const [name] = step.fields as [FieldName];
      sent.push(name);
      const will = now[name] ?? 'saved';
      if (will === 'saved' || will === 'lostAfter') {
        store();
        stored.push(name);
      }
      if (will === 'lostAfter' || will === 'lostBefore') throw new FakeFault('unreachable', true);
      if (will !== 'saved') throw new FakeFault(will as 'refused' | 'signIn');
    };
  };
  return { desk, edit, stored, sent, meet };
}
type Begun = Awaited<ReturnType<typeof begin>>;

/** What the card says has to be so. */
function check(states: Record<string, string>, { desk, stored }: Begun): void {
  for (const name of fields) {
    const held = desk.directory.values[name];
    if (states[name] === 'saved') expect([name, held]).toEqual([name, after[name]]);
    if (states[name] === 'notSaved') expect([name, held]).toEqual([name, before[name]]);
  }
  expect(new Set(stored).size).toBe(stored.length);
}

describe('a save of several parts that is tried again', () => {
  it('writes nothing twice, tells nothing wrong, and its undo takes back what was saved alone', async () => {
    await fc.assert(
      fc.asyncProperty(fates, fc.array(act, { maxLength: 5 }), async (first, acts) => {
        const begun = await begin();
        const { desk, edit, sent, meet } = begun;
        meet(first);
        let states = statesOf(await desk.edits.submit(edit.id, 'owner', entered));
        check(states, begun);
        for (const { verb, fates: now } of acts) {
          meet(now);
          if (verb === 'wait') desk.time.ms += 11 * minuteMs;
          // What is known beforehand: an old doubt is looked into first.
          const known = statesOf(await desk.edits.result(edit.id, 'owner'));
          const sentBefore = sent.length;
          const result = verb === 'retry' ? await desk.answer('retry', edit.id) : undefined;
          const left = fields.filter((name) => (known[name] ?? 'notSaved') === 'notSaved');
          const justSent = sent.slice(sentBefore);
          expect(justSent.sort()).toEqual(result ? [...left].sort() : []);
          states = result ? statesOf(result) : known;
          check(states, begun);
        }
        meet({});
        await desk.answer('undo', edit.id);
        for (const name of fields) {
          const isBack = states[name] === 'saved' && name !== 'photo';
          if (isBack) expect([name, desk.directory.values[name]]).toEqual([name, before[name]]);
          if (states[name] === 'notSaved') expect(desk.directory.values[name]).toEqual(before[name]);
        }
        if (states.photo === 'saved') expect(desk.directory.values.photo).toBe(after.photo);
      }),
    );
  });

  it('leaves a line for each write in the audit log, and one entry in the history', async () => {
    const { desk, edit, meet } = await begin();
    meet({ aboutMe: 'refused', manager: 'lostBefore' });
    await desk.edits.submit(edit.id, 'owner', entered);
    const linesOf = () => desk.audited.splice(0).map(({ fields: [name], outcome }) => `${name} ${outcome}`);
    expect(linesOf().sort()).toEqual([
      'aboutMe notSaved',
      'jobTitle saved',
      'manager unknown',
      'photo saved',
    ]);
    meet({});
    await desk.answer('retry', edit.id);
    expect(linesOf()).toEqual(['aboutMe saved']);
    const { item } = await desk.journal.readPerson('person');
    expect(item.history).toMatchObject([{ editId: edit.id, outcome: 'unknown' }]);
    expect([...(item.history[0]?.fields ?? [])].sort()).toEqual([...fields].sort());
    expect(item.writes.map(({ field, certain }) => `${field} ${certain}`).sort()).toEqual([
      'aboutMe true',
      'jobTitle true',
      'manager false',
      'photo true',
    ]);
  });
});

describe('a try that breaks off', () => {
  const partly = async () => {
    const begun = await begin();
    begun.meet({ aboutMe: 'refused' });
    await begun.desk.edits.submit(begun.edit.id, 'owner', entered);
    begun.meet({});
    return begun;
  };

  it.each(['onPrepare', 'onRead'] as const)(
    'at %s, for a reason, leaves what was saved told as saved',
    async (at) => {
      const begun = await partly();
      const { desk, edit } = begun;
      for (const failure of ['forbidden', 'unreachable', 'signIn', 'consentMissing'] as const) {
        desk.directory[at] = async () => {
          throw new FakeFault(failure);
        };
        const states = statesOf(await desk.answer('retry', edit.id));
        expect(states).toEqual({ jobTitle: 'saved', manager: 'saved', photo: 'saved', aboutMe: 'notSaved' });
      }
      desk.directory[at] = async () => {};
      const states = statesOf(await desk.answer('retry', edit.id));
      expect(states).toEqual({ jobTitle: 'saved', manager: 'saved', photo: 'saved', aboutMe: 'saved' });
      check(states, begun);
    },
  );

  it.each(['claimed', 'writing'] as const)(
    'with its process, when it was %s, is told as it is',
    async (state) => {
      const begun = await partly();
      const { desk, edit, sent } = begun;
      const kept = (await desk.journal.readEdit(edit.id))?.item;
      if (!kept) throw new Error('There is no such edit');
      const parts = kept.parts?.filter((part) => part.state === 'saved');
      await desk.leave({ ...kept, parts, state, claimedUntil: desk.time.ms, writtenAt: desk.time.ms });
      const states = statesOf(await desk.edits.result(edit.id, 'owner'));
      expect(states).toMatchObject({ jobTitle: 'saved', manager: 'saved', photo: 'saved' });
      expect(states.aboutMe).not.toBe('saved');
      desk.time.ms += 11 * minuteMs;
      expect(statesOf(await desk.edits.result(edit.id, 'owner')).aboutMe).toBe('notSaved');
      check(statesOf(await desk.answer('retry', edit.id)), begun);
      expect(desk.directory.values).toEqual(after);
      expect(sent.filter((name) => name === 'aboutMe')).toHaveLength(2);
    },
  );

  it('because somebody else is saving leaves what was saved, and can be tried again', async () => {
    const { desk, edit } = await partly();
    await desk.journal.changePerson('person', (record) => ({
      record: { ...record, lease: { editId: 'other', until: desk.time.ms + minuteMs } },
      result: true,
    }));
    const busy = editOf(await desk.answer('retry', edit.id));
    expect(busy).toMatchObject({ state: 'settled', failure: 'busy' });
    expect(busy.parts?.map(({ state }) => state).sort()).toEqual(['notSaved', 'saved', 'saved', 'saved']);
    desk.time.ms += minuteMs;
    expect(statesOf(await desk.answer('retry', edit.id)).aboutMe).toBe('saved');
  });
});
