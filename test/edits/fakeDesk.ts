import type { Clock } from '../../src/clock.ts';
import type { StepOutcome } from '../../src/directory/directory.ts';
import type { EditDirectory } from '../../src/edits/applyEdit.ts';
import type { Edit, Failure, NewPhoto } from '../../src/edits/edit.ts';
import type { EditResult } from '../../src/edits/editResult.ts';
import { createEdits, type EditsPorts } from '../../src/edits/edits.ts';
import { createJournal } from '../../src/edits/journal.ts';
import type { AuditEntry } from '../../src/log.ts';
import { type FieldName, firstSections, isFieldName } from '../../src/profile/fields.ts';
import type { FieldValue, PersonValue } from '../../src/profile/kinds.ts';
import { noTenantRules } from '../../src/profile/parseInput.ts';
import type { Step } from '../../src/profile/plan.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';

/** A refusal of the fake directory, and what it means. */
export class FakeFault extends Error {
  readonly failure: Failure;
  readonly mayHaveHappened: boolean;
  constructor(failure: Failure, mayHaveHappened = false) {
    super('a fault that was asked for');
    this.failure = failure;
    this.mayHaveHappened = mayHaveHappened;
  }
}

type Values = Partial<Record<FieldName, FieldValue>>;

/** One person in a directory whose faults and lag a test sets. */
class FakeDirectory implements EditDirectory {
  values: Values;
  /** What reads show instead, while they are behind. */
  stale: Values = {};
  isProtected = false;
  reads = 0;
  /** Every write that was sent: the body of a PATCH, and the step of any other. */
  readonly written: object[] = [];
  /** The fields of every write that was sent, in its order. */
  readonly sent: (readonly FieldName[])[] = [];
  onPrepare = async (): Promise<void> => {};
  onRead = async (): Promise<void> => {};
  /** What a write meets: `store` puts it into the directory. */
  onWrite = async (store: () => void, _step: Step): Promise<void> => store();

  constructor(values: Values) {
    this.values = { ...values };
  }

  prepareWrite(): Promise<void> {
    return this.onPrepare();
  }

  async current(
    _personId: string,
    names: readonly FieldName[],
    _timeoutMs?: number,
    others: readonly string[] = [],
  ) {
    this.reads += 1;
    await this.onRead();
    const shown = { ...this.values, ...this.stale };
    return {
      values: Object.fromEntries(names.map((name) => [name, shown[name] ?? null])),
      isProtected: this.isProtected,
      names: new Map(
        others.map((id) => [
          id.toLowerCase(),
          { displayName: `Name of ${id}`, userPrincipalName: `${id}@x` },
        ]),
      ),
    };
  }

  async write(groups: readonly (readonly Step[])[]): Promise<StepOutcome[]> {
    const outcomes: StepOutcome[] = [];
    for (const group of groups) {
      const isHeldUp = outcomes.some(({ state }) => state !== 'saved');
      for (const step of group) outcomes.push(isHeldUp ? { state: 'notTried' } : await this.#writeStep(step));
    }
    return outcomes;
  }

  async #writeStep(step: Step): Promise<StepOutcome> {
    const { personId: _person, fields, ...rest } = step;
    this.written.push(step.kind === 'patchUser' ? step.body : rest);
    this.sent.push(fields);
    const requestId = `request-${this.written.length}`;
    try {
      await this.onWrite(() => {
        this.values = { ...this.values, ...valuesAfter(step, this.values) };
      }, step);
      return { state: 'saved', requestId };
    } catch (error) {
      if (!(error instanceof FakeFault)) throw error;
      return { state: 'failed', error };
    }
  }

  failureOf(error: unknown) {
    if (!(error instanceof FakeFault)) throw error;
    const { failure, mayHaveHappened } = error;
    return { failure, mayHaveHappened };
  }
}

