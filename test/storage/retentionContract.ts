import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Edit } from '../../src/edits/edit.ts';
import { openEditMs, undoMs } from '../../src/edits/edit.ts';
import { sweep } from '../../src/edits/expiry.ts';
import { createJournal, type Journal } from '../../src/edits/journal.ts';
import { noTenantRules } from '../../src/profile/parseInput.ts';
import { type ChangeRequest, requestMs, valuesAfterExpiryMs } from '../../src/requests/changeRequest.ts';
import { createRequestJournal } from '../../src/requests/requestJournal.ts';
import type { Store } from '../../src/store.ts';

const hourMs = 60 * 60_000;
const historyDays = 1;
const change = { field: 'jobTitle', before: 'old-value', after: 'new-value' } as const;

/** What is kept goes in time, whatever the store: edits, cards, photos, claims and requests. */
export function itForgetsInTime(open: () => Promise<Store>, remove: () => Promise<void>): void {
  const time = { ms: 1_000_000 * hourMs };
  const clock = { now: () => time.ms };
  let store: Store;
  let journal: Journal;
  beforeEach(async () => {
    store = await open();
    journal = createJournal(store, clock, historyDays);
    await sweep(store, clock, historyDays);
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  /** Two instances at the same time, once the hour is over. */
  const sweepAt = async (at: number): Promise<void> => {
    time.ms = at + hourMs;
    await Promise.all([sweep(store, clock, historyDays), sweep(store, clock, historyDays)]);
  };
  const left = async (...keys: string[]) => Object.keys(await store.read(keys)).sort();

  describe('expiry', () => {
    it('comes to open edits and photos after an hour, and to their cards after a day more', async () => {
      const begun = time.ms;
      await journal.openEdit(editOf('edit', begun), 'conversation');
      const photo = await journal.keepPhoto({ contentType: 'image/png', bytes: new Uint8Array(500_000) });
      expect(await journal.claimOnce('exchange')).toBe(true);
      expect(await journal.claimOnce('exchange')).toBe(false);
      const keys = ['edit/edit', 'card/card', `photo/${photo}`, 'once/exchange'];
      expect(await left(...keys)).toHaveLength(4);
      await sweepAt(begun + openEditMs);
      expect(await left(...keys)).toEqual(['card/card']);
      await sweepAt(begun + openEditMs + undoMs);
      expect(await left(...keys)).toEqual([]);
    });

    // Two weeks have 20,000 documents to look for, each a request where the store is on the network: that takes minutes.
    it('comes to a request’s values first, and to the request itself when its history is over', async () => {
      const begun = time.ms;
      const requests = createRequestJournal(store, clock, historyDays);
      const until = begun + requestMs + valuesAfterExpiryMs;
      const request: ChangeRequest = {
        id: 'request',
        asker: { id: 'dora', displayName: 'Dora', teamsId: '29:dora', language: 'en' },
        subject: { id: 'person', displayName: 'Person', userPrincipalName: 'person@example.com' },
        fields: ['jobTitle'],
        values: { changes: [change], reason: 'why-so', until },
        createdAt: begun,
        openUntil: begun + requestMs,
        expiresAt: until,
        state: 'open',
      };
      expect(await requests.create(request)).toBe(true);
      const kept = await requests.read('request');
      const by = { id: 'adam', displayName: 'Adam' };
      expect(kept && (await requests.change(kept, { state: 'declined', decision: { by, at: begun } }))).toBe(
        true,
      );
      expect(kept && (await requests.change(kept, { state: 'withdrawn' }))).toBe(false);
      await sweepAt(begun + 24 * hourMs);
      await sweepAt(begun + 26 * hourMs);
      expect(JSON.stringify(await store.read(['request/request']))).not.toMatch(/-value|why-so/);
      await sweepAt(until + 2 * hourMs);
      expect(await left('request/request')).toEqual([]);
    }, 240_000);

    it('takes nothing that somebody goes on with at the same moment', async () => {
      const begun = time.ms;
      await journal.openEdit(editOf('edit', begun), 'conversation');
      const kept = await journal.readEdit('edit');
      const { deleteUnchanged } = store;
      store.deleteUnchanged = async (key, eTag) => {
        store.deleteUnchanged = deleteUnchanged;
        if (kept) await journal.changeEdit(kept, { state: 'claimed' });
        return await deleteUnchanged(key, eTag);
      };
      time.ms = begun + openEditMs + hourMs;
      await sweep(store, clock, historyDays);
      expect((await journal.readEdit('edit'))?.item.state).toBe('claimed');
      await sweepAt(time.ms + 2 * hourMs);
      await sweepAt(time.ms + 2 * hourMs);
      expect(await journal.readEdit('edit')).toBeUndefined();
    });
  });
}

function editOf(id: string, now: number): Edit {
  return {
    id,
    cardId: 'card',
    ownerId: 'owner',
    subject: { id: 'person', displayName: 'Person', userPrincipalName: 'person@example.com' },
    seen: { jobTitle: 'old-value' },
    shown: ['jobTitle'],
    sections: [],
    tenant: noTenantRules,
    state: 'open',
    createdAt: now,
    expiresAt: now + openEditMs,
  };
}
