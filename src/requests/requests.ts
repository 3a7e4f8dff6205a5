import type { Edit, Subject } from '../edits/edit.ts';
import type { Edits } from '../edits/edits.ts';
import type { Change } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import type { Lock } from '../profile/locks.ts';
import { type Unaskable, whyUnaskable } from './askable.ts';
import {
  type Asker,
  type ChangeRequest,
  type Colleague,
  decideMs,
  requestMs,
  valuesAfterExpiryMs,
} from './changeRequest.ts';
import { approvalOf } from './fate.ts';
import { createFinder, type Found, type RequestsPorts } from './findRequest.ts';

/** What came of asking. */
export type AskResult =
  /** `isNew` where this very call made it: then it is to be posted. */
  | { readonly kind: 'asked'; readonly request: ChangeRequest; readonly isNew: boolean }
  /** Some fields can't be asked for, or, where none is named, there was nothing to ask for. Nothing was kept. */
  | { readonly kind: 'refused'; readonly unaskable: Readonly<Partial<Record<FieldName, Unaskable>>> };

/** What came of an action on a request. */
export type RequestResult =
  /** There is no such request, or not any more. */
  | { readonly kind: 'unknown' }
  | {
      /**
       * `current`: the request as it stands, whoever brought it there. `ownRequest`: nobody decides what they asked for.
       * `notAsker`: only the asker withdraws.
       */
      readonly kind: 'current' | 'ownRequest' | 'notAsker';
      readonly request: ChangeRequest;
      /** Whether this very call found or made the decision. It is true once for a request, so that it is told once. */
      readonly decidedNow: boolean;
      /** The caller's own edit, where their approval made one, as their click left it. */
      readonly edit?: Edit | undefined;
    };

/** The actions on requests. Who may see one, and the rights that an approval needs, are decided elsewhere. */
export function createRequests(ports: RequestsPorts) {
  const { requests, journal, clock, moved } = ports;
  const find = createFinder(ports);

  const told = (kind: 'current' | 'ownRequest' | 'notAsker', { kept, decidedNow }: Found): RequestResult => ({
    kind,
    request: kept.item,
    decidedNow,
  });

  async function current(id: string): Promise<RequestResult> {
    const found = await find(id);
    return found ? told('current', found) : { kind: 'unknown' };
  }

  const decided = (result: RequestResult): RequestResult =>
    result.kind === 'unknown' ? result : { ...result, decidedNow: true };

  /** Ends an open request; one that is not open any more is told as it stands. */
  async function end(
    id: string,
    by: Colleague,
    state: 'declined' | 'withdrawn',
    answer?: string,
  ): Promise<RequestResult> {
    for (;;) {
      const found = await find(id);
      if (!found) return { kind: 'unknown' };
      const { item: request } = found.kept;
      const isAsker = request.asker.id === by.id;
      if (isAsker !== (state === 'withdrawn')) return told(isAsker ? 'ownRequest' : 'notAsker', found);
      if (request.state !== 'open') return told('current', found);
      const decision = { by: { id: by.id, displayName: by.displayName }, at: clock.now() };
      const values = request.values && { ...request.values, answer };
      if (await requests.change(found.kept, { state, decision, values })) {
        moved?.(state);
        return decided(await current(id));
      }
    }
  }

  return {
    /**
     * Asks for changes. `id` is made beforehand (by newId), so that asking twice is asking once.
     * @param asked.locks why fields are closed to the asker, by the profile as they see it.
     */
    async ask(asked: {
      id: string;
      asker: Asker;
      subject: Subject;
      changes: readonly Change[];
      locks?: Readonly<Partial<Record<FieldName, Lock>>>;
      reason?: string | undefined;
    }): Promise<AskResult> {
      const { id, asker, subject, changes, locks = {}, reason } = asked;
      const unaskable = changes.flatMap(({ field: name }): [FieldName, Unaskable][] => {
        const why = whyUnaskable(name, locks[name]);
        return why ? [[name, why]] : [];
      });
      if (unaskable.length > 0 || changes.length === 0)
        return { kind: 'refused', unaskable: Object.fromEntries(unaskable) };
      const createdAt = clock.now();
      const openUntil = createdAt + requestMs;
      const until = openUntil + valuesAfterExpiryMs;
      const request: ChangeRequest = {
        id,
        asker,
        subject,
        fields: changes.map((change) => change.field),
        values: { changes, reason, until },
        createdAt,
        openUntil,
        expiresAt: until,
        state: 'open',
      };
      const isNew = await requests.create(request);
      if (isNew) moved?.('open');
      const found = isNew ? undefined : await find(id);
      if (found && found.kept.item.asker.id !== asker.id) throw new Error('This id is another request’s');
      return { kind: 'asked', request: found?.kept.item ?? request, isNew };
    },

    /** Notes where a request's message, or the asker's own card, stands. @returns false where there is no such request. */
    async placed(id: string, places: Partial<Pick<ChangeRequest, 'place' | 'askerPlace'>>): Promise<boolean> {
      for (;;) {
        const kept = await requests.read(id);
        if (!kept) return false;
        if (await requests.change(kept, places)) return true;
      }
    },

    /** The request as it stands now: what has expired or broken off has ended. Needs no rights. */
    current,

    /** Brings a request in line with its approver's edit. To be called after any click on an edit. */
    async settle({ request }: Pick<Edit, 'request'>): Promise<RequestResult | undefined> {
      return request && (await current(request.id));
    },

    /**
     * Approve: makes the change with the approver's rights, as an edit of theirs. Clicked twice, it is the same one.
     * @param edits the actions on edits with the approver's rights.
     * @throws what a read with the approver's rights throws, where an earlier click of theirs got no answer.
     */
    async approve(id: string, approver: Colleague, edits: Edits): Promise<RequestResult> {
      for (;;) {
        const found = await find(id);
        if (!found) return { kind: 'unknown' };
        const { item: request } = found.kept;
        if (request.asker.id === approver.id) return told('ownRequest', found);
        const { deciding, decision } = request;
        const run = async (editId: string): Promise<RequestResult> => {
          const result = await edits.confirm(editId, approver.id, id);
          const edit = result.kind === 'current' ? result.edit : undefined;
          const after = { ...(await current(id)), edit };
          return found.decidedNow ? decided(after) : after;
        };
        const own = [deciding, decision].find((one) => one?.editId && one.by.id === approver.id)?.editId;
        if (own) return await run(own);
        if (request.state !== 'open' || !request.values) return told('current', found);
        // The edit is there before the request names it. One that is never named is nobody's, and ends with its hour.
        const edit = approvalOf(request, request.values, approver, clock.now());
        await journal.createEdit(edit);
        const by = { id: approver.id, displayName: approver.displayName };
        const begun = { by, editId: edit.id, until: clock.now() + decideMs };
        if (await requests.change(found.kept, { state: 'deciding', deciding: begun }))
          return await run(edit.id);
      }
    },

    /** Decline: by anybody but the asker, while nobody's approval is under way. */
    decline: (id: string, decliner: Colleague, answer?: string) => end(id, decliner, 'declined', answer),

    /** Withdraw: by the asker. */
    withdraw: (id: string, asker: Colleague) => end(id, asker, 'withdrawn'),
  };
}

export type Requests = ReturnType<typeof createRequests>;
