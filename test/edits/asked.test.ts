import { describe, expect, it, vi } from 'vitest';
import type { Edit } from '../../src/edits/edit.ts';
import { createFakeDesk, editOf, FakeFault } from './fakeDesk.ts';

// What the directory is asked for a save, in what time, and what is noted of it beside the values.

const [one, two] = ['3d9f1b0a-0000-4000-8000-000000000003', '3d9f1b0a-0000-4000-8000-000000000004'];

describe('what the directory is asked', () => {
  it('is the fields that change, and the right to write them, within the time of a write', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    const edit = await desk.open({ jobTitle: 'A', city: 'Ede' });
    const { writeMs } = desk.deadlines;
    let clock = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const prepare = vi.spyOn(desk.directory, 'prepareWrite');
    const current = vi.spyOn(desk.directory, 'current');
    const write = vi.spyOn(desk.directory, 'write');
    desk.directory.onPrepare = async () => {
      clock += 100;
    };
    desk.directory.onRead = async () => {
      clock += writeMs;
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', city: 'Ede' });
    vi.restoreAllMocks();
    expect(prepare.mock.calls).toEqual([[['jobTitle'], writeMs]]);
    expect(current.mock.calls).toEqual([['person', ['jobTitle'], writeMs - 100, []]]);
    // No less than a moment: the write is on record, and has to be tried.
    expect(write.mock.calls[0]).toEqual([expect.anything(), 1]);
  });

  it('is the other half of the organization data too, once', async () => {
    const seen = { 'employeeOrgData/costCenter': 'C1', 'employeeOrgData/division': 'D1' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    const current = vi.spyOn(desk.directory, 'current');
    await desk.edits.submit(edit.id, 'owner', { ...seen, 'employeeOrgData/costCenter': 'C2' });
    expect(current.mock.calls[0]?.[1]).toEqual(['employeeOrgData/costCenter', 'employeeOrgData/division']);
  });

  it('is the names of those who were chosen, each once, and of nobody whose name is known', async () => {
    const desk = createFakeDesk({ manager: null, sponsors: [{ id: two, displayName: 'Two' }] });
    const edit = await desk.open({ manager: null, sponsors: [{ id: two, displayName: 'Two' }] });
    const current = vi.spyOn(desk.directory, 'current');
    const result = await desk.edits.submit(edit.id, 'owner', { manager: one, sponsors: `${two},${one}` });
    expect([...(current.mock.calls[0]?.[3] ?? [])].sort()).toEqual([one, two]);
    expect(editOf(result).changes).toContainEqual({
      field: 'manager',
      before: null,
      after: { id: one, displayName: `Name of ${one}` },
    });
    await desk.answer('undo', edit.id);
    expect(current.mock.calls.at(-1)?.[3]).toEqual([]);
  });
});

describe('what is noted of a save', () => {
  it('is its time, its reason, and who asked for it', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    await desk.leave({ ...edit, request: { id: 'r', askerId: 'asker' } });
    const writtenAt = desk.time.ms;
    const saved = editOf(await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', $reason: 'T-1' }));
    expect(saved).toMatchObject({ writtenAt });
    expect([saved.failure, saved.claimedUntil]).toEqual([undefined, undefined]);
    expect(saved.asked?.kind).toBe('retry');
    const { item } = await desk.journal.readPerson('person');
    expect(item.history).toEqual([
      {
        at: writtenAt,
        actorId: 'owner',
        editId: edit.id,
        fields: ['jobTitle'],
        outcome: 'saved',
        reason: 'T-1',
        requestedBy: 'asker',
      },
    ]);
    expect(item.writes).toMatchObject([{ editId: edit.id, at: writtenAt }]);
    expect(desk.audited).toMatchObject([{ reasonGiven: true }]);
  });

  it('leaves alone what others wrote, and what was noted of them', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    const { edit: first } = await desk.save('jobTitle', 'A', 'B');
    const { edit: second } = await desk.save('city', 'Ede', 'Epe');
    const { item } = await desk.journal.readPerson('person');
    expect(item.history.map(({ editId }) => editId)).toEqual([first.id, second.id]);
    expect(item.writes.map(({ field, certain }) => [field, certain])).toEqual([
      ['jobTitle', true],
      ['city', true],
    ]);
  });

  it('is told to whoever counts, once for each application, with the edit as it stands then', async () => {
    const desk = createFakeDesk({ jobTitle: 'X' });
    const applied: Edit['state'][] = [];
    Object.assign(desk.ports, { applied: (edit: Edit) => applied.push(edit.state) });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    await desk.answer('keepMine', edit.id);
    await desk.edits.result(edit.id, 'owner');
    expect(applied).toEqual(['conflict', 'settled']);
  });

  it('of a part in doubt beside one that was saved is the doubt', async () => {
    const seen = { jobTitle: 'A', aboutMe: 'A' };
    const desk = createFakeDesk(seen);
    const edit = await desk.open(seen);
    desk.directory.onWrite = async (store, { fields }) => {
      if (fields[0] === 'aboutMe') throw new FakeFault('unreachable', true);
      store();
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', aboutMe: 'B' });
    const { item } = await desk.journal.readPerson('person');
    expect(item.history).toMatchObject([{ outcome: 'unknown', fields: ['jobTitle', 'aboutMe'] }]);
    expect(item.lease).toBeUndefined();
  });
});

describe('what is left of a failure', () => {
  it.each(['signIn', 'moreWanted'] as const)(
    'is Entra’s code, where the owner has to sign in again (%s), and the question that stood',
    async (failure) => {
      const desk = createFakeDesk({ jobTitle: 'A' });
      const { failureOf } = desk.directory;
      desk.directory.failureOf = (error) => ({ ...failureOf(error), code: 50076 });
      desk.directory.onPrepare = async () => {
        throw new FakeFault(failure);
      };
      const { edit, result } = await desk.save('jobTitle', 'A', 'B');
      expect(editOf(result)).toMatchObject({ state: 'open', failure, failureCode: 50076 });
      expect(editOf(result).asked).toBeUndefined();
      desk.directory.failureOf = failureOf;
      desk.directory.onPrepare = async () => {
        throw new FakeFault('throttled');
      };
      const again = editOf(await desk.edits.retry(edit.id, 'owner'));
      expect(again).toMatchObject({ failure: 'throttled', asked: { kind: 'retry' } });
      expect([again.failureCode, again.claimedUntil]).toEqual([undefined, undefined]);
    },
  );

  it('is nothing once the same edit is saved', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onPrepare = async () => {
      throw new FakeFault('throttled');
    };
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.onPrepare = async () => {};
    const saved = editOf(await desk.answer('retry', edit.id));
    expect(saved.state).toBe('settled');
    expect(saved.failure).toBeUndefined();
  });

  it('that is no failure of the directory is thrown, and leaves the edit to be put right later', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    desk.directory.onRead = async () => {
      throw new Error('a mistake of ours');
    };
    await expect(desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' })).rejects.toThrow('a mistake of ours');
    expect((await desk.journal.readPerson('person')).item.lease).toBeUndefined();
  });
});
