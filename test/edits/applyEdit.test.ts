import { describe, expect, it, vi } from 'vitest';
import { createFakeDesk, editOf, FakeFault, minuteMs, statesOf } from './fakeDesk.ts';

describe('a save', () => {
  it('writes only what changed, tells it, and keeps it on record', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    const edit = await desk.open({ jobTitle: 'A', city: 'Ede' });
    const result = await desk.edits.submit(edit.id, 'owner', {
      jobTitle: 'B',
      city: 'Ede',
      $reason: ' T-1 ',
    });
    expect(desk.directory.written).toEqual([{ jobTitle: 'B' }]);
    expect(editOf(result)).toMatchObject({
      state: 'settled',
      reason: 'T-1',
      changes: [{ before: 'A', after: 'B' }],
    });
    expect(editOf(result).parts).toEqual([{ fields: ['jobTitle'], state: 'saved', requestId: 'request-1' }]);
    const { item } = await desk.journal.readPerson('person');
    expect(item.lease).toBeUndefined();
    expect(item.writes).toMatchObject([{ field: 'jobTitle', before: 'A', after: 'B', certain: true }]);
    expect(item.history).toMatchObject([
      { actorId: 'owner', editId: edit.id, fields: ['jobTitle'], outcome: 'saved' },
    ]);
    expect(JSON.stringify(item.history)).not.toMatch(/"[AB]"/);
  });

  it('has on record what it is about to write before it writes', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    let seen: unknown;
    desk.directory.onWrite = async (store) => {
      const kept = await desk.journal.readEdit(edit.id);
      const { item } = await desk.journal.readPerson('person');
      seen = { state: kept?.item.state, certain: item.writes[0]?.certain, lease: item.lease?.editId };
      store();
    };
    await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(seen).toEqual({ state: 'writing', certain: false, lease: edit.id });
  });

  it('audits each write once, without a value', async () => {
    const desk = createFakeDesk({ jobTitle: 'old-value' });
    const { edit } = await desk.save('jobTitle', 'old-value', 'new-value');
    expect(desk.audited).toEqual([
      {
        actor: 'owner',
        person: 'person',
        fields: ['jobTitle'],
        editId: edit.id,
        outcome: 'saved',
        graphRequestId: 'request-1',
        reasonGiven: false,
      },
    ]);
  });

  it('writes nothing that is there already, and calls it saved', async () => {
    const desk = createFakeDesk({ jobTitle: 'B' });
    const write = vi.spyOn(desk.directory, 'write');
    const { result } = await desk.save('jobTitle', 'A', 'B');
    expect(write).not.toHaveBeenCalled();
    expect(editOf(result).state).toBe('settled');
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
    expect(desk.audited).toEqual([]);
  });

  it('of an edit that somebody else took over meanwhile writes nothing', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const edit = await desk.open({ jobTitle: 'A' });
    desk.directory.onRead = () => desk.leave({ ...edit, reason: 'another' });
    const applied = vi.fn();
    Object.assign(desk.ports, { applied });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B' });
    expect(editOf(result)).toMatchObject({ state: 'open', reason: 'another' });
    expect(applied).not.toHaveBeenCalled();
    expect(desk.directory.written).toEqual([]);
  });

  it.each(['forbidden', 'signIn', 'consentMissing', 'throttled', 'gone', 'unreachable'] as const)(
    'that can not begin (%s) stays open with what was typed, and can be tried again',
    async (failure) => {
      for (const step of ['onPrepare', 'onRead'] as const) {
        const desk = createFakeDesk({ jobTitle: 'A' });
        desk.directory[step] = async () => {
          throw new FakeFault(failure);
        };
        const { edit, result } = await desk.save('jobTitle', 'A', 'B');
        expect(editOf(result)).toMatchObject({ state: 'open', failure, entered: { jobTitle: 'B' } });
        expect(desk.directory.written).toEqual([]);
        expect((await desk.journal.readPerson('person')).item.lease).toBeUndefined();
        desk.directory[step] = async () => {};
        expect(statesOf(await desk.answer('retry', edit.id))).toEqual({ jobTitle: 'saved' });
      }
    },
  );

  it('of somebody protected writes nothing', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.isProtected = true;
    const { result } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(result)).toMatchObject({ state: 'open', failure: 'protected' });
    expect(desk.directory.written).toEqual([]);
  });

  it('of a field that the operator closed meanwhile writes nothing', async () => {
    const desk = createFakeDesk({ jobTitle: 'A', city: 'Ede' });
    const edit = await desk.open({ jobTitle: 'A', city: 'Ede' });
    Object.assign(desk.ports, { mayEdit: (name: string) => name !== 'city' });
    const result = await desk.edits.submit(edit.id, 'owner', { jobTitle: 'B', city: 'Epe' });
    expect(editOf(result)).toMatchObject({ state: 'open', failure: 'closedByOperator' });
    expect([desk.directory.reads, desk.directory.written]).toEqual([0, []]);
  });

  it('that is refused is told as not saved, and leaves nothing that overlays later reads', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = async () => {
      throw new FakeFault('refused');
    };
    const { result } = await desk.save('jobTitle', 'A', 'B');
    expect(editOf(result).parts).toMatchObject([{ state: 'notSaved', failure: 'refused' }]);
    const { item } = await desk.journal.readPerson('person');
    expect([item.writes, item.lease, item.history[0]?.outcome]).toEqual([[], undefined, 'notSaved']);
    expect(desk.audited[0]?.outcome).toBe('notSaved');
  });
});

