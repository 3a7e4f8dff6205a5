import { describe, expect, it } from 'vitest';
import { FakeFault, hourMs, minuteMs } from '../edits/fakeDesk.ts';
import { adam, approverEditOf, createRequestDesk, gita, requestOf } from './requestDesk.ts';

// What becomes of a request whose approval did not end with the click.

describe('a value that changed since it was asked for', () => {
  async function inConflict() {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    desk.directory.values.jobTitle = 'other';
    const result = await desk.approve(id);
    const edit = approverEditOf(result);
    expect(edit).toMatchObject({ state: 'conflict', conflicts: [{ theirs: 'other', after: 'B' }] });
    expect(requestOf(result)).toMatchObject({ state: 'deciding', deciding: { by: adam, editId: edit.id } });
    const settle = async () => requestOf(await desk.requests.settle(edit));
    return { desk, id, edit, settle };
  }

  it('is a conflict that waits for the approver for an hour at most', async () => {
    const { desk, id, edit } = await inConflict();
    desk.time.ms += 59 * minuteMs;
    expect((await desk.now(id)).state).toBe('deciding');
    expect(approverEditOf(await desk.approve(id))).toMatchObject({ id: edit.id, state: 'conflict' });
    desk.time.ms += minuteMs;
    expect(await desk.now(id)).toMatchObject({ state: 'open', lastAttempt: { by: adam } });
    expect((await desk.journal.readEdit(edit.id))?.item.state).toBe('cancelled');
    expect(desk.directory.written).toEqual([]);
  });

  it('is written over by Keep mine', async () => {
    const { desk, edit, settle } = await inConflict();
    await desk.answer('keepMine', edit.id, 'adam');
    expect(await settle()).toMatchObject({ state: 'approved', decision: { by: adam, editId: edit.id } });
    expect(desk.directory.values.jobTitle).toBe('B');
  });

  it('stays by Take theirs or Cancel, and the request is open again, with no failure', async () => {
    for (const verb of ['takeTheirs', 'cancel'] as const) {
      const { desk, id, edit, settle } = await inConflict();
      await desk.edits[verb](edit.id, 'adam', edit.asked?.id);
      expect(await settle()).toMatchObject({ state: 'open' });
      expect((await desk.now(id)).lastAttempt).toBeUndefined();
      expect(desk.directory.values.jobTitle).toBe('other');
    }
  });

  it('waits for the same answer again where a sign-in is missing', async () => {
    const { desk, edit, settle } = await inConflict();
    desk.directory.onPrepare = async () => {
      throw new FakeFault('signIn');
    };
    await desk.edits.keepMine(edit.id, 'adam', edit.asked?.id);
    expect((await settle()).state).toBe('deciding');
    desk.directory.onPrepare = async () => {};
    await desk.edits.keepMine(edit.id, 'adam', edit.asked?.id);
    expect((await settle()).state).toBe('approved');
  });

  it('asks to confirm a sensitive one', async () => {
    const desk = createRequestDesk({ userPrincipalName: 'a@contoso.com' });
    const { id } = await desk.ask({ userPrincipalName: 'b@contoso.com' });
    desk.directory.values.userPrincipalName = 'c@contoso.com';
    const { id: editId } = approverEditOf(await desk.approve(id));
    await desk.answer('keepMine', editId, 'adam');
    desk.time.ms += 50 * minuteMs;
    expect((await desk.now(id)).state).toBe('deciding');
    await desk.answer('confirm', editId, 'adam');
    expect(await desk.now(id)).toMatchObject({ state: 'approved' });
  });
});

describe('a write whose fate is not known', () => {
  async function inDoubt(isWritten: boolean) {
    const desk = createRequestDesk({ jobTitle: 'A' });
    const { id } = await desk.ask({ jobTitle: 'B' });
    desk.directory.onWrite = async (store) => {
      if (isWritten) store();
      throw new FakeFault('unreachable', true);
    };
    const result = await desk.approve(id);
    expect(requestOf(result)).toMatchObject({ state: 'deciding', deciding: { by: adam } });
    desk.directory.onWrite = async (store) => store();
    return { desk, id, edit: approverEditOf(result) };
  }

  it('stays undecided, for hours', async () => {
    const { desk, id } = await inDoubt(true);
    desk.time.ms += 10 * hourMs;
    expect((await desk.now(id)).state).toBe('deciding');
    expect(requestOf(await desk.requests.decline(id, gita)).state).toBe('deciding');
  });

  it('is approved once the approver’s look shows it', async () => {
    const { desk, id, edit } = await inDoubt(true);
    await desk.edits.result(edit.id, 'adam');
    expect(await desk.requests.current(id)).toMatchObject({
      decidedNow: true,
      request: { state: 'approved' },
    });
  });

  it('is open again once it is known that nothing was written', async () => {
    const { desk, id } = await inDoubt(false);
    desk.time.ms += 11 * minuteMs;
    expect(requestOf(await desk.approve(id))).toMatchObject({ state: 'open', lastAttempt: { by: adam } });
    expect(requestOf(await desk.approve(id)).state).toBe('approved');
  });
});
