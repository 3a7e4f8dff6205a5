import type { Clock } from '../clock.ts';
import { createDocuments, type Kept } from '../edits/documents.ts';
import type { Store } from '../store.ts';
import { type ChangeRequest, valuesAfterDecisionMs } from './changeRequest.ts';

/** Requests, in a store that compares before it sets. */
export interface RequestJournal {
  read(id: string): Promise<Kept<ChangeRequest> | undefined>;
  /** @returns false where there is one with this id. */
  create(request: ChangeRequest): Promise<boolean>;
  /** @returns false where somebody else changed the request first. */
  change(kept: Kept<ChangeRequest>, change: Partial<ChangeRequest>): Promise<boolean>;
}

export function createRequestJournal(store: Store, clock: Clock, historyDays: number): RequestJournal {
  const historyMs = historyDays * 24 * 60 * 60_000;
  const { readOne, writeOne, expire } = createDocuments(store);
  const keyOf = (id: string): string => `request/${id}`;
  const nextLook = ({ values, expiresAt }: ChangeRequest): number => values?.until ?? expiresAt;

  /** Noted first: what is written after a note can be swept, and a note without an item does no harm. */
  async function write(request: ChangeRequest, before: Kept<ChangeRequest> | undefined): Promise<boolean> {
    const at = nextLook(request);
    if (!before || nextLook(before.item) !== at) await expire(keyOf(request.id), at);
    return await writeOne(keyOf(request.id), request, before?.eTag);
  }

  /** How long what was just decided is kept. */
  function afterDecision({ values }: ChangeRequest): Partial<ChangeRequest> {
    const until = clock.now() + valuesAfterDecisionMs;
    const expiresAt = Math.max(until, clock.now() + historyMs);
    return { values: values && { ...values, until }, expiresAt };
  }

  return {
    read: (id) => readOne<ChangeRequest>(keyOf(id)),

    async create(request) {
      const { createdAt, values, expiresAt } = request;
      const keptUntil = Math.max(expiresAt, values?.until ?? 0, createdAt + historyMs);
      return await write({ ...request, expiresAt: keptUntil }, undefined);
    },

    async change(kept, change) {
      const changed: ChangeRequest = { ...kept.item, ...change };
      const isDecided = changed.decision && !kept.item.decision;
      return await write(isDecided ? { ...changed, ...afterDecision(changed) } : changed, kept);
    },
  };
}