describe('what the bot wrote lately', () => {
  it('and somebody else took back since is written again, not called saved unseen', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const late = await desk.open({ jobTitle: 'A' }, 'two');
    await desk.save('jobTitle', 'A', 'B', 'one');
    // From outside. A read can't tell it from an old one; to send an absolute value again does no harm in either case.
    desk.directory.values.jobTitle = 'A';
    const result = await desk.edits.submit(late.id, 'two', { jobTitle: 'B' });
    expect(statesOf(result)).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.values.jobTitle).toBe('B');
  });
});

describe('a write without an answer', () => {
  const unanswered = (didHappen: boolean) => async (store: () => void) => {
    if (didHappen) store();
    throw new FakeFault('unreachable', true);
  };

  it.each([true, false])('is unknown (it happened: %s), until a read shows it', async (didHappen) => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = unanswered(didHappen);
    desk.directory.stale = { jobTitle: 'A' };
    const { edit, result } = await desk.save('jobTitle', 'A', 'B');
    expect(statesOf(result)).toEqual({ jobTitle: 'unknown' });
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'unknown' });
    desk.directory.stale = {};
    if (!didHappen) desk.time.ms += 10 * minuteMs;
    const later = await desk.edits.result(edit.id, 'owner');
    expect(statesOf(later)).toEqual({ jobTitle: didHappen ? 'saved' : 'notSaved' });
    expect(desk.directory.written).toHaveLength(1);
    const { item } = await desk.journal.readPerson('person');
    expect(item.history.map((entry) => entry.outcome)).toEqual([didHappen ? 'saved' : 'notSaved']);
  });

  it('stays unknown while the directory can not be read', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = unanswered(true);
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    desk.directory.onRead = async () => {
      throw new FakeFault('unreachable');
    };
    expect(statesOf(await desk.edits.result(edit.id, 'owner'))).toEqual({ jobTitle: 'unknown' });
  });

  it('and did not happen: saving the same again writes it, and does not call it saved unseen', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = unanswered(false);
    await desk.save('jobTitle', 'A', 'B');
    desk.directory.onWrite = async (store) => store();
    const { result } = await desk.save('jobTitle', 'A', 'B');
    const { state } = editOf(result);
    if (state === 'settled' && statesOf(result).jobTitle === 'saved')
      expect(desk.directory.values.jobTitle).toBe('B');
    else expect(['conflict', 'settled']).toContain(state);
  });

  it('is asked about by somebody else’s save, once: keeping one’s own value then writes it', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = unanswered(false);
    await desk.save('jobTitle', 'A', 'B', 'one');
    desk.directory.onWrite = async (store) => store();
    const { edit, result } = await desk.save('jobTitle', 'A', 'C', 'two');
    expect(editOf(result)).toMatchObject({ state: 'conflict', conflicts: [{ theirs: 'B' }] });
    expect(statesOf(await desk.answer('keepMine', edit.id, 'two'))).toEqual({ jobTitle: 'saved' });
    expect(desk.directory.values.jobTitle).toBe('C');
    // What became of the first is not known any better for that.
    const { item } = await desk.journal.readPerson('person');
    expect(item.writes.map(({ after, certain }) => [after, certain])).toEqual([
      ['B', false],
      ['C', true],
    ]);
  });

  it('gets an audit line when its fate is found out', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    desk.directory.onWrite = unanswered(true);
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    await desk.edits.result(edit.id, 'owner');
    expect(desk.audited.map((entry) => entry.outcome)).toEqual(['unknown', 'saved']);
  });
});
