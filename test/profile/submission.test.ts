import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff, formMarker, markerOf, readSubmission, typedAmong } from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames, sections } from '../../src/profile/fields.ts';
import { isEmpty } from '../../src/profile/kinds.ts';
import { someValues } from './arbitraries.ts';

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
    [
      'a marker that is no text',
      `{"displayName":"Anna","${formMarker}":{"toString":"x","valueOf":null}}`,
      entered('Anna', ''),
    ],
    ['a field that was not shown', '{"displayName":"Anna","city":"x"}', { kind: 'notOurs' }],
    ['a property that is no field', '{"passwordProfile":"a"}', { kind: 'notOurs' }],
    ['a domain for no sign-in name', '{"displayName@domain":"a"}', { kind: 'notOurs' }],
    ['a domain for one not shown', '{"userPrincipalName@domain":"a"}', { kind: 'notOurs' }],
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

  it.each<[string, object, string]>([
    [
      'is put together from both inputs',
      { userPrincipalName: 'anna', 'userPrincipalName@domain': 'a.nl' },
      'anna@a.nl',
    ],
    [
      'without space around it',
      { userPrincipalName: ' anna ', 'userPrincipalName@domain': 'a.nl' },
      'anna@a.nl',
    ],
    [
      'is the whole address where one was typed',
      { userPrincipalName: 'anna@b.nl', 'userPrincipalName@domain': 'a.nl' },
      'anna@b.nl',
    ],
    ['is what was typed where no domain came', { userPrincipalName: 'anna@b.nl' }, 'anna@b.nl'],
    ['is emptied where only the domain came', { 'userPrincipalName@domain': 'a.nl' }, ''],
    [
      'is emptied where nothing was typed',
      { userPrincipalName: ' ', 'userPrincipalName@domain': 'a.nl' },
      ' ',
    ],
  ])('a sign-in name %s', (_name, submitted, userPrincipalName) => {
    expect(readSubmission({ ...submitted }, ['userPrincipalName'])).toEqual({
      kind: 'entered',
      entered: { userPrincipalName },
    });
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

describe('typedAmong', () => {
  const writable = fieldNames.filter((name) => !field(name).readOnly);
  const text = fc.oneof(fc.constant(''), fc.string(), fc.constantFrom('a\r\nb', 'a\nb', 'a\rb'));
  const texts = fc
    .uniqueArray(fc.constantFrom(...writable))
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, text]))));
  const lines = (one: string | undefined) => one?.replace(/\r\n?/g, '\n');

  it('gives what is another text than the input held, but for its line ends, and what had no input', () => {
    fc.assert(
      fc.property(texts, texts, (untouched, entered) => {
        const marker = markerOf(sections, untouched);
        const typed = typedAmong(entered, { [formMarker]: marker });
        const isTyped = (name: string) => lines(entered[name]) !== lines(untouched[name]);
        expect(Object.keys(typed)).toEqual(Object.keys(entered).filter(isTyped));
        expect(typed).toEqual(Object.fromEntries(Object.entries(entered).filter(([name]) => isTyped(name))));
      }),
    );
  });

  it.each([
    ['none', {}],
    ['one that is no text', { [formMarker]: 7 }],
    ['one that tells of sections alone', { [formMarker]: 'identity,job' }],
    ['one that belongs to others', { [formMarker]: markerOf(['job'], { jobTitle: 'Pilot' }) }],
  ])('gives all where the marker is %s', (_what, submitted) => {
    expect(typedAmong({ displayName: 'Anna', city: '' }, submitted)).toEqual({
      displayName: 'Anna',
      city: '',
    });
  });

  it('takes the same text in another input for another one', () => {
    const submitted = { [formMarker]: markerOf(['job'], { jobTitle: 'x', department: 'y' }) };
    expect(typedAmong({ jobTitle: 'y', department: 'x' }, submitted)).toEqual({
      jobTitle: 'y',
      department: 'x',
    });
  });

  it('costs a card four bytes for each input', () => {
    const [none, one] = [markerOf(['job'], {}), markerOf(['job'], { jobTitle: 'x'.repeat(1_000) })];
    expect(one.length - none.length).toBe(4 - ',-jobTitle'.length);
  });
});
