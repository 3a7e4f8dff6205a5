import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputValue } from '../../src/cards/inputs.ts';
import { languageOf } from '../../src/language/language.ts';
import {
  type Change,
  canUndo,
  compare,
  diff,
  isSensitive,
  type Seen,
  undo,
  withNames,
} from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import { emptyOf, type FieldValue, fitsInput, sameValue } from '../../src/profile/kinds.ts';
import { directoryText, editableNames, fieldWithValues, someValues } from './arbitraries.ts';

/** What a renderer sends for a text: with the line ends of its platform. */
const rendered = (text: string, lineEnd: string): string => text.replace(/\r\n|\r|\n/g, lineEnd);
const anyLineEnd = fc.constantFrom('\n', '\r\n', '\r');

describe('diff', () => {
  it('finds nothing in untouched inputs, whatever they hold, by any name of a country', () => {
    fc.assert(
      fc.property(
        fieldWithValues,
        anyLineEnd,
        fc.constantFrom('en', 'nl'),
        ({ name, a }, lineEnd, locale) => {
          fc.pre(fitsInput(field(name), a));
          const entered = rendered(inputValue(name, a, languageOf(locale)), lineEnd);
          expect(diff({ [name]: a }, { [name]: entered })).toEqual({ changes: [], problems: {} });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('removes what was emptied, where it can be removed', () => {
    for (const name of editableNames) {
      const { kind, clearable } = field(name);
      const after = emptyOf(kind);
      const person = { id: '3d9f1b0a-0000-4000-8000-000000000001', displayName: 'Anna' };
      const one = kind === 'person' || kind === 'personList' ? person : 'NL';
      const before: FieldValue = kind === 'yesNo' ? true : Array.isArray(after) ? ([one] as string[]) : one;
      const expected = clearable
        ? { changes: [{ field: name, before, after }], problems: {} }
        : { changes: [], problems: { [name]: { kind: 'required' } } };
      for (const empty of ['', '  '])
        expect([name, diff({ [name]: before }, { [name]: empty })]).toEqual([name, expected]);
    }
  });

  it('gives changes that differ, never an empty string, and only for fields that were seen', () => {
    fc.assert(
      fc.property(
        someValues,
        fc.dictionary(fc.constantFrom(...fieldNames), directoryText()),
        (seen, entered) => {
          for (const { field: name, before, after } of diff(seen, entered).changes) {
            expect(Object.hasOwn(seen, name)).toBe(true);
            expect(before).toEqual(seen[name]);
            expect(sameValue(before, after)).toBe(false);
            expect(after).not.toBe('');
          }
        },
      ),
    );
  });

  it('reports each bad input and keeps the good ones', () => {
    const seen: Seen = { displayName: 'Anna', jobTitle: 'Engineer', accountEnabled: true };
    const { changes, problems } = diff(seen, { displayName: '', jobTitle: 'Lead', accountEnabled: 'maybe' });
    expect(changes).toEqual([{ field: 'jobTitle', before: 'Engineer', after: 'Lead' }]);
    expect(problems).toEqual({ displayName: { kind: 'required' }, accountEnabled: { kind: 'notYesOrNo' } });
  });

  it('counts a value with only its outer space mended as a change, since the directory’s has it', () => {
    expect(diff({ jobTitle: ' Lead' }, { jobTitle: 'Lead' }).changes).toEqual([
      { field: 'jobTitle', before: ' Lead', after: 'Lead' },
    ]);
    expect(diff({ jobTitle: 'Lead' }, { jobTitle: ' Lead ' }).changes).toEqual([]);
  });
});

const someChanges: fc.Arbitrary<Change[]> = fc
  .uniqueArray(fieldWithValues, { maxLength: 6, selector: ({ name }) => name })
  .map((all) => all.map(({ name, a, b }) => ({ field: name, before: a, after: b })));

describe('undo', () => {
  it('gives back what was there, and undone twice it is the change again', () => {
    fc.assert(
      fc.property(someChanges, (all) => {
        const changes = all.filter((one) => canUndo(one) && undo(undo([one])).length === 1);
        const state = new Map<FieldName, FieldValue>(changes.map((change) => [change.field, change.before]));
        const run = (steps: readonly Change[]): void => {
          for (const { field: name, after } of steps) state.set(name, after);
        };
        run(changes);
        run(undo(changes));
        for (const { field: name, before } of changes) expect(state.get(name)).toEqual(before);
        expect(undo(undo(changes))).toEqual(changes);
      }),
    );
  });
});

describe('what can’t be undone', () => {
  it('is a photo that was replaced, and nothing else', () => {
    const changes = fieldNames.map((name): Change => ({ field: name, before: 'A', after: 'B' }));
    expect(changes.filter((change) => !canUndo(change)).map((change) => change.field)).toEqual(['photo']);
    expect(undo(changes)).toHaveLength(changes.length - 1);
  });

  it('is what was entered where nothing was, into a field that can’t be emptied', () => {
    const names = fieldNames.filter((name) => field(name).clearable === false);
    expect(names).toContain('usageLocation');
    for (const name of names) expect(canUndo({ field: name, before: null, after: 'B' })).toBe(false);
  });
});

describe('compare', () => {
  const change: Change = { field: 'jobTitle', before: 'A', after: 'B' };
  it.each<[string, FieldValue | undefined, 'apply' | 'done' | 'conflicts']>([
    ['as it was seen', 'A', 'apply'],
    ['as it is to be', 'B', 'done'],
    ['something else', 'C', 'conflicts'],
    ['emptied', null, 'conflicts'],
    ['not read', undefined, 'conflicts'],
  ])('%s', (_name, now, group) => {
    const read = now ?? null;
    const compared = compare([change], () => ({ read, possible: [read], seen: ['A'] }));
    expect(compared[group]).toHaveLength(1);
    expect(compared.apply.length + compared.done.length + compared.conflicts.length).toBe(1);
    if (group === 'conflicts') expect(compared.conflicts[0]?.theirs).toBe(now ?? null);
  });

  it('puts each change into exactly one group, and into the right one', () => {
    fc.assert(
      fc.property(someChanges, someValues, (changes, now) => {
        const { apply, conflicts, done } = compare(changes, ({ field: name, before }) => {
          const read = now[name] ?? null;
          return { read, possible: [read], seen: [before] };
        });
        expect([...apply, ...conflicts, ...done].map((c) => c.field).sort()).toEqual(
          changes.map((c) => c.field).sort(),
        );
        const held = (c: Change): FieldValue => now[c.field] ?? null;
        for (const c of apply) expect(sameValue(held(c), c.before)).toBe(true);
        for (const c of done) expect(sameValue(held(c), c.after)).toBe(true);
        for (const c of conflicts) {
          expect(sameValue(held(c), c.before) || sameValue(held(c), c.after)).toBe(false);
          expect(sameValue(c.theirs, held(c))).toBe(true);
        }
      }),
    );
  });
});

describe('compare, where more than one value is possible', () => {
  const change: Change = { field: 'jobTitle', before: 'A', after: 'C' };
  it('asks about one that was not seen', () => {
    const { conflicts } = compare([change], () => ({ read: 'A', possible: ['A', 'B'], seen: ['A'] }));
    expect(conflicts.map(({ theirs }) => theirs)).toEqual(['B']);
  });
  it('applies over those that were', () => {
    const { apply } = compare([change], () => ({ read: 'A', possible: ['A', 'B'], seen: ['A', 'B'] }));
    expect(apply).toEqual([change]);
  });
  it('writes again what only the journal says is there', () => {
    const { apply } = compare([change], () => ({ read: 'A', possible: ['C'], seen: ['A'] }));
    expect(apply).toEqual([change]);
  });
});

describe('withNames', () => {
  const [anna, bob] = ['a', 'b'].map((id) => ({ id, displayName: '' }));
  const names = new Map([['a', { displayName: 'Anna', userPrincipalName: 'anna@x' }]]);
  it.each<[string, FieldValue, FieldValue]>([
    ['one', anna ?? null, { id: 'a', displayName: 'Anna' }],
    ['one in capitals', { id: 'A', displayName: '' }, { id: 'A', displayName: 'Anna' }],
    ['one who is not there', bob ?? null, { id: 'b', displayName: 'b' }],
    ['one whose name is known', { id: 'a', displayName: 'Ann' }, { id: 'a', displayName: 'Ann' }],
    ['several', [anna ?? { id: '', displayName: '' }], [{ id: 'a', displayName: 'Anna' }]],
    ['nobody', null, null],
    ['an empty list', [], []],
    ['a text', 'a', 'a'],
  ])('names %s', (_name, after, named) => {
    const change: Change = { field: 'manager', before: null, after };
    expect(withNames(change, names)).toEqual({ ...change, after: named });
  });
});

describe('isSensitive', () => {
  it('is when an account is blocked or opened, or how somebody signs in changes', () => {
    expect(isSensitive([{ field: 'accountEnabled', before: true, after: false }])).toBe(true);
    expect(isSensitive([{ field: 'phoneMethods/office', before: null, after: '+31 201' }])).toBe(true);
    expect(isSensitive([{ field: 'jobTitle', before: null, after: 'x' }])).toBe(false);
    expect(isSensitive([])).toBe(false);
  });
});
