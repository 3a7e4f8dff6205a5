import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfTexts, formRoom, inputTexts, withoutRoom } from '../../src/profile/formRoom.ts';
import { editableNames } from './arbitraries.ts';

const texts = fc.dictionary(
  fc.constantFrom(...editableNames),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  { maxKeys: 12 },
);

describe('the room for what inputs hold', () => {
  it('closes no field while all find room', () => {
    expect(withoutRoom({ city: 'Delft', aboutMe: '中'.repeat(2_048) })).toEqual([]);
  });

  it('closes the longest first, by the bytes that they take in a card', () => {
    const long = '中'.repeat(formRoom / 6);
    const entered = { aboutMe: `${long}中`, city: long, jobTitle: 'Lead', department: '' };
    expect(withoutRoom(entered)).toEqual(['aboutMe']);
    expect(withoutRoom({ city: '"'.repeat(formRoom / 2) })).toEqual([]);
    expect(withoutRoom({ city: `"${'"'.repeat(formRoom / 2)}` })).toEqual(['city']);
  });

  it('holds what was typed instead of the value', () => {
    const values = { city: 'Delft', skills: ['a', 'b'] };
    expect(inputTexts(['city', 'skills', 'state'], values, { city: '' })).toEqual({
      city: '',
      skills: 'a\nb',
      state: '',
    });
  });

  it('leaves as much open as fits, whatever is in it', () => {
    fc.assert(
      fc.property(texts, fc.nat(400), (held, room) => {
        const closed = withoutRoom(held, room);
        const open = Object.entries(held).filter(([name]) => !closed.some((one) => one === name));
        expect(bytesOfTexts(Object.fromEntries(open))).toBeLessThanOrEqual(room);
        const longestOpen = Math.max(0, ...open.map(([, text]) => bytesOfTexts({ city: text })));
        for (const name of closed)
          expect(bytesOfTexts({ city: held[name] ?? '' })).toBeGreaterThanOrEqual(longestOpen);
      }),
    );
  });
});
