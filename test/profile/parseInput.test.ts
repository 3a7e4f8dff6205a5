import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldName, field, longestText } from '../../src/profile/fields.ts';
import {
  emptyOf,
  type FieldValue,
  fitsInput,
  inputOf,
  isEmpty,
  longestInput,
  sameValue,
} from '../../src/profile/kinds.ts';
import { parseInput } from '../../src/profile/parseInput.ts';
import {
  directoryText,
  editableNames,
  fieldWithValues,
  goodValueOf,
  verifiedDomains,
} from './arbitraries.ts';

const tenant = { verifiedDomains };
const guid = (last: number): string => `3d9f1b0a-0000-4000-8000-00000000000${last}`;
const people = (...last: number[]) => last.map((n) => ({ id: guid(n), displayName: '' }));
const goodValue = fc
  .constantFrom(...editableNames)
  .chain((name) => fc.record({ name: fc.constant(name), value: goodValueOf(field(name)) }));

describe('what was entered, saved and read again', () => {
  it('is the same, for every field that can be edited', () => {
    for (const name of editableNames)
      fc.assert(
        fc.property(goodValueOf(field(name)), (value) => {
          const parsed = parseInput(field(name), inputOf(value, field(name)), tenant);
          if (!parsed.ok) throw new Error(`${name}: ${parsed.problem.kind}`);
          expect(sameValue(parsed.value, value)).toBe(true);
          expect(isEmpty(parsed.value) || parsed.value !== '').toBe(true);
        }),
      );
  });

  it('fits into the input again', () => {
    fc.assert(
      fc.property(goodValue, fieldWithValues, directoryText(), ({ name, value }, other, text) => {
        for (const [one, entered] of [
          [name, inputOf(value, field(name))],
          [name, text],
          [other.name, text],
        ] as const) {
          const parsed = parseInput(field(one), entered);
          if (parsed.ok && editableNames.includes(one))
            expect(fitsInput(field(one), parsed.value)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('stays what it is, whatever was typed, and is never an empty text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...editableNames), directoryText(), (name, text) => {
        const parsed = parseInput(field(name), text);
        if (!parsed.ok) return;
        expect(parsed.value).not.toBe('');
        expect(parsed.value).not.toEqual(['']);
        expect(parseInput(field(name), inputOf(parsed.value, field(name)))).toEqual(parsed);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is emptied', () => {
  it.each(editableNames)('in %s is removed, or asked for where it can’t be', (name) => {
    const rules = field(name);
    const expected = rules.clearable
      ? { ok: true, value: emptyOf(rules.kind) }
      : { ok: false, problem: { kind: 'required' } };
    const none = rules.kind === 'choice' || rules.kind === 'person' ? ['none'] : [];
    for (const text of ['', '   ', '\n', ...none]) expect(parseInput(rules, text)).toEqual(expected);
  });
});

describe('what is too long', () => {
  it.each(editableNames)('in %s is refused, with the limit', (name) => {
    const rules = field(name);
    const entered = 'a'.repeat(longestInput(rules) + 1);
    const parsed = parseInput(rules, entered);
    if (rules.kind === 'personList') return expect(parsed).toMatchObject({ problem: { kind: 'notAPerson' } });
    const maxLength = rules.kind === 'person' ? 36 : longestText(rules);
    expect(parsed).toEqual({ ok: false, problem: { kind: 'tooLong', maxLength } });
  });

  it('as a whole is a list of many lines, and of more items than there may be', () => {
    const lines = (count: number, length = 9) =>
      Array.from({ length: count }, (_, n) => `${n}`.padEnd(length, 'x'));
    expect(parseInput(field('skills'), lines(50, 9).join('\n'))).toMatchObject({ ok: true });
    expect(parseInput(field('skills'), lines(51, 9).join('\n'))).toMatchObject({
      problem: { kind: 'tooMany', mostItems: 50 },
    });
    expect(parseInput(field('skills'), lines(50, 99).join('\n'))).toMatchObject({
      problem: { kind: 'tooLong', maxLength: longestInput(field('skills')) },
    });
    expect(
      parseInput(
        field('sponsors'),
        people(1, 2, 3, 4, 5, 6)
          .map(({ id }) => id)
          .join(','),
      ),
    ).toMatchObject({
      problem: { kind: 'tooMany', mostItems: 5 },
    });
  });
});

describe('parseInput', () => {
  it.each<[FieldName, string, FieldValue]>([
    ['jobTitle', 'Engineer', 'Engineer'],
    ['jobTitle', '  Engineer ', 'Engineer'],
    ['jobTitle', 'null', 'null'],
    ['jobTitle', 'none', 'none'],
    ['jobTitle', '👩‍👩‍👧 and co', '👩‍👩‍👧 and co'],
    ['mobilePhone', '+31 6 1234 x5', '+31 6 1234 x5'],
    ['businessPhones', '+31 20 1', ['+31 20 1']],
    ['streetAddress', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['usageLocation', 'nl', 'NL'],
    ['usageLocation', 'Duitsland', 'DE'],
    ['country', 'Holland', 'Holland'],
    ['preferredLanguage', 'EN-us', 'en-US'],
    ['preferredLanguage', 'zh-hant-tw', 'zh-Hant-TW'],
    ['accountEnabled', 'true', true],
    ['accountEnabled', 'false', false],
    ['skills', 'a\r\n\n b \na\n', ['a', 'b']],
    ['otherMails', 'a@b.nl\nc@d.nl', ['a@b.nl', 'c@d.nl']],
    ['mail', ' anna@contoso.com ', 'anna@contoso.com'],
    ['mail', 'Kirk.Smith+x@Contoso.com', 'Kirk.Smith+x@Contoso.com'],
    ['mail', 'anna@mail.eu.contoso.com', 'anna@mail.eu.contoso.com'],
    ['mailNickname', 'anna.smith', 'anna.smith'],
    ['skills', `a\n${'x'.repeat(256)}`, ['a', 'x'.repeat(256)]],
    ['userPrincipalName', `${'a'.repeat(64)}@contoso.com`, `${'a'.repeat(64)}@contoso.com`],
    ['userPrincipalName', 'Anna@Contoso.com', 'Anna@Contoso.com'],
    [
      'userPrincipalName',
      'anna_gmail.com#EXT#@contoso.onmicrosoft.com',
      'anna_gmail.com#EXT#@contoso.onmicrosoft.com',
    ],
    ['userType', 'guest', 'Guest'],
    ['ageGroup', 'NotAdult', 'NotAdult'],
    ['birthday', '2024-02-29', '2024-02-29T00:00:00Z'],
    ['manager', guid(1), people(1)[0] ?? null],
    ['sponsors', ` , ${guid(1)},`, people(1)],
    ['sponsors', `${guid(1)},${guid(2).toUpperCase()}, ${guid(1)}`, people(1, 2)],
    ['phoneMethods/mobile', '0031612345678', '+31 612345678'],
  ])('reads %s %j as %j', (name, entered, value) => {
    expect(parseInput(field(name), entered, tenant)).toEqual({ ok: true, value });
  });

  it.each<[FieldName, string, string]>([
    ['accountEnabled', 'yes', 'notYesOrNo'],
    ['accountEnabled', 'True', 'notYesOrNo'],
    ['usageLocation', 'Atlantis', 'noSuchCountry'],
    ['preferredLanguage', 'Dutch, please', 'notALanguage'],
    ['preferredLanguage', 'en_US', 'notALanguage'],
    ['jobTitle', 'a\nb', 'control'],
    ['jobTitle', 'a\u202eb', 'control'],
    ['jobTitle', 'a\u2028b', 'control'],
    ['jobTitle', 'a\ud800b', 'control'],
    ['streetAddress', 'a\tb', 'control'],
    ['skills', 'a\u0000', 'control'],
    ['birthday', '2026-02-29', 'notADate'],
    ['birthday', '2026-02-30', 'notADate'],
    ['employeeHireDate', '1 March 2026', 'notADate'],
    ['employeeHireDate', '2026-03-01T00:00:00Z', 'notADate'],
    ['userType', 'none', 'required'],
    ['userType', 'Admin', 'notAChoice'],
    ['ageGroup', 'Minor,Adult', 'notAChoice'],
    ['mail', 'anna', 'notAnAddress'],
    ['mail', 'ánna@contoso.com', 'notAnAddress'],
    ['mail', 'anna@contoso', 'notAnAddress'],
    ['mail', 'a@b@contoso.com', 'notAnAddress'],
    ['otherMails', 'a@b.nl\nnobody', 'notAnAddress'],
    ['otherMails', 'a@b.nl, c@d.nl', 'notAnAddress'],
    ['emailMethods', 'anna at home.nl', 'notAnAddress'],
    ['mailNickname', 'anna@contoso.com', 'notAnAlias'],
    ['mailNickname', 'anna smith', 'notAnAlias'],
    ['mailNickname', '.anna', 'notAnAlias'],
    ['userPrincipalName', 'anna', 'notAnAddress'],
    ['userPrincipalName', 'an na@contoso.com', 'notAnAddress'],
    ['userPrincipalName', 'ánna@contoso.com', 'notAnAddress'],
    ['userPrincipalName', 'anna@elsewhere.example', 'notVerified'],
    ['userPrincipalName', 'anna@contoso.com/x', 'notAnAddress'],
    ['userPrincipalName', 'anna@con$toso.com', 'notAnAddress'],
    ['userPrincipalName', 'anna@contoso.c$m', 'notAnAddress'],
    ['userPrincipalName', `${'a'.repeat(65)}@contoso.com`, 'tooLong'],
    ['mailNickname', 'anna.sm th', 'notAnAlias'],
    ['skills', `a\n${'x'.repeat(257)}`, 'tooLong'],
    ['manager', guid(1).slice(1), 'notAPerson'],
    ['sponsors', `x${guid(1)}`, 'notAPerson'],
    ['sponsors', `${guid(1)}x`, 'notAPerson'],
    ['manager', 'Anna Smith', 'notAPerson'],
    ['manager', `${guid(1)}/x`, 'tooLong'],
    ['sponsors', `${guid(1)},Anna`, 'notAPerson'],
    ['phoneMethods/office', '020 1234567', 'phoneNeedsCountry'],
    ['phoneMethods/office', '+31 2', 'notAPhone'],
  ])('refuses %s %j: %s', (name, entered, kind) => {
    expect(parseInput(field(name), entered, tenant)).toMatchObject({ ok: false, problem: { kind } });
  });

  it('tells how long the part of a sign-in name before its domain may be', () => {
    expect(parseInput(field('userPrincipalName'), `${'a'.repeat(65)}@contoso.com`, tenant)).toEqual({
      ok: false,
      problem: { kind: 'tooLong', maxLength: 64 },
    });
  });

  it('leaves the domain of a sign-in name to Entra where the verified ones can’t be read', () => {
    const name = 'anna@elsewhere.example';
    expect(parseInput(field('userPrincipalName'), name)).toEqual({ ok: true, value: name });
    expect(parseInput(field('userPrincipalName'), 'anna@CONTOSO.com', tenant).ok).toBe(true);
  });

  it('reads every well-formed language tag', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2}|-\d{3})?$/), (tag) => {
        expect(parseInput(field('preferredLanguage'), tag).ok).toBe(true);
      }),
    );
  });
});
