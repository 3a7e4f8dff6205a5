// Without the names in all languages, which the package's root loads.
import countries from 'i18n-iso-countries/index.js';

// ISO 3166-1 alpha-2 codes from the package; their names from the platform's own data, in the bot's languages.
const codes = Object.keys(countries.getAlpha2Codes());
const languages = ['en', 'nl'] as const;

const codesByName = new Map<string, string>();
for (const language of languages) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  for (const code of codes) {
    const name = names.of(code);
    if (name) codesByName.set(folded(name), code);
  }
}

const displayNames = new Map<string, Intl.DisplayNames>();

function namesIn(language: string): Intl.DisplayNames {
  const names = displayNames.get(language) ?? new Intl.DisplayNames([language], { type: 'region' });
  displayNames.set(language, names);
  return names;
}

/** The country's name in a language, or the code itself where it is no country's. */
export function countryName(code: string, language: string): string {
  if (!codes.includes(code)) return code;
  return namesIn(language).of(code) ?? code;
}

/** The code that a country's name or code stands for, or the names that come nearest to what was entered. */
export function countryCodeOf(text: string): { code?: string; nearest: readonly string[] } {
  const upper = text.toUpperCase();
  if (codes.includes(upper)) return { code: upper, nearest: [] };
  const wanted = folded(text);
  const exact = codesByName.get(wanted);
  if (wanted === '') return { nearest: [] };
  if (exact) return { code: exact, nearest: [] };
  const starts = codes
    .map((code) => countryName(code, 'en'))
    .filter((name) =>
      folded(name)
        .split(' ')
        .some((word) => word.startsWith(wanted.slice(0, 4))),
    );
  return { nearest: starts.slice(0, 3) };
}

function folded(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