/** What the directory holds after a write, of the fields that it is about. */
function valuesAfter(step: Step, before: Values): Values {
  const [only] = step.fields as [FieldName];
  const sponsors = (before.sponsors ?? []) as readonly PersonValue[];
  switch (step.kind) {
    case 'patchUser':
      return Object.fromEntries(
        Object.entries(step.body).flatMap(([property, value]): [string, FieldValue][] =>
          isFieldName(property)
            ? [[property, value as FieldValue]]
            : Object.entries(value as Record<string, FieldValue>).map(([part, held]) => [
                `${property}/${part}`,
                held,
              ]),
        ),
      );
    case 'setManager':
      return { manager: step.managerId === null ? null : { id: step.managerId, displayName: 'M' } };
    case 'addSponsor':
      return { sponsors: [...sponsors, { id: step.sponsorId, displayName: 'S' }] };
    case 'removeSponsor':
      return { sponsors: sponsors.filter(({ id }) => id !== step.sponsorId) };
    case 'setPhoto':
      return { photo: step.stagedPhoto === null ? null : `mark of ${step.stagedPhoto}` };
    case 'addPhone':
    case 'changePhone':
      return { [only]: step.phoneNumber };
    case 'addEmail':
    case 'changeEmail':
      return { [only]: step.emailAddress };
    default:
      return { [only]: null };
  }
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const subject = { id: 'person', displayName: 'Anna', userPrincipalName: 'anna@contoso.com' };

/** Edits over a memory store and a fake directory, at a time that the test turns. */
export function createFakeDesk(
  values: Values,
  options: { store?: Store; reason?: EditsPorts['reason']; now?: number } = {},
) {
  const store = options.store ?? createMemoryStore();
  // A whole hour, so that the sweep's hours are easy to count.
  const time = { ms: options.now ?? 1_000 * hourMs };
  const clock: Clock = { now: () => time.ms };
  const deadlines = {
    invokeMs: 80,
    messageMs: 80,
    writeMs: 500,
    leaseMs: 30_000,
    typingMs: 10,
    channelKeysMs: 80,
  };
  const directory = new FakeDirectory(values);
  const journal = createJournal(store, clock, 90);
  const audited: AuditEntry[] = [];
  const ports: EditsPorts = {
    journal,
    clock,
    deadlines,
    directory,
    reason: options.reason ?? 'optional',
    mayEdit: () => true,
    audit: (entry) => audited.push(entry),
  };
  const edits = createEdits(ports);

  /** Opens an edit of somebody who sees these values. */
  async function open(seen: Values, ownerId = 'owner', newPhoto?: NewPhoto): Promise<Edit> {
    // A photo is seen, and has no input.
    const shown = (Object.keys(seen) as FieldName[]).filter((name) => name !== 'photo');
    return await edits.open({
      ownerId,
      cardId: 'card',
      conversationId: 'chat',
      subject,
      seen,
      shown,
      sections: firstSections,
      tenant: noTenantRules,
      newPhoto,
    });
  }

  /** Opens an edit and saves one field. */
  async function save(
    name: FieldName,
    seen: FieldValue,
    entered: string,
    ownerId = 'owner',
  ): Promise<{ edit: Edit; result: EditResult }> {
    const edit = await open({ [name]: seen }, ownerId);
    return { edit, result: await edits.submit(edit.id, ownerId, { [name]: entered }) };
  }

  /** Presses a button of the card that the owner sees now. */
  async function answer(
    verb: 'confirm' | 'keepMine' | 'takeTheirs' | 'retry' | 'undo',
    editId: string,
    ownerId = 'owner',
  ): Promise<EditResult> {
    const edit = (await journal.readEdit(editId))?.item;
    const asking = edit?.undoneBy ? (await journal.readEdit(edit.undoneBy))?.item : edit;
    return await edits[verb](editId, ownerId, asking?.asked?.id);
  }

  /** Puts an edit into the store as a process left it that ended there and then. */
  async function leave(edit: Edit): Promise<void> {
    await store.write({ [`edit/${edit.id}`]: { ...edit, eTag: '*' } });
  }

  return {
    store,
    time,
    clock,
    deadlines,
    directory,
    journal,
    ports,
    edits,
    audited,
    open,
    save,
    answer,
    leave,
  };
}

/** The edit of a result, whatever its kind. */
export function editOf(result: EditResult): Edit {
  if (result.kind !== 'current' && result.kind !== 'form') throw new Error(`The result is ${result.kind}`);
  return result.edit;
}

/** What became of each field, by the edit's own account. */
export function statesOf(result: EditResult): Record<string, string> {
  const parts = editOf(result).parts ?? [];
  return Object.fromEntries(parts.flatMap((part) => part.fields.map((name) => [name, part.state])));
}
