import type { Change } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import { sameValue } from '../profile/kinds.ts';
import { type ApplyPorts, auditParts, recordOutcome } from './applyEdit.ts';
import type { Kept } from './documents.ts';
import { type Edit, isInDoubt, notBegun, type Part, question } from './edit.ts';
import { isProof, type PersonRecord, readLagMs, recentOf } from './personRecord.ts';

/** Whether an application of the edit may be under way just now, here or on another instance. */
export function isUnderWay(edit: Edit, now: number): boolean {
  return (edit.state === 'claimed' || edit.state === 'writing') && (edit.claimedUntil ?? 0) > now;
}

/**
 * Finds out what became of an edit whose application broke off, or whose write got no answer, by reading the directory
 * with the owner's rights. An edit without doubt is given back as it is; one that is under way is not given here.
 *
 * Broken off before anything was sent, it is open again, with what was typed. Otherwise a read that shows the new value
 * proves that it was saved, if that is new; one that shows an old value proves nothing for ten minutes, since a read may be
 * that old.
 * Where it shows a third one by then, or a photo, or another edit wrote the field since, nobody can know any more.
 */
export async function resolveEdit(kept: Kept<Edit>, ports: ApplyPorts): Promise<Kept<Edit>> {
  const { journal, directory, clock, deadlines } = ports;
  const edit = kept.item;
  if (edit.state === 'claimed') return (await reopen(kept, ports)) ?? kept;
  if (edit.state !== 'writing' && !(edit.state === 'settled' && isInDoubt(edit))) return kept;

  const { item: record } = await journal.readPerson(edit.subject.id);
  const age = clock.now() - (edit.writtenAt ?? 0);
  const wasRecorded = record.writes.some((write) => write.editId === edit.id);
  if (edit.state === 'writing' && !wasRecorded && age < readLagMs) return (await reopen(kept, ports)) ?? kept;

  const changes = edit.changes ?? [];
  const names = changes.map((change) => change.field);
  const read = await directory
    .current(edit.subject.id, names, deadlines.invokeMs, [])
    .catch((error: unknown) => {
      // A sign-in can be asked for; any other failure leaves the doubt.
      if (['signIn', 'moreWanted', 'consentMissing'].includes(directory.failureOf(error).failure))
        throw error;
      return undefined;
    });
  // Without an answer the doubt stays.
  if (!read) return kept;
  const { values } = read;
  const partOf = (change: Change): Part => {
    const before = edit.parts?.find((part) => part.fields.includes(change.field));
    if (before && before.state !== 'unknown') return { ...before, fields: [change.field] };
    // What the journal took note of is known, whatever an old read shows.
    const recorded = record.writes.find((write) => write.editId === edit.id && write.field === change.field);
    const now = values[change.field] ?? null;
    const part = { fields: [change.field], requestId: before?.requestId };
    const isOverwritten = wasWrittenSince(change.field, edit, record);
    // Graph gives a photo back drawn anew: whether it is the one that was sent can only be seen. That it is the one from
    // before proves nothing either: the same picture may have been sent again.
    const isUnclearPhoto = change.field === 'photo' && now !== null && change.after !== null;
    const earlier = recentOf(change.field, record.writes, clock.now()).filter(
      ({ editId }) => editId !== edit.id,
    );
    if (recorded?.certain || (isProof(now, change.after, earlier) && !isOverwritten))
      return { ...part, state: 'saved' };
    if (!isOverwritten) {
      if (age < readLagMs) return { ...part, state: 'unknown', failure: 'unreachable' };
      if (sameValue(now, change.before) && !isUnclearPhoto)
        return { ...part, state: 'notSaved', failure: 'unreachable' };
    }
    return { ...part, state: 'unknown', failure: isUnclearPhoto ? 'unclearPhoto' : 'anotherValue' };
  };
  const parts = joined(changes.map(partOf));
  await recordOutcome(journal, edit, parts, edit.writtenAt ?? clock.now());
  // What was not saved can be tried again by the button shown now, and not by the click whose try broke off.
  const asked = edit.state === 'writing' ? question('retry') : edit.asked;
  const settled = await journal.changeEdit(kept, { state: 'settled', parts, claimedUntil: undefined, asked });
  if (settled && !isSame(edit.parts, parts)) auditParts(settled.item, parts, ports);
  return settled ?? kept;
}

/** Whether another edit wrote the field after this one, or may have: what a read shows then tells nothing of this one. */
function wasWrittenSince(
  name: FieldName,
  { id, writtenAt = 0 }: Edit,
  { writes, history }: PersonRecord,
): boolean {
  const isSince = ({ editId, at }: { editId: string; at: number }) => editId !== id && at > writtenAt;
  return (
    writes.some((write) => isSince(write) && write.field === name) ||
    history.some((entry) => isSince(entry) && entry.outcome !== 'notSaved' && entry.fields.includes(name))
  );
}

async function reopen(kept: Kept<Edit>, { journal }: ApplyPorts): Promise<Kept<Edit> | undefined> {
  return await journal.changeEdit(kept, notBegun(kept.item, 'interrupted'));
}

/** One part for the fields that met the same fate. */
function joined(parts: readonly Part[]): Part[] {
  const byState = new Map<string, Part>();
  for (const part of parts) {
    const key = `${part.state} ${part.requestId ?? ''}`;
    const known = byState.get(key);
    byState.set(key, known ? { ...known, fields: [...known.fields, ...part.fields] } : part);
  }
  return [...byState.values()];
}

function isSame(before: readonly Part[] | undefined, now: readonly Part[]): boolean {
  const states = (parts: readonly Part[]) =>
    parts.flatMap((part) => part.fields.map((name) => `${name} ${part.state}`)).sort();
  return before !== undefined && states(before).join() === states(now).join();
}
