import fc from 'fast-check';
import { type Field, type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import type { FieldValue, PersonValue } from '../../src/profile/kinds.ts';

/** Any field of the profile. */
const anyField = fc.constantFrom(...fieldNames);

/** The fields that can have an input: a photo has none, and what is read-only is only shown. */
export const editableNames = fieldNames.filter(
  (name) => !field(name).readOnly && field(name).kind !== 'photo',
);

/** Texts as directories hold them: of any script, with any line end, odd space, marks and controls now and then. */
export const directoryText = (maxLength = 300): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength }) },
    // fast-check makes short ones, whatever is allowed, unless it is told otherwise.
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength, size: 'max' }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('\r\n', '\n', '\r', ' ', '\t')), {
          maxLength: 12,
          size: 'max',
        })
        .map((parts) => parts.join('')),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ' ',
        ' Anna ',
        'Ünal',
        'none',
        '\u202eevil',
        '\u0000',
        'true',
        '__proto__',
        '# *x*',
      ),
    },
  );

export const anyDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

export const verifiedDomains = ['contoso.com', 'contoso.onmicrosoft.com', 'fabrikam.example'] as const;

const people: fc.Arbitrary<PersonValue> = fc.record({
  id: fc.uuid(),
  displayName: fc.oneof(fc.constant(''), directoryText(30)),
});
const distinctPeople = (maxLength: number) =>
  fc.uniqueArray(people, { maxLength, selector: ({ id }) => id.toLowerCase() });
const label = fc.stringMatching(/^[A-Za-z\d]{1,10}$/);
const localPart = fc.stringMatching(/^[A-Za-z\d_'!#^~-]{1,20}$/);
const anyAddress = fc.tuple(localPart, label, label).map(([local, a, b]) => `${local}@${a}.${b}`);
const upns = fc
  .tuple(localPart, fc.constantFrom(...verifiedDomains))
  .map(([local, domain]) => `${local}@${domain}`);
const signInPhones = fc
  .tuple(fc.constantFrom('+31 612345678', '+1 4255551234', '+49 15123456789'), fc.constantFrom('', 'x123'))
  .map(([number, extension]) => number + extension);
const plainText = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength }),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.slice(0, maxLength)),
  );

/** What Entra would take for a field of these rules, and an input can hold: none of it needs mending. */
export function goodValueOf(rules: Field): fc.Arbitrary<FieldValue> {
  const none = rules.clearable ? [fc.constant<FieldValue>(null)] : [];
  const maxLength = rules.maxLength ?? 256;
  // Some characters that nobody sees are letters and marks to Unicode: the fillers of Korean, say.
  const isClean = (text: string): boolean =>
    text !== '' && text.trim() === text && !/[\p{C}\p{Z}]|(?!\p{VS})\p{DI}/u.test(text);
  const text = plainText(Math.min(maxLength, 60)).filter(isClean);
  const list = (item: fc.Arbitrary<string>): fc.Arbitrary<FieldValue> =>
    fc.uniqueArray(item, { maxLength: Math.min(rules.mostItems ?? 8, 8) });
  switch (rules.kind) {
    case 'multiline':
      return fc.oneof(
        ...none,
        fc.array(text, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
      );
    case 'textList':
      return list(text);
    case 'mail':
      return fc.oneof(...none, anyAddress);
    case 'mailList':
      return list(anyAddress);
    case 'alias':
      return fc.oneof(...none, label);
    case 'upn':
      return upns;
    case 'phoneList':
      return fc.array(text, { maxLength: 1 });
    case 'signInPhone':
      return fc.oneof(...none, signInPhones);
    case 'country':
      return fc.constantFrom('NL', 'US', 'GB', 'XK');
    case 'language':
      return fc.oneof(...none, fc.constantFrom('en-US', 'nl', 'zh-Hant-TW', 'es-419'));
    case 'choice':
      return fc.oneof(...none, fc.constantFrom(...(rules.options ?? [])));
    case 'yesNo':
      return fc.boolean();
    case 'date':
      return fc.oneof(
        ...none,
        anyDay.map((day) => `${day}T00:00:00Z`),
      );
    case 'person':
      return fc.oneof(...none, people);
    case 'personList':
      return distinctPeople(rules.mostItems ?? 5);
    default:
      return fc.oneof(...none, text);
  }
}

/** A value that Graph may hold for a field, fitting or not. */
function anyValueOf(name: FieldName): fc.Arbitrary<FieldValue> {
  const rules = field(name);
  const orNone = (...some: fc.Arbitrary<FieldValue>[]) => fc.oneof(fc.constant<FieldValue>(null), ...some);
  switch (rules.kind) {
    case 'phoneList':
      return fc.array(directoryText(80), { maxLength: 3 });
    case 'textList':
    case 'mailList':
      return fc.oneof(goodValueOf(rules), fc.array(directoryText(80), { maxLength: 6 }));
    case 'yesNo':
      return orNone(fc.boolean());
    case 'country':
      return orNone(fc.constantFrom('NL', 'US', 'GB', 'XK', 'nl', 'ZZ'), directoryText(30));
    case 'language':
      return orNone(fc.constantFrom('en-US', 'nl', 'zh-Hant-TW', 'en-us'), directoryText(30));
    case 'upn':
      return orNone(
        upns,
        upns.map((upn) => upn.toUpperCase()),
        upns.map((upn) => ` ${upn}`),
        fc.constantFrom(
          'a@b@contoso.com',
          '@contoso.com',
          ' @contoso.com',
          'a @contoso.com',
          'a@other.example',
        ),
        directoryText(60),
      );
    case 'date':
    case 'instant':
      return orNone(
        anyDay.map((day) => `${day}T00:00:00Z`),
        anyDay.map((day) => `${day}T22:59:59.9990000Z`),
        fc.constantFrom('0001-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'soon'),
      );
    case 'person':
      return orNone(people);
    case 'personList':
      return distinctPeople(9);
    case 'photo':
      return orNone(fc.stringMatching(/^[\w-]{22}$/));
    default:
      return orNone(goodValueOf(rules), directoryText());
  }
}

/** A field with two values of it. */
export const fieldWithValues = anyField.chain((name) =>
  fc.record({ name: fc.constant(name), a: anyValueOf(name), b: anyValueOf(name) }),
);

/** Values for some fields. */
export const someValues: fc.Arbitrary<Partial<Record<FieldName, FieldValue>>> = fc
  .uniqueArray(anyField, { minLength: 1, maxLength: 8 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, anyValueOf(name)]))));

/** Values for all fields. */
export const allValues = fc.record(
  Object.fromEntries(fieldNames.map((name) => [name, anyValueOf(name)])) as Record<
    FieldName,
    fc.Arbitrary<FieldValue>
  >,
);

/** A text of digits and dashes, a day or not. */
export const dayLike = fc
  .tuple(fc.nat({ max: 9999 }), fc.nat({ max: 13 }), fc.nat({ max: 32 }))
  .map(([year, month, day]) =>
    [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-'),
  );
