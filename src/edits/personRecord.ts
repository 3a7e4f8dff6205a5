import type { Seen } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import { type FieldValue, sameValue } from '../profile/kinds.ts';
import type { AlsoPossible } from '../profile/profile.ts';

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
  /** Object id of the one who asked for the change, where the actor approved it. */
  readonly requestedBy?: string | undefined;
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
 * What one field may hold, as far as the bot can know: what was read, with the bot's own recent writes laid over it.
 *
 * A read that shows a value which the bot replaced a short while ago is old. One that shows anything else is news from
 * outside; or it is old too, and the bot wrote over that value before it could be read. Where the fate of a write is
 * unknown, what it found, which may be from outside, and what it wrote are possible.
 * @returns the likeliest value first: what was read, if that is possible.
 */
export function possibleValues(
  name: FieldName,
  read: FieldValue,
  writes: readonly RecentWrite[],
  now: number,
): readonly [FieldValue, ...FieldValue[]] {
  const recent = recentOf(name, writes, now);
  const last = recent.at(-1);
  if (!last || isProof(read, last.after, recent.slice(0, -1))) return [read];
  const certain = recent.filter((write) => write.certain).at(-1);
  const doubtful = recent.filter((write) => !write.certain && (!certain || write.at >= certain.at));
  const known = certain ? certain.after : read;
  const isOurs = recent.some((write) => sameValue(read, write.before) || sameValue(read, write.after));
  // Graph gives a photo back drawn anew: what the bot wrote is read as another one, and as nothing else.
  if (name === 'photo' && read !== null && !isOurs) return [read];
  const possible = [known, ...doubtful.flatMap(({ before, after }) => [before, after])];
  const likeliest = !isOurs || possible.some((value) => sameValue(value, read)) ? read : known;
  const isFirst = (value: FieldValue, at: number) =>
    possible.findIndex((one) => sameValue(one, value)) === at;
  return [likeliest, ...possible.filter(isFirst).filter((value) => !sameValue(value, likeliest))];
}

/** The writes of a field that a read may not show yet. */
export function recentOf(name: FieldName, writes: readonly RecentWrite[], now: number): RecentWrite[] {
  return writes.filter((write) => write.field === name && now - write.at < readLagMs);
}

/**
 * Whether a read proves that a write was done, as it shows what that wrote. Where the same value was there before, and an
 * earlier write replaced it, the read may be older than both.
 */
export function isProof(read: FieldValue, written: FieldValue, earlier: readonly RecentWrite[]): boolean {
  const replaced = [
    ...earlier.map(({ before }) => before),
    ...earlier.slice(0, -1).map(({ after }) => after),
  ];
  return sameValue(read, written) && !replaced.some((value) => sameValue(read, value));
}

/** What a card shows of what was read: the likeliest values, and what some fields may hold instead. */
export function overlay(
  read: Seen,
  writes: readonly RecentWrite[],
  now: number,
): { readonly values: Seen; readonly alsoPossible: AlsoPossible } {
  const possible = (Object.entries(read) as [FieldName, FieldValue][]).map(
    ([name, value]) => [name, possibleValues(name, value, writes, now)] as const,
  );
  // A photo that may be there instead can't be shown: what its writes left are keys.
  const others = possible
    .filter(([name]) => name !== 'photo')
    .flatMap(([name, [, ...rest]]) => rest.map((value) => [name, value] as const))
    .slice(0, mostAlsoPossible);
  const alsoPossible: Partial<Record<FieldName, FieldValue[]>> = {};
  for (const [name, value] of others) alsoPossible[name] = [...(alsoPossible[name] ?? []), value];
  return {
    values: Object.fromEntries(possible.map(([name, [likeliest]]) => [name, likeliest])),
    alsoPossible,
  };
}

/** That a card has room for. What it does not show is asked about before it is written over. */
export const mostAlsoPossible = 8;

/** The record without what is too old to matter. */
export function pruned(record: PersonRecord, now: number, historyMs: number): PersonRecord {
  return {
    lease: record.lease && record.lease.until > now ? record.lease : undefined,
    writes: record.writes.filter((write) => now - write.at < readLagMs),
    history: record.history.filter((entry) => now - entry.at < historyMs).slice(-longestHistory),
  };
}

const longestHistory = 500;
