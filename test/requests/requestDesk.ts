import { createEdits } from '../../src/edits/edits.ts';
import { createJournal } from '../../src/edits/journal.ts';
import { newId } from '../../src/newId.ts';
import type { FieldName } from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';
import type { ChangeRequest, Colleague } from '../../src/requests/changeRequest.ts';
import { createRequestJournal } from '../../src/requests/requestJournal.ts';
import { createRequests, type RequestResult } from '../../src/requests/requests.ts';
import type { Store } from '../../src/store.ts';
import { createFakeDesk, subject } from '../edits/fakeDesk.ts';

type FakeDesk = ReturnType<typeof createFakeDesk>;
type Values = Partial<Record<FieldName, FieldValue>>;

export const dora = { id: 'dora', teamsId: '29:dora', language: 'en', displayName: 'Dora' };
export const adam: Colleague = { id: 'adam', displayName: 'Adam' };
export const gita: Colleague = { id: 'gita', displayName: 'Gita' };

/** One instance of the bot on a desk's directory and clock; on its store too, unless another way to it is given. */
export function instanceOn(desk: FakeDesk, store: Store = desk.store) {
  const { clock, ports } = desk;
  const journal = createJournal(store, clock, 90);
  const edits = createEdits({ ...ports, journal });
  const requests = createRequests({ requests: createRequestJournal(store, clock, 90), journal, clock });
  return { journal, edits, requests };
}

export type Instance = ReturnType<typeof instanceOn>;

/** A desk where Dora asks and others decide, over a memory store and a fake directory. */
export function createRequestDesk(values: Values) {
  const desk = createFakeDesk(values);
  const { requests, edits } = instanceOn(desk);

  /** Dora asks for these values, of what the directory holds. */
  async function ask(after: Values, reason?: string): Promise<ChangeRequest> {
    const changes = (Object.entries(after) as [FieldName, FieldValue][]).map(([name, value]) => ({
      field: name,
      before: desk.directory.values[name] ?? null,
      after: value,
    }));
    const result = await requests.ask({ id: newId(), asker: dora, subject, changes, reason });
    if (result.kind !== 'asked') throw new Error(`Asking was ${result.kind}`);
    return result.request;
  }

  const approve = (id: string, who = adam) => requests.approve(id, who, edits);
  const now = async (id: string): Promise<ChangeRequest> => requestOf(await requests.current(id));

  return { ...desk, requests, ask, approve, now };
}

/** The request of a result, whatever its kind. */
export function requestOf(result: RequestResult | undefined): ChangeRequest {
  if (!result || result.kind === 'unknown') throw new Error('There is no such request');
  return result.request;
}

/** The approver's edit of a result. */
export function approverEditOf(result: RequestResult) {
  if (result.kind === 'unknown' || !result.edit) throw new Error('The result has no edit');
  return result.edit;
}
