import type { Clock } from '../clock.ts';
import type { Kept } from '../edits/documents.ts';
import { givenUp } from '../edits/edit.ts';
import type { Journal } from '../edits/journal.ts';
import { asOf, type ChangeRequest, type Decision } from './changeRequest.ts';
import { fateOf } from './fate.ts';
import type { RequestJournal } from './requestJournal.ts';

export interface RequestsPorts {
  readonly requests: RequestJournal;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Told once of each request that is made or decided. */
  readonly moved?: (state: 'open' | 'approved' | 'declined' | 'withdrawn') => void;
}

export interface Found {
  readonly kept: Kept<ChangeRequest>;
  /** Whether it was found to be decided, and this was noted, by this very call. */
  readonly decidedNow: boolean;
}

/** Reads requests, and puts right those whose approver's edit has gone on without them. */
export function createFinder({ requests, journal, clock, moved }: RequestsPorts) {
  return async function find(id: string): Promise<Found | undefined> {
    for (let decidedNow = false; ; ) {
      const kept = await requests.read(id);
      if (!kept) return undefined;
      const request = asOf(kept.item, clock.now());
      const change = await changeByEdit(request);
      if (change === 'again') continue;
      if (!change) return { kept: { ...kept, item: request }, decidedNow };
      // Whether it was this call that changed it or another one, what stands now is read again.
      const isChanged = await requests.change(kept, change);
      if (isChanged && change.state === 'approved') {
        decidedNow = true;
        moved?.('approved');
      }
    }
  };

  /** What the approver's edit changes about its request; `again` where the edit changed meanwhile. */
  async function changeByEdit(request: ChangeRequest): Promise<Partial<ChangeRequest> | undefined | 'again'> {
    const { deciding, decision } = request;
    if (decision) return await laterOutcome(request, decision);
    if (!deciding) return undefined;
    const { by, editId } = deciding;
    const edit = await journal.readEdit(editId);
    const now = clock.now();
    const fate = fateOf(request, edit?.item, now);
    switch (fate.kind) {
      case 'undecided':
        return undefined;
      case 'approved': {
        const at = edit?.item.writtenAt ?? now;
        const approval: Decision = { by, at, editId, outcome: fate.outcome };
        return { state: 'approved', deciding: undefined, decision: approval };
      }
      case 'nothingWritten': {
        // Given up before the request is open again: an application that comes late finds its edit gone, and writes nothing.
        if (edit && edit.item.state !== 'cancelled') {
          const ended = await journal.changeEdit(edit, givenUp(edit.item));
          if (ended?.item.state !== 'cancelled') return 'again';
        }
        const lastAttempt = fate.failed ? { by, at: now, failure: fate.failure } : request.lastAttempt;
        return { state: 'open', deciding: undefined, lastAttempt };
      }
    }
  }

  /** What was approved in part, and is tried again or found out later. An undo does not count. */
  async function laterOutcome(
    request: ChangeRequest,
    decision: Decision,
  ): Promise<Partial<ChangeRequest> | undefined> {
    const { outcome, editId } = decision;
    const isWhole = outcome?.notSaved.length === 0 && outcome.unknown.length === 0;
    const edit = isWhole || !editId ? undefined : await journal.readEdit(editId);
    // While it is tried again, nothing of it is known.
    if (edit?.item.state !== 'settled') return undefined;
    const fate = fateOf(request, edit.item, clock.now());
    if (fate.kind !== 'approved' || JSON.stringify(fate.outcome) === JSON.stringify(outcome))
      return undefined;
    return { decision: { ...decision, outcome: fate.outcome } };
  }
}
