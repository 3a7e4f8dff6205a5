import { describe, expect, it } from 'vitest';
import type { Edit, Failure } from '../../src/edits/edit.ts';
import type { Lock } from '../../src/profile/locks.ts';
import { askableChanges, isAboutRights, whyUnaskable } from '../../src/requests/askable.ts';
import { fieldsSeenBy } from '../../src/requests/changeRequest.ts';
import { hourMs, subject } from '../edits/fakeDesk.ts';
import { adam, createRequestDesk, dora } from './requestDesk.ts';

const weekMs = 7 * 24 * hourMs;
const change = { field: 'jobTitle', before: 'A', after: 'B' } as const;

describe('what can be asked for', () => {
  const about: (Lock | Failure)[] = ['role', 'outranked', 'restricted', 'forbidden'];
  const other: (Lock | Failure)[] = [
    'writesOff',
    'closedByOperator',
    'protected',
    'readOnly',
    'synced',
    'onceSynced',
    'administrator',
    'ownAccount',
    'masked',
    'notShowable',
    'anotherValue',
    'busy',
    'consentMissing',
    'earlierFailed',
    'gone',
    'interrupted',
    'misconfigured',
    'moreWanted',
    'noMailbox',
    'refused',
    'signIn',
    'throttled',
    'unclearPhoto',
    'unreachable',
  ];
  it.each(about)('%s is about rights', (reason) => expect(isAboutRights(reason)).toBe(true));
  it.each(other)('%s is not', (reason) => expect(isAboutRights(reason)).toBe(false));

  it('is a field that is open, or closed for want of a role', () => {
    expect(whyUnaskable('jobTitle', undefined)).toBeUndefined();
    expect(whyUnaskable('jobTitle', 'role')).toBeUndefined();
    expect(whyUnaskable('jobTitle', 'synced')).toBe('synced');
    expect(whyUnaskable('photo', undefined)).toBe('photo');
    expect(whyUnaskable('photo', 'role')).toBe('photo');
  });

  it('is, of a save, what was forbidden, without a photo', () => {
    const changes = [
      change,
      { field: 'city', before: null, after: 'Rome' },
      { field: 'department', before: null, after: 'IT' },
      { field: 'photo', before: null, after: 'staged' },
    ];
    const parts = [
      { fields: ['jobTitle', 'photo'], state: 'notSaved', failure: 'forbidden' },
      { fields: ['city'], state: 'saved' },
      { fields: ['department'], state: 'notSaved', failure: 'refused' },
    ];
    expect(askableChanges({ changes, parts } as unknown as Edit)).toEqual([change]);
    expect(askableChanges({ changes } as unknown as Edit)).toEqual([]);
  });
});

describe('asking', () => {
  const asked = { id: 'r1', asker: dora, subject, changes: [change] };

  it('keeps who, whom, what and why for a week', async () => {
    const { requests, time } = createRequestDesk({ jobTitle: 'A' });
    const result = await requests.ask({ ...asked, locks: { jobTitle: 'role' }, reason: 'promoted' });
    expect(result).toMatchObject({
      kind: 'asked',
      isNew: true,
      request: {
        id: 'r1',
        asker: dora,
        subject,
        fields: ['jobTitle'],
        values: { changes: [change], reason: 'promoted' },
        createdAt: time.ms,
        openUntil: time.ms + weekMs,
        state: 'open',
      },
    });
    expect(await requests.current('r1')).toMatchObject({ kind: 'current', decidedNow: false });
  });

  it('twice is once', async () => {
    const { requests } = createRequestDesk({ jobTitle: 'A' });
    const both = await Promise.all([requests.ask(asked), requests.ask(asked)]);
    expect(both.map((result) => result.kind === 'asked' && result.isNew).toSorted()).toEqual([false, true]);
    await requests.withdraw('r1', dora);
    expect(await requests.ask(asked)).toMatchObject({ isNew: false, request: { state: 'withdrawn' } });
  });

  it('with the id of somebody else’s request fails', async () => {
    const { requests } = createRequestDesk({ jobTitle: 'A' });
    await requests.ask(asked);
    await expect(
      requests.ask({ ...asked, asker: { ...adam, teamsId: '29:adam', language: 'en' } }),
    ).rejects.toThrow('another');
  });

  it('is refused for a photo and for what is closed to all, and nothing is kept', async () => {
    const { requests } = createRequestDesk({ jobTitle: 'A' });
    const photo = { field: 'photo', before: null, after: 'staged' } as const;
    const refused = await requests.ask({ ...asked, changes: [change, photo], locks: { jobTitle: 'synced' } });
    expect(refused).toEqual({ kind: 'refused', unaskable: { jobTitle: 'synced', photo: 'photo' } });
    expect(await requests.ask({ ...asked, changes: [] })).toEqual({ kind: 'refused', unaskable: {} });
    expect(await requests.current('r1')).toEqual({ kind: 'unknown' });
  });

  it('takes note of where the messages stand, one after the other', async () => {
    const { requests, ask, now } = createRequestDesk({ jobTitle: 'A' });
    const { id, place } = await ask({ jobTitle: 'B' });
    expect(place).toBeUndefined();
    const team = { conversationId: 'team', messageId: '1', serviceUrl: 'https://smba.trafficmanager.net/' };
    const chat = { conversationId: 'chat', messageId: '2' };
    const noted = await Promise.all([
      requests.placed(id, { place: team }),
      requests.placed(id, { askerPlace: chat }),
    ]);
    expect(noted).toEqual([true, true]);
    expect(await now(id)).toMatchObject({ place: team, askerPlace: chat, state: 'open' });
    expect(await requests.placed('other', { place: team })).toBe(false);
  });
});

describe('who sees the values', () => {
  const request = { asker: dora, fields: ['jobTitle', 'mobilePhone'] } as const;
  it('the asker all of them, others those of fields that are open to them', () => {
    expect(fieldsSeenBy(request, 'dora', { jobTitle: 'role', mobilePhone: 'role' })).toEqual({
      fields: ['jobTitle', 'mobilePhone'],
      all: true,
    });
    expect(fieldsSeenBy(request, 'adam', {})).toEqual({ fields: ['jobTitle', 'mobilePhone'], all: true });
    expect(fieldsSeenBy(request, 'adam', { mobilePhone: 'outranked' })).toEqual({
      fields: ['jobTitle'],
      all: false,
    });
    expect(fieldsSeenBy(request, 'adam', { jobTitle: 'role', mobilePhone: 'role' }).fields).toEqual([]);
  });
});
