import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  overlay,
  possibleValues,
  pruned,
  type RecentWrite,
  readLagMs,
} from '../../src/edits/personRecord.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';

const now = 10_000_000;
const write = (before: FieldValue, after: FieldValue, ageMs: number, certain = true): RecentWrite => ({
  editId: `e${ageMs}`,
  at: now - ageMs,
  field: 'jobTitle',
  before,
  after,
  certain,
});

describe('overlay', () => {
  const chain = [write('A', 'B', 2_000), write('B', 'C', 1_000)];
  it.each<[string, FieldValue, RecentWrite[], FieldValue[]]>([
    ['no writes', 'A', [], ['A']],
    ['an old read', 'A', [write('A', 'B', 1_000)], ['B']],
    ['a fresh read', 'B', [write('A', 'B', 1_000)], ['B']],
    ['news from outside, or older', 'X', [write('A', 'B', 1_000)], ['X', 'B']],
    ['a chain, read at its start', 'A', chain, ['C']],
    ['a chain, read in its middle', 'B', chain, ['C']],
    ['a chain, read at its end', 'C', chain, ['C']],
    ['a chain, and news or older', 'X', chain, ['X', 'C']],
    ['in doubt, and news or older', 'X', [write('A', 'B', 1_000, false)], ['X', 'A', 'B']],
    ['there and back, read back', 'A', [write('A', 'B', 2_000), write('B', 'A', 1_000)], ['A']],
    ['there and back, read in between', 'B', [write('A', 'B', 2_000), write('B', 'A', 1_000)], ['A']],
    ['emptied, an old read', 'A', [write('A', null, 1_000)], [null]],
    ['emptied, as an empty list', [], [write(['1'], [], 1_000)], [[]]],
    ['too long ago', 'A', [write('A', 'B', readLagMs)], ['A']],
    ['just not too long ago', 'A', [write('A', 'B', readLagMs - 1)], ['B']],
    ['in doubt', 'A', [write('A', 'B', 1_000, false)], ['A', 'B']],
    ['in doubt, proven by the read', 'B', [write('A', 'B', 1_000, false)], ['B']],
    ['in doubt, then certain', 'A', [write('A', 'B', 2_000, false), write('A', 'C', 1_000)], ['C']],
    ['certain, then in doubt', 'A', [write('A', 'B', 2_000), write('B', 'C', 1_000, false)], ['B', 'C']],
    ['there, then back in doubt', 'A', [write('A', 'B', 2_000), write('B', 'A', 1_000, false)], ['A', 'B']],
    [
      'written twice, the second time in doubt',
      'B',
      [write('A', 'B', 3_000), write('A', 'C', 2_000), write('C', 'B', 1_000, false)],
      ['B', 'C'],
    ],
    [
      'certain, then from outside, then in doubt',
      'X',
      [write('A', 'B', 2_000), write('X', 'A', 1_000, false)],
      ['X', 'B', 'A'],
    ],
  ])('%s', (_name, read, writes, expected) => {
    expect(possibleValues('jobTitle', read, writes, now)).toEqual(expected);
    const [likeliest, ...others] = expected;
    expect(overlay({ jobTitle: read }, writes, now)).toEqual({
      values: { jobTitle: likeliest },
      alsoPossible: others.length > 0 ? { jobTitle: others } : {},
    });
  });

  it.each<[string, FieldValue, RecentWrite[], FieldValue[]]>([
    ['another than any that was there before', 'drawn anew', [write('old', 'sent', 1_000)], ['drawn anew']],
    ['the same, of a doubtful write', 'drawn anew', [write('old', 'sent', 1_000, false)], ['drawn anew']],
    ['an old read', 'old', [write('old', 'sent', 1_000)], ['sent']],
    [
      'an old read, or a write that was not done',
      'old',
      [write('old', 'sent', 1_000, false)],
      ['old', 'sent'],
    ],
    ['one that was removed from outside, or older', null, [write('old', 'sent', 1_000)], [null, 'sent']],
  ])('of a photo takes what is read for what was sent: %s', (_name, read, writes, expected) => {
    const ofPhoto = writes.map((one) => ({ ...one, field: 'photo' as const }));
    expect(possibleValues('photo', read, ofPhoto, now)).toEqual(expected);
  });

  it('touches no other field and invents none', () => {
    const read = { city: 'A', department: 'B' };
    expect(overlay(read, [write('A', 'B', 1_000)], now)).toEqual({ values: read, alsoPossible: {} });
  });

  it('tells eight others at most, and none of a photo', () => {
    const doubtful = Array.from({ length: 9 }, (_, index) => write('A', `B${index}`, 1_000 - index, false));
    const writes = [...doubtful, { ...write('old', 'new', 1_000, false), field: 'photo' as const }];
    const { alsoPossible } = overlay({ photo: 'old', jobTitle: 'A' }, writes, now);
    expect(alsoPossible).toEqual({ jobTitle: doubtful.slice(0, 8).map(({ after }) => after) });
  });

  it('has what the bot left among what the directory may hold, whatever was in doubt, and however old a read is', () => {
    const written = fc.record({
      fate: fc.constantFrom('certain', 'in doubt, and done', 'in doubt, and not done'),
      // A new value, or one that a writer knew.
      putsBack: fc.option(fc.nat({ max: 6 })),
      // How old what its writer read was, and which of the values that were possible then is the one they knew.
      readFrom: fc.nat({ max: 6 }),
      known: fc.nat({ max: 3 }),
    });
    const step = fc.oneof({ weight: 4, arbitrary: written }, fc.constant('from outside' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const held = ['v0'];
        const writes: RecentWrite[] = [];
        /** What was there before it nobody can know to be old, and it itself nobody can know before it is read. */
        let fromOutside = 0;
        steps.forEach((one, index) => {
          if (one === 'from outside') {
            fromOutside = held.push(`v${index + 1}`) - 1;
            return;
          }
          const read = held[Math.max(0, held.length - 1 - one.readFrom)] ?? '';
          const possible = possibleValues('jobTitle', read, writes, now);
          const before = possible[one.known % possible.length] ?? null;
          const theirs = writes.flatMap((other) => [String(other.before), String(other.after)]);
          const back = one.putsBack === null ? undefined : theirs[one.putsBack % Math.max(1, theirs.length)];
          const after = back ?? `v${index + 1}`;
          writes.push(write(before, after, 1_000 - index, one.fate === 'certain'));
          if (one.fate !== 'in doubt, and not done') held.push(after);
        });
        const isOurs = fromOutside < held.length - 1;
        for (const read of isOurs ? held : held.slice(fromOutside))
          expect(possibleValues('jobTitle', read, writes, now), `read ${read}`).toContain(held.at(-1));
      }),
      { numRuns: 2_000 },
    );
  });

  it('after certain writes alone, shows the last one whichever of them a read still shows', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 2, maxLength: 6 }), (values) => {
        const writes = values.slice(1).map((after, i) => write(values[i] ?? null, after, 1_000 - i));
        for (const read of values)
          expect(overlay({ jobTitle: read }, writes, now)).toEqual({
            values: { jobTitle: values.at(-1) },
            alsoPossible: {},
          });
      }),
    );
  });
});

describe('pruned', () => {
  it('drops the lease, the writes and the history that are over', () => {
    const record = {
      lease: { editId: 'e', until: now },
      writes: [write('A', 'B', readLagMs), write('B', 'C', readLagMs - 1)],
      history: [
        { at: now - 5_000, actorId: 'a', editId: '1', fields: [], outcome: 'saved' as const },
        { at: now - 4_999, actorId: 'a', editId: '2', fields: [], outcome: 'saved' as const },
      ],
    };
    const left = pruned(record, now, 5_000);
    expect(left.lease).toBeUndefined();
    expect(left.writes.map((w) => w.after)).toEqual(['C']);
    expect(left.history.map((h) => h.editId)).toEqual(['2']);
    expect(pruned({ ...record, lease: { editId: 'e', until: now + 1 } }, now, 5_000).lease?.editId).toBe('e');
  });

  it('keeps the newest of a very long history', () => {
    const history = Array.from({ length: 600 }, (_, i) => ({
      at: now,
      actorId: 'a',
      editId: String(i),
      fields: [],
      outcome: 'saved' as const,
    }));
    const left = pruned({ writes: [], history }, now, 5_000).history;
    expect([left.length, left.at(-1)?.editId]).toEqual([500, '599']);
  });
});
