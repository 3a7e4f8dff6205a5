import type { Seen } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import { type FieldValue, sameValue } from '../profile/kinds.ts';

/** A write of the bot that a read of the directory may not show yet. */
export interface RecentWrite {
  readonly editId: string;
  readonly at: number;
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** False as long as nobody knows whether the directory took it. */
  readonly certain: boolean;
}

/** One line of the history: no values. */
export interface HistoryEntry {
  readonly at: number;
  readonly actorId: string;
  readonly editId: string;
  readonly fields: readonly FieldName[];
  readonly outcome: 'saved' | 'notSaved' | 'unknown';
  readonly reason?: string | undefined;
}

/** What the journal keeps about one person of the directory. */
export interface PersonRecord {
  readonly lease?: { readonly editId: string; readonly until: number } | undefined;
  readonly writes: readonly RecentWrite[];
  readonly history: readonly HistoryEntry[];
}

/** How long a read may be older than a write: reports go up to 10 minutes (KelvinTegelaar/CIPP issue 1672). */
export const readLagMs = 10 * 60_000;

/**
 * What the directory holds, as far as the bot can know: what was read, with the bot's own recent writes laid over it.
 *
 * A read that shows a value which the bot replaced a short while ago is old. One that shows anything else is news from
 * outside, and stands. Where the fate of a write is unknown, both values are possible: the one that the caller did not
 * see is given, so that the three-way comparison asks.
 */
export function overlay(read: Seen, writes: readonly RecentWrite[], now: number, seen: Seen = {}): Seen {
  const current: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(read) as [FieldName, FieldValue][]) {
    const recent = writes.filter((write) => write.field === name && now - write.at < readLagMs);
    current[name] = overlayOne(value, recent, seen[name]);
  }
  return current;
}

function overlayOne(
  read: FieldValue,
  writes: readonly RecentWrite[],
  seen: FieldValue | undefined,
): FieldValue {
  const last = writes.at(-1);
  if (!last || sameValue(read, last.after)) return read;
  const known = writes.some((write) => sameValue(read, write.before) || sameValue(read, write.after));
  if (!known) return read;
  const certain = writes.filter((write) => write.certain).at(-1);
  const settled = certain ? certain.after : read;
  const doubtful = writes.filter((write) => !write.certain && (!certain || write.at >= certain.at));
  const unseen = doubtful.find((write) => seen !== undefined && !sameValue(write.after, seen));
  return unseen ? unseen.after : settled;
}

/** The record without what is too old to matter. */
export function pruned(record: PersonRecord, now: number, historyMs: number): PersonRecord {
  return {
    lease: record.lease && record.lease.until > now ? record.lease : undefined,
    writes: record.writes.filter((write) => now - write.at < readLagMs),
    history: record.history.filter((entry) => now - entry.at < historyMs).slice(-longestHistory),
  };
}

const longestHistory = 500;
