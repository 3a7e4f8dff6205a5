import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A number to sign in with, in the one form that Entra takes: `+{country code} {number}x{extension}`.
 * https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod. Which country a number without its code is
 * of can't be known, so it is asked for.
 */
export function parseSignInPhone(
  text: string,
):
  | { readonly number: string; readonly problem?: undefined }
  | { readonly number?: undefined; readonly problem: 'phoneNeedsCountry' | 'notAPhone' } {
  const international = text.replace(/^00(?=[1-9])/, '+');
  if (!international.startsWith('+')) return { problem: 'phoneNeedsCountry' };
  const parsed = parsePhoneNumberFromString(international);
  if (!parsed?.isPossible()) return { problem: 'notAPhone' };
  const extension = parsed.ext === undefined ? '' : `x${parsed.ext}`;
  return { number: `+${parsed.countryCallingCode} ${parsed.nationalNumber}${extension}` };
}

// Phone numbers of the profile are free text in the directory, so a number is looked for in its usual spellings.

/** Whether a text can be a phone number, and nothing else. */
export function isPhone(text: string): boolean {
  return /^[+(]?[\d\s()./-]{6,30}$/.test(text) && text.replace(/\D/g, '').length >= 6;
}

/**
 * How a number may be written.
 * @param country where the tenant is, for numbers without a country code; two letters.
 */
export function phoneSpellings(text: string, country: string | undefined): readonly string[] {
  const typed = text.trim();
  const digits = typed.replace(/\D/g, '');
  const known = country && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(typed.replace(/^00(?=[1-9])/, '+'), known);
  if (!parsed) return [...new Set([typed, digits])];
  const { number, countryCallingCode: code, nationalNumber } = parsed;
  const [international, national] = [parsed.formatInternational(), parsed.formatNational()];
  // Of another country nobody writes the number without its code.
  const isOwn = known !== undefined && parsed.country === known;
  return [
    ...new Set([
      typed,
      digits,
      number,
      international,
      international.replaceAll(' ', '-'),
      `+${code} ${nationalNumber}`,
      `00${code}${nationalNumber}`,
      ...(isOwn ? [national, national.replaceAll(' ', '-'), national.replace(/\D/g, '')] : []),
    ]),
  ];
}
