import { describe, expect, it, vi } from 'vitest';
import { expiryKey, shardCount } from '../../src/edits/documents.ts';
import { openEditMs, undoMs } from '../../src/edits/edit.ts';
import type { GroupCard } from '../../src/edits/groupCard.ts';
import { photoWaitMs } from '../../src/edits/journal.ts';
import type { PersonRecord } from '../../src/edits/personRecord.ts';
import { StoreConflictError } from '../../src/store.ts';
import { createFakeDesk, editOf, hourMs, minuteMs } from './fakeDesk.ts';
import { listsAt, sweptAfter } from './sweepLists.ts';

describe('a picture that somebody sent', () => {
  const picture = { contentType: 'image/png', bytes: new Uint8Array([0x89, 0, 255, 7]) } as const;

  it('is kept as it is, each under an id of its own, for an hour', async () => {
    const desk = createFakeDesk({});
    const [id, other] = [await desk.journal.keepPhoto(picture), await desk.journal.keepPhoto(picture)];
    expect(id).not.toBe(other);
    const read = await desk.journal.readPhoto(id);
    expect(read?.contentType).toBe('image/png');
    expect([...(read?.bytes ?? [])]).toEqual([...picture.bytes]);
    expect(await desk.journal.readPhoto('another')).toBeUndefined();
    expect(await sweptAfter(desk, `photo/${id}`)).toBe(openEditMs);
    expect((await desk.store.read([`photo/${id}`]))[`photo/${id}`]).toMatchObject({
      expiresAt: desk.time.ms + openEditMs,
    });
  });

  it('is awaited in one chat, of one person, for ten minutes, and once', async () => {
    const desk = createFakeDesk({});
    const awaited = { personId: 'person', entered: { jobTitle: 'B' } };
    await desk.journal.awaitPhoto('chat', 'owner', { personId: 'earlier', entered: {} });
    await desk.journal.awaitPhoto('chat', 'owner', awaited);
    const read = () => desk.journal.awaitedPhoto('chat', 'owner');
    expect(await read()).toMatchObject(awaited);
    expect(await desk.journal.awaitedPhoto('chat', 'eve')).toBeUndefined();
    expect(await desk.journal.awaitedPhoto('another chat', 'owner')).toBeUndefined();
    expect(photoWaitMs).toBe(10 * minuteMs);
    desk.time.ms += photoWaitMs - 1;
    expect(await read()).toMatchObject(awaited);
    desk.time.ms += 1;
    expect(await read()).toBeUndefined();
    desk.time.ms -= photoWaitMs;
    expect(await sweptAfter(desk, 'awaitedPhoto/chat/owner')).toBe(0);
    await desk.journal.endAwaitingPhoto('chat', 'owner');
    expect(await read()).toBeUndefined();
  });
});

describe('a card in front of others', () => {
  const group: GroupCard = {
    askerName: 'Agent',
    askerTeamsId: '29:agent',
    language: 'en',
    query: 'anna',
    state: { kind: 'waiting' },
    viewers: [],
    saves: [],
  };
  const card = { conversationId: 'channel', askerId: 'agent', group };

  it('is noted once, for a day and an hour, and nobody has an edit on it yet', async () => {
    const desk = createFakeDesk({});
    await desk.journal.openGroupCard('c', card);
    expect(await desk.journal.readCard('c')).toEqual({
      ...card,
      edits: {},
      expiresAt: desk.time.ms + undoMs + openEditMs,
    });
    expect(await sweptAfter(desk, 'card/c')).toBe(undoMs + openEditMs);
    await expect(desk.journal.openGroupCard('c', card)).rejects.toThrow(StoreConflictError);
  });

  it('loses no change of several at once', async () => {
    const { journal } = createFakeDesk({});
    await journal.openGroupCard('c', card);
    const viewers = Array.from({ length: 10 }, (_, index) => `29:${index}`);
    const changed = await Promise.all(
      viewers.map((one) =>
        journal.changeGroupCard('c', (now) => ({ ...now, viewers: [...now.viewers, one] })),
      ),
    );
    const kept = await journal.readCard('c');
    expect([...(kept?.group?.viewers ?? [])].sort()).toEqual(viewers);
    expect(kept).toMatchObject({ conversationId: 'channel', askerId: 'agent' });
    expect(changed.every((one, index) => one?.viewers.includes(viewers[index] ?? ''))).toBe(true);
  });

  it('is not changed where there is nothing to change, nor where it is nobody’s', async () => {
    const { journal, store } = createFakeDesk({});
    await journal.openGroupCard('c', card);
    const before = await store.read(['card/c']);
    expect(await journal.changeGroupCard('c', () => undefined)).toBeUndefined();
    expect(await store.read(['card/c'])).toEqual(before);
    expect(await journal.changeGroupCard('none', (now) => now)).toBeUndefined();
    expect(await store.read(['card/none'])).toEqual({});
  });

  it('keeps who asked, where, and what all see, when a viewer opens an edit on it', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    await desk.journal.openGroupCard('card', card);
    const edit = await desk.open({ jobTitle: 'A' }, 'viewer');
    expect(await desk.journal.readCard('card')).toMatchObject({
      conversationId: 'channel',
      askerId: 'agent',
      group,
      edits: { viewer: edit.id },
    });
  });

  it('that is no card of a group can’t be changed as one', async () => {
    const desk = createFakeDesk({});
    await desk.open({ jobTitle: 'A' });
    expect(await desk.journal.changeGroupCard('card', (now) => now)).toBeUndefined();
    expect(await desk.journal.changeGroupCard('card', () => group)).toBeUndefined();
  });
});

