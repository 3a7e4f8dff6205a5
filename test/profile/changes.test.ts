import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputValue } from '../../src/cards/values.ts';
import { languageOf } from '../../src/language/language.ts';
import {
  type Change,
  compare,
  diff,
  formMarker,
  isSensitive,
  readSubmission,
  type Seen,
  undo,
} from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import { type FieldValue, fitsInput, isEmpty, sameValue } from '../../src/profile/kinds.ts';
import { directoryText, fieldWithValues, someValues } from './arbitraries.ts';

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
    for (const name of fieldNames) {
      const before: FieldValue =
        field(name).kind === 'phoneList' ? ['1'] : field(name).kind === 'yesNo' ? true : 'NL';
      const after = field(name).kind === 'phoneList' ? [] : null;
      const expected = field(name).clearable
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
      fc.property(someChanges, (changes) => {
        const state = new Map<FieldName, FieldValue>(changes.map((change) => [change.field, change.before]));
        const run = (all: readonly Change[]): void => {
          for (const { field: name, after } of all) state.set(name, after);
        };
        run(changes);
        run(undo(changes));
        for (const { field: name, before } of changes) expect(state.get(name)).toEqual(before);
        expect(undo(undo(changes))).toEqual(changes);
      }),
    );
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

describe('isSensitive', () => {
  it('is when the account is blocked or opened', () => {
    expect(isSensitive([{ field: 'accountEnabled', before: true, after: false }])).toBe(true);
    expect(isSensitive([{ field: 'jobTitle', before: null, after: 'x' }])).toBe(false);
    expect(isSensitive([])).toBe(false);
  });
});

describe('readSubmission', () => {
  const shown = ['displayName', 'jobTitle'] as const;
  const entered = (displayName: string, jobTitle: string) => ({
    kind: 'entered',
    entered: { displayName, jobTitle },
  });
  it.each<[string, string, object]>([
    ['all there', '{"displayName":"Anna","jobTitle":"x"}', entered('Anna', 'x')],
    ['one left out is one emptied', '{"displayName":"Anna"}', entered('Anna', '')],
    ['all left out, with the marker', `{"${formMarker}":"1"}`, entered('', '')],
    ['all left out, without the marker', '{}', { kind: 'nothingSent' }],
    ['the card’s own keys alone', '{"$edit":"e","$card":"c","$verb":"save"}', { kind: 'nothingSent' }],
    ['the reason is no field', '{"$reason":"r","displayName":"Anna"}', entered('Anna', '')],
    ['a field that was not shown', '{"displayName":"Anna","city":"x"}', { kind: 'notOurs' }],
    ['a property that is no field', '{"userPrincipalName":"a@b"}', { kind: 'notOurs' }],
    ['a number', '{"displayName":1}', { kind: 'notOurs' }],
    ['true', '{"displayName":true}', { kind: 'notOurs' }],
    ['null', '{"displayName":null}', { kind: 'notOurs' }],
    ['a list', '{"displayName":["Anna"]}', { kind: 'notOurs' }],
    ['an object', '{"displayName":{"toString":"x"}}', { kind: 'notOurs' }],
    ['__proto__', '{"displayName":"Anna","__proto__":"x"}', { kind: 'notOurs' }],
    ['__proto__ with inputs in it', '{"__proto__":{"displayName":"Eve"}}', { kind: 'notOurs' }],
    ['constructor', '{"displayName":"Anna","constructor":{"prototype":{}}}', { kind: 'notOurs' }],
    ['an inherited name', '{"toString":"x","$form":"1"}', { kind: 'notOurs' }],
  ])('%s', (_name, json, expected) => {
    expect(readSubmission(JSON.parse(json), shown)).toEqual(expected);
  });

  it('takes nothing from a prototype', () => {
    const submitted = Object.create({ displayName: 'Eve', [formMarker]: '1' });
    expect(readSubmission(submitted, shown)).toEqual({ kind: 'nothingSent' });
  });

  it('gives exactly the shown fields as texts, or refuses, and leaves Object.prototype alone', () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const key = fc.oneof(
      fc.constantFrom(...fieldNames),
      fc.constantFrom('__proto__', '$form', 'constructor'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.oneof(fc.string(), fc.jsonValue())), { maxLength: 6 }),
        fc.uniqueArray(fc.constantFrom(...fieldNames)),
        (entries, names) => {
          const members = entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
          const submission = readSubmission(JSON.parse(`{${members.join(',')}}`), names);
          if (submission.kind !== 'entered') return;
          expect(Object.keys(submission.entered).sort()).toEqual([...names].sort());
          for (const text of Object.values(submission.entered)) expect(typeof text).toBe('string');
        },
      ),
    );
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
  });

  it('with the marker alone, asks to remove whatever was there, never to write an empty text', () => {
    fc.assert(
      fc.property(someValues, (seen) => {
        const names = Object.keys(seen) as FieldName[];
        const submission = readSubmission({ [formMarker]: '1' }, names);
        if (submission.kind !== 'entered') throw new Error('not entered');
        for (const change of diff(seen, submission.entered).changes) expect(isEmpty(change.after)).toBe(true);
      }),
    );
  });
});
