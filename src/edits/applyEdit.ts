import type { Clock, Deadlines } from '../clock.ts';
import type { CurrentValues, StepOutcome } from '../directory/directory.ts';
import type { AuditEntry } from '../log.ts';
import { type Change, compare, isSensitive, withNames } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import { type FieldValue, peopleIn, sameValue } from '../profile/kinds.ts';
import { alsoRead, planWrites, type Step } from '../profile/plan.ts';
import type { Kept } from './documents.ts';
import { changesLeft, decidedParts, type Edit, type Failure, notBegun, type Part, question } from './edit.ts';
import type { Journal } from './journal.ts';
import { releaseLease, takeLease } from './lease.ts';
import { type PersonRecord, possibleValues } from './personRecord.ts';

/** What an application of an edit needs of the directory, with the rights of the edit's owner. */
export interface EditDirectory {
  current(
    personId: string,
    names: readonly FieldName[],
    timeoutMs: number,
    others: readonly string[],
  ): Promise<CurrentValues>;
  /** Gets whatever a write needs beforehand, so that a missing right shows before anything is recorded. */
  prepareWrite(names: readonly FieldName[], timeoutMs: number): Promise<void>;
  write(groups: readonly (readonly Step[])[], timeoutMs: number): Promise<StepOutcome[]>;
  /** What an error of the calls above means for the edit. */
  failureOf(error: unknown): {
    readonly failure: Failure;
    readonly mayHaveHappened: boolean;
    readonly requestId?: string | undefined;
    readonly code?: number | undefined;
  };
}

export interface ApplyPorts {
  /** Takes one line for each part of a write. */
  readonly audit: (entry: AuditEntry) => void;
  readonly journal: Journal;
  readonly directory: EditDirectory;
  /** Whether the operator lets a field be edited now: an edit may be older than that. */
  readonly mayEdit: (name: FieldName) => boolean;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Told how each application ended. */
  readonly applied?: (edit: Edit) => void;
}

/**
 * Applies an edit that was just claimed: takes the save lease of the person, re-reads what changes, compares it with
 * what the owner has seen, and writes. Never overwrites a value that the owner did not see among writes made through
 * the bot, and never reports a write wrongly. Parts that were written before are left alone.
 *
 * @param claimed the edit in state `claimed`, with its changes.
 * @returns the edit as it stands now: `open` with the reason why nothing was written, `conflict`, `confirming`, or
 * `settled` with what became of each part. Or undefined where somebody else took it over (after a crash, say).
 */
export async function applyEdit(
  claimed: Kept<Edit>,
  confirmed: boolean,
  ports: ApplyPorts,
): Promise<Kept<Edit> | undefined> {
  const { journal, directory, clock, deadlines } = ports;
  const personId = claimed.item.subject.id;
  const startedAt = performance.now();
  const leftMs = (): number => Math.max(1, deadlines.writeMs - (performance.now() - startedAt));
  const names = changesLeft(claimed.item).map((change) => change.field);
  const stop = (failure: Failure, code?: number) =>
    journal.changeEdit(claimed, notBegun(claimed.item, failure, code));

  if (!names.every(ports.mayEdit)) return await stop('closedByOperator');
  if (!(await takeLease(claimed.item, ports))) return await stop('busy');
  let current: CurrentValues;
  try {
    await directory.prepareWrite(names, leftMs());
    const read = [...new Set([...names, ...alsoRead(names)])];
    current = await directory.current(personId, read, leftMs(), unnamedIn(changesLeft(claimed.item)));
  } catch (error) {
    await releaseLease(journal, claimed.item);
    const { failure, code } = directory.failureOf(error);
    return await stop(failure, code);
  }
  const edit: Edit = {
    ...claimed.item,
    changes: claimed.item.changes?.map((change) => withNames(change, current.names)) ?? [],
  };
  const { changes } = edit;
  const changeTo = async (change: Partial<Edit>) => {
    await releaseLease(journal, edit);
    return await journal.changeEdit(claimed, { changes, ...change });
  };
  if (current.isProtected) return await changeTo(notBegun(edit, 'protected'));

  // What the bot wrote lately counts, though the read may not show it yet.
  const { item: record } = await journal.readPerson(personId);
  const possibleOf = (name: FieldName) =>
    possibleValues(name, current.values[name] ?? null, record.writes, clock.now());
  const {
    apply: chosen,
    conflicts,
    done,
  } = compare(changesLeft(edit), ({ field: name, before }) => ({
    read: current.values[name] ?? null,
    possible: possibleOf(name),
    seen: [before, ...(edit.alsoSeen?.[name] ?? [])],
  }));
  if (conflicts.length > 0) return await changeTo({ ...asking('conflict'), conflicts });
  const apply = chosen.map((change) => overWhatStands(change, possibleOf(change.field)));
  if (isSensitive(apply) && !confirmed) return await changeTo(asking('confirming'));
  const doneParts: Part[] =
    done.length > 0 ? [{ fields: done.map((change) => change.field), state: 'saved' }] : [];
  const kept = [...decidedParts(edit), ...doneParts];
  if (apply.length === 0)
    return await changeTo({ state: 'settled', parts: kept, failure: undefined, claimedUntil: undefined });

  // From here on the write may reach the directory: that is on record before it is sent.
  const writing = await journal.changeEdit(claimed, {
    changes: (changes ?? []).map((change) => apply.find(({ field }) => field === change.field) ?? change),
    state: 'writing',
    writtenAt: clock.now(),
    failure: undefined,
  });
  if (!writing) return undefined;
  if (!(await recordIntent(journal, edit, apply, clock.now())))
    return await journal.changeEdit(writing, notBegun(edit, 'interrupted'));
  const likeliest = Object.fromEntries(alsoRead(names).map((name) => [name, possibleOf(name)[0]]));
  const groups = planWrites(personId, apply, likeliest);
  const tried = partsOf(groups.flat(), await directory.write(groups, leftMs()), directory);
  const parts = [...kept, ...tried];
  auditParts(writing.item, [...doneParts, ...tried], ports);
  // Refused for want of a sign-in alone, it is as good as not begun: the same click comes again after the sign-in.
  const lacking = tried.every(isForWantOfSignIn) ? tried[0]?.failure : undefined;
  const settled: Partial<Edit> = lacking
    ? notBegun({ ...edit, parts: kept }, lacking)
    : { state: 'settled', parts, claimedUntil: undefined, asked: question('retry') };
  // The write is done whether the store takes note of it or not: the owner is told what is known, and the journal, which
  // still says `writing`, is put right from the directory at the next contact.
  const known: Kept<Edit> = { item: { ...writing.item, ...settled }, eTag: undefined };
  try {
    await recordOutcome(journal, edit, parts, clock.now());
    return (await journal.changeEdit(writing, settled)) ?? known;
  } catch {
    return known;
  }
}