it('the channel of the approvals is the one that was chosen last', async () => {
  const { journal } = createFakeDesk({});
  expect(await journal.readApprovals()).toBeUndefined();
  for (const channelId of ['19:one', '19:two'])
    await journal.writeApprovals({ channelId, serviceUrl: 'https://smba.example/', chosenBy: 'owner' });
  expect(await journal.readApprovals()).toMatchObject({ channelId: '19:two', chosenBy: 'owner' });
});

describe('when the sweep looks', () => {
  it('at an edit and its card: after an hour, and after a day and an hour', async () => {
    const desk = createFakeDesk({});
    const { id } = await desk.open({ jobTitle: 'A' });
    expect(await sweptAfter(desk, `edit/${id}`)).toBe(openEditMs);
    expect(await sweptAfter(desk, 'card/card')).toBe(undoMs + openEditMs);
    expect((await desk.journal.readCard('card'))?.expiresAt).toBe(desk.time.ms + undoMs + openEditMs);
  });

  it('at an undo: after a day', async () => {
    const desk = createFakeDesk({ jobTitle: 'A' });
    const { edit } = await desk.save('jobTitle', 'A', 'B');
    const undo = editOf(await desk.answer('undo', edit.id));
    expect(await sweptAfter(desk, `edit/${undo.id}`)).toBe(undoMs);
  });

  const at = 1_000 * hourMs;
  const change = { field: 'jobTitle', before: 'A', after: 'B' } as const;
  it.each<[string, Partial<PersonRecord>]>([
    ['a lease', { lease: { editId: 'e', until: at + minuteMs } }],
    ['a write', { writes: [{ ...change, editId: 'e', at, certain: true }] }],
    ['a history', { history: [{ at, actorId: 'a', editId: 'e', fields: [], outcome: 'saved' }] }],
  ])('at a person of whom %s is kept: after a day, noted once', async (_name, part) => {
    const desk = createFakeDesk({}, { now: at });
    const put = (more: Partial<PersonRecord>) =>
      desk.journal.changePerson('p', (record) => ({ record: { ...record, ...more }, result: 1 }));
    await put(part);
    expect(await sweptAfter(desk, 'person/p')).toBe(undoMs);
    const write = vi.spyOn(desk.store, 'write');
    await put(part);
    expect(write.mock.calls.flatMap(([items]) => Object.keys(items))).toEqual(['person/p']);
    // Once nothing is kept any more, what comes next is noted anew.
    await put({ lease: undefined, writes: [], history: [] });
    desk.time.ms += 2 * hourMs;
    await put(part);
    desk.time.ms += hourMs;
    expect(await sweptAfter(desk, 'person/p')).toBe(undoMs - 3 * hourMs);
    await desk.store.delete(Object.keys(await desk.store.read(listsAt(at + undoMs))));
    expect(await sweptAfter(desk, 'person/p')).toBe(undoMs - hourMs);
  });

  it('at all that was noted for the same hour, in one document', async () => {
    const desk = createFakeDesk({});
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    for (const key of ['a', 'b']) await desk.journal.forgetLater(key);
    vi.restoreAllMocks();
    const key = expiryKey(desk.time.ms + openEditMs, shardCount / 2);
    expect((await desk.store.read([key]))[key]?.keys).toEqual(['a', 'b']);
  });

  it('at what may hold what somebody typed, and at one-time keys: after an hour', async () => {
    const desk = createFakeDesk({});
    await desk.journal.forgetLater('dialog');
    await desk.journal.claimOnce('exchange');
    expect(await sweptAfter(desk, 'dialog')).toBe(openEditMs);
    expect(await sweptAfter(desk, 'once/exchange')).toBe(openEditMs);
  });
});
