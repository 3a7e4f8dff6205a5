import fc from 'fast-check';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';

/** Any field of the profile. */
const anyField = fc.constantFrom(...fieldNames);

/** Texts as directories hold them: of any script, with any line end, odd space, marks and controls now and then. */
export const directoryText = (maxLength = 300): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('\r\n', '\n', '\r', ' ', '\t')), {
          maxLength: 12,
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
        '\u202eevil',
        '\u0000',
        'true',
        '__proto__',
        '# *x*',
      ),
    },
  );

/** A value that Graph may hold for a field, fitting or not. */
export function anyValueOf(name: FieldName): fc.Arbitrary<FieldValue> {
  switch (field(name).kind) {
    case 'phoneList':
      return fc.array(directoryText(80), { maxLength: 3 });
    case 'yesNo':
      return fc.constantFrom<FieldValue>(true, false, null);
    case 'country':
      return fc.oneof(fc.constantFrom('NL', 'US', 'GB', 'XK', 'nl', 'ZZ', null), directoryText(30));
    case 'language':
      return fc.oneof(fc.constantFrom('en-US', 'nl', 'zh-Hant-TW', 'en-us', null), directoryText(30));
    default:
      return fc.oneof(fc.constant(null), directoryText());
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