/** A change over another value that its owner has seen than the last one: Undo puts back what is there now. */
function overWhatStands(change: Change, possible: readonly [FieldValue, ...FieldValue[]]): Change {
  const compared = [change.before, change.after];
  const isAsSeen = possible.some((value) => compared.some((one) => sameValue(one, value)));
  return isAsSeen ? change : { ...change, before: possible[0] };
}

/** The people whom the changes point to by their object id alone: their names are read along. */
function unnamedIn(changes: readonly Change[]): string[] {
  const people = changes.flatMap(({ after }) => peopleIn(after));
  return [...new Set(people.filter(({ displayName }) => displayName === '').map(({ id }) => id))];
}

/** One part for each set of fields that was written together. */
function partsOf(steps: readonly Step[], outcomes: readonly StepOutcome[], directory: EditDirectory): Part[] {
  const parts = new Map<string, Part>();
  for (const [index, { fields }] of steps.entries()) {
    const part: Part = { fields, ...partState(outcomes[index], directory) };
    const key = fields.join();
    const other = parts.get(key);
    // Of several writes for one field some may have been done: what it holds now has to be read.
    parts.set(key, other && other.state !== part.state ? { ...part, state: 'unknown' } : (other ?? part));
  }
  return [...parts.values()];
}

function partState(outcome: StepOutcome | undefined, directory: EditDirectory): Omit<Part, 'fields'> {
  if (outcome?.state === 'saved') return { state: 'saved', requestId: outcome.requestId };
  if (outcome?.state === 'notTried') return { state: 'notSaved', failure: 'earlierFailed' };
  const { failure, mayHaveHappened, requestId } = directory.failureOf(outcome?.error);
  return { state: mayHaveHappened ? 'unknown' : 'notSaved', failure, requestId };
}

/** The edit waits for its owner to answer a new question. */
function asking(kind: 'conflict' | 'confirming'): Partial<Edit> {
  return { state: kind, asked: question(kind), claimedUntil: undefined };
}

/** Leaves a line in the audit log for each part: who, whom, which fields, what became of it. No values. */
export function auditParts(edit: Edit, parts: readonly Part[], ports: ApplyPorts): void {
  for (const part of parts)
    ports.audit({
      actor: edit.ownerId,
      person: edit.subject.id,
      fields: part.fields,
      editId: edit.id,
      outcome: part.state,
      graphRequestId: part.requestId,
      reasonGiven: edit.reason !== undefined,
    });
}

function isForWantOfSignIn({ failure }: Part): boolean {
  return failure === 'signIn' || failure === 'moreWanted';
}

/** @returns false where the lease was lost meanwhile: then nothing may be written. */
async function recordIntent(
  journal: Journal,
  edit: Edit,
  apply: readonly Change[],
  now: number,
): Promise<boolean> {
  const written = await journal.changePerson(edit.subject.id, (record) => {
    if (record.lease?.editId !== edit.id) return undefined;
    const intents = apply.map((change) => ({ ...change, editId: edit.id, at: now, certain: false }));
    return { record: { ...record, writes: [...record.writes, ...intents] }, result: true };
  });
  return written === true;
}

/** Notes what became of an edit's writes in the person's record: for later reads, and for the history. */
export async function recordOutcome(
  journal: Journal,
  edit: Edit,
  parts: readonly Part[],
  now: number,
): Promise<void> {
  const stateOf = (name: FieldName) => parts.find((part) => part.fields.includes(name))?.state;
  const states = parts.map((part) => part.state);
  const outcome =
    states.find((state) => state === 'unknown') ?? states.find((state) => state === 'saved') ?? 'notSaved';
  await journal.changePerson(edit.subject.id, (record: PersonRecord) => ({
    record: {
      lease: record.lease?.editId === edit.id ? undefined : record.lease,
      writes: record.writes.flatMap((write) => {
        if (write.editId !== edit.id) return [write];
        const state = stateOf(write.field);
        return state === 'notSaved' ? [] : [{ ...write, certain: write.certain || state === 'saved' }];
      }),
      history: [
        ...record.history.filter((entry) => entry.editId !== edit.id),
        {
          at: now,
          actorId: edit.ownerId,
          editId: edit.id,
          fields: parts.flatMap((part) => part.fields),
          outcome,
          reason: edit.reason,
          requestedBy: edit.request?.askerId,
        },
      ],
    },
    result: true,
  }));
}
