import { describe, expect, it } from 'vitest';
import { FakeFault, hourMs } from '../edits/fakeDesk.ts';
import { adam, approverEditOf, createRequestDesk, dora, gita, requestOf } from './requestDesk.ts';

const weekMs = 7 * 24 * hourMs;

describe('approving', () => {
  it('makes the change as an edit of the approver, and notes who asked', async () => {
    const desk = createRequestDesk({ jobTitle: 'A', city: 'Bern' });
    const { id } = await desk.ask({ jobTitle: 'B', city: 'Rome' }, 'promoted');
    const result = await desk.approve(id);
    const edit = approverEditOf(result);
    expect(edit).toMatchObject({
      ownerId: 'adam',
      state: 'settled',
      reason: 'promoted',
      request: { id, askerId: 'dora' },
    });
    expect(result).toMatchObject({ kind: 'current', decidedNow: true });
    expect(requestOf(result)).toMatchObject({
      state: 'approved',
      decision: {
        by: adam,
        at: desk.time.ms,
        editId: edit.id,
        outcome: { saved: ['jobTitle', 'city'], notSaved: [], unknown: [] },
      },
    });
    expect(requestOf(result).deciding).toBeUndefined();
    expect(desk.directory.values).toMatchObject({ jobTitle: 'B', city: 'Rome' });
    expect(desk.audited).toMatchObject([{ actor: 'adam', outcome: 'saved', reasonGiven: true }]);
    const { history } = (await desk.journal.readPerson('person')).item;
    expect(history).toMatchObject([{ actorId: 'adam', requestedBy: 'dora', outcome: 'saved' }]);
  });

  it('asks for no second confirmation of a sensitive change', async () => {
    const desk = createRequestDesk({ userType: 'Guest' });
    const { id } = await desk.ask({ userType: 'Member' });
    expect(requestOf(await desk.approve(id)).state).toBe('approved');
    expect(desk.directory.values.userType).toBe('Member');
  });

  it('of what is there already is approved without a write', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    desk.directory.values.jobTitle = 'B';
    expect(requestOf(await desk.approve(id))).toMatchObject({ state: 'approved', decision: { by: adam } });
    expect(desk.directory.written).toEqual([]);
  });

  it('is not for the asker', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    expect(await desk.approve(id, dora)).toMatchObject({ kind: 'ownRequest', request: { state: 'open' } });
    expect(desk.directory.reads).toBe(0);
  });

  it('twice shows the one edit again, and what takes it back', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    const first = await desk.approve(id);
    const second = await desk.approve(id);
    expect(second).toMatchObject({ decidedNow: false, request: { state: 'approved' } });
    expect(approverEditOf(second).id).toBe(approverEditOf(first).id);
    await desk.edits.undo(approverEditOf(first).id, 'adam');
    expect(approverEditOf(await desk.approve(id)).undoes).toBe(approverEditOf(first).id);
    expect(desk.directory.written).toHaveLength(2);
  });

  it.each(['approved', 'declined', 'withdrawn', 'expired'] as const)(
    'and declining of one that is %s is told so',
    async (state) => {
      const desk = createRequestDesk({ jobTitle: 'A' });
      const { id } = await desk.ask({ jobTitle: 'B' });
      if (state === 'approved') await desk.approve(id, gita);
      if (state === 'declined') await desk.requests.decline(id, gita);
      if (state === 'withdrawn') await desk.requests.withdraw(id, dora);
      if (state === 'expired') desk.time.ms += weekMs;
      const writes = desk.directory.written.length;
      for (const act of [
        () => desk.approve(id),
        () => desk.requests.decline(id, adam),
        () => desk.requests.withdraw(id, dora),
      ]) {
        const result = await act();
        expect(result).toMatchObject({ kind: 'current', decidedNow: false, request: { state } });
        expect(result.kind === 'current' && result.edit).toBeFalsy();
      }
      expect(desk.directory.written).toHaveLength(writes);
    },
  );

  it('of an unknown request is told', async () => {
    const desk = createRequestDesk({});
    for (const result of [
      await desk.approve('r'),
      await desk.requests.decline('r', adam),
      await desk.requests.withdraw('r', dora),
    ])
      expect(result).toEqual({ kind: 'unknown' });
    expect(await desk.requests.settle({})).toBeUndefined();
  });

  it.each(['forbidden', 'refused', 'throttled', 'signIn', 'moreWanted'] as const)(
    'that ends as %s leaves the request open, and the approver’s edit can’t be used any more',
    async (failure) => {
      const desk = createRequestDesk({ jobTitle: 'A' });
      const { id } = await desk.ask({ jobTitle: 'B' });
      desk.directory.onWrite = async () => {
        throw new FakeFault(failure);
      };
      const result = await desk.approve(id);
      const edit = approverEditOf(result);
      expect(edit.parts?.[0]?.failure ?? edit.failure).toBe(failure);
      expect(requestOf(result)).toMatchObject({ state: 'open', lastAttempt: { by: adam, failure } });
      desk.directory.onWrite = async (store) => store();
      for (const verb of ['retry', 'confirm', 'keepMine'] as const)
        await desk.edits[verb](edit.id, 'adam', edit.asked?.id);
      expect(desk.directory.values.jobTitle).toBe('A');
      expect(requestOf(await desk.approve(id, gita))).toMatchObject({
        state: 'approved',
        decision: { by: gita },
      });
    },
  );

  it('that can’t begin leaves the request open too', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    desk.directory.onPrepare = async () => {
      throw new FakeFault('consentMissing');
    };
    const { lastAttempt, state } = requestOf(await desk.approve(id));
    expect({ state, lastAttempt }).toMatchObject({
      state: 'open',
      lastAttempt: { failure: 'consentMissing' },
    });
  });

  it('that saves a part is an approval, and what is tried again later is noted', async () => {
    const desk = createRequestDesk({ jobTitle: 'A', manager: null });
    const manager = { id: 'boss', displayName: 'Boss' };
    const { id } = await desk.ask({ jobTitle: 'B', manager });
    desk.directory.onWrite = async (store, step) => {
      if (step.kind === 'setManager') throw new FakeFault('throttled');
      store();
    };
    const result = await desk.approve(id);
    expect(requestOf(result)).toMatchObject({
      state: 'approved',
      decision: { outcome: { saved: ['jobTitle'], notSaved: ['manager'] } },
    });
    desk.directory.onWrite = async (store) => store();
    const retried = await desk.answer('retry', approverEditOf(result).id, 'adam');
    expect(retried.kind).toBe('current');
    expect(await desk.requests.settle(approverEditOf(result))).toMatchObject({
      decidedNow: false,
      request: { state: 'approved', decision: { by: adam, outcome: { notSaved: [] } } },
    });
  });

  it('stands, whatever its approver takes back later', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    const edit = approverEditOf(await desk.approve(id));
    await desk.edits.undo(edit.id, 'adam');
    expect(desk.directory.values.jobTitle).toBe('A');
    expect(await desk.requests.settle(edit)).toMatchObject({ request: { state: 'approved' } });
    const { history } = (await desk.journal.readPerson('person')).item;
    expect(history.map(({ requestedBy }) => requestedBy)).toEqual(['dora', undefined]);
  });
});

describe('declining and withdrawing', () => {
  it('ends an open request', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const [one, other] = [await desk.ask({ jobTitle: 'B' }), await desk.ask({ jobTitle: 'C' })];
    expect(await desk.requests.decline(one.id, adam, 'no budget')).toMatchObject({
      decidedNow: true,
      request: {
        state: 'declined',
        decision: { by: adam, at: desk.time.ms },
        values: { answer: 'no budget' },
      },
    });
    expect(await desk.requests.withdraw(other.id, dora)).toMatchObject({
      decidedNow: true,
      request: { state: 'withdrawn', decision: { by: { id: 'dora', displayName: 'Dora' } } },
    });
  });

  it('is for others, and for the asker alone', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    expect((await desk.requests.decline(id, dora)).kind).toBe('ownRequest');
    expect((await desk.requests.withdraw(id, adam)).kind).toBe('notAsker');
    expect((await desk.now(id)).state).toBe('open');
  });

  it('waits while somebody’s approval is under way', async () => {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    desk.directory.onWrite = async (store) => {
      for (const result of [await desk.requests.decline(id, gita), await desk.requests.withdraw(id, dora)])
        expect(result).toMatchObject({
          kind: 'current',
          request: { state: 'deciding', deciding: { by: adam } },
        });
      expect(requestOf(await desk.approve(id, gita)).state).toBe('deciding');
      store();
    };
    expect(requestOf(await desk.approve(id))).toMatchObject({ state: 'approved', decision: { by: adam } });
    expect(desk.directory.written).toHaveLength(1);
  });
});
