import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { labelOf } from '../../src/cards/values.ts';
import { en, type MessageKey } from '../../src/language/en.ts';
import { languageOf } from '../../src/language/language.ts';
import { nl } from '../../src/language/nl.ts';
import { field, fieldNames, sections } from '../../src/profile/fields.ts';

const keys = Object.keys(en) as MessageKey[];

/** The parameters of a message, found in its syntax tree, with the cases of each choice. */
function parametersOf(message: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null) {
      const { type, value, options } = node as { type?: number; value?: unknown; options?: object };
      // An element's type is a number: 0 is literal text, 7 the number of a plural.
      if (typeof type === 'number' && type !== 0 && type !== 7)
        found.push(
          `${type} ${String(value)} ${Object.keys(options ?? {})
            .sort()
            .join('|')}`.trim(),
        );
      if (options) for (const option of Object.values(options)) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...new Set(found)].sort();
}

describe('the catalogues', () => {
  it('finds the parameters of a message', () => {
    expect(parametersOf(en['list.title'])).toEqual(['1 query', '6 count one|other']);
    expect(parametersOf(en['problem.noSuchCountry'])).toEqual(['1 nearest', '5 nearest none|other']);
  });

  it('hold no text that nobody says', () => {
    const folders = ['src', 'tools'];
    const sources = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|mjs)$/.test(file) && !/^(language\/(en|nl)\.ts|sandbox\/)/.test(file))
        .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
    );
    const code = sources.join('\n');
    // Whole, or put together of a part that is written down and one that is a value.
    const isSaid = (key: string): boolean => {
      const parts = key.split('.');
      const beginnings = parts.slice(1).map((_part, at) => `\`${parts.slice(0, at + 1).join('.')}.\${`);
      const ending = `}.${parts.at(-1)}\``;
      return [`'${key}'`, ...beginnings, ending].some((written) => code.includes(written));
    };
    expect(keys.filter((key) => !isSaid(key))).toEqual([]);
  });

  it('have the same keys', () => expect(Object.keys(nl).sort()).toEqual([...keys].sort()));

  it.each(keys)('say %s with the same parameters', (key) => {
    expect(parametersOf(nl[key])).toEqual(parametersOf(en[key]));
  });

  it('have no empty text, and no Dutch one that was left in English', () => {
    for (const key of keys) for (const text of [en[key], nl[key]]) expect(text.trim()).not.toBe('');
    const long = keys.filter((key) => en[key].length > 25 && en[key] === nl[key]);
    expect(long).toEqual([]);
  });

  it.each(['en', 'nl'])('have a name of its own for every field and every section, in %s', (locale) => {
    const language = languageOf(locale);
    const names = fieldNames.map((name) => labelOf(name, language));
    const titles = sections.map((section) => language.text(`section.${section}`));
    for (const texts of [names, titles]) {
      expect(texts.filter((text) => text.trim() === '' || /[{}/]/.test(text))).toEqual([]);
      expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
    }
  });

  it('have words for every value that can be chosen', () => {
    const options = fieldNames.flatMap((name) => field(name).options ?? []);
    expect(options.length).toBeGreaterThan(7);
    for (const locale of ['en', 'nl'])
      expect(options.filter((option) => !languageOf(locale).has(`option.${option}`))).toEqual([]);
  });
});

describe('languageOf', () => {
  it.each([
    ['nl', 'nl'],
    ['nl-NL', 'nl'],
    ['NL-be', 'nl'],
    ['en-US', 'en'],
    ['de-DE', 'en'],
    ['', 'en'],
    ['nld', 'en'],
    ['__proto__', 'en'],
    ['constructor', 'en'],
    [undefined, 'en'],
  ])('of %j is %s', (locale, tag) => expect(languageOf(locale).tag).toBe(tag));
});

describe('a text', () => {
  const language = languageOf('en');
  it('is there or not, whatever every object has', () => {
    expect(language.has('option.Guest')).toBe(true);
    for (const key of ['option.Elder', 'constructor', '__proto__', 'toString', ''])
      expect(language.has(key)).toBe(false);
  });

  it('is put together with its parameters, as plain text', () => {
    expect(language.text('list.title', { count: 1, query: 'Anna' })).toBe('1 person matches “Anna”');
    expect(language.text('list.title', { count: 2, query: '<b>{x}</b> #' })).toBe(
      '2 people match “<b>{x}</b> #”',
    );
    expect(languageOf('nl').text('list.title', { count: 2, query: 'x' })).toContain('2');
  });

  it('of a country that nobody knows asks back only where there is something near', () => {
    expect(language.text('problem.noSuchCountry', { nearest: 'none' })).toBe(
      'No country of that name or code.',
    );
    expect(language.text('problem.noSuchCountry', { nearest: 'Germany' })).toContain('Did you mean Germany?');
  });

  it('is the same when asked for again', () => {
    const texts = [1, 2].map(() => language.text('outcome.requestId', { requestId: 'r' }));
    expect(texts[0]).toBe(texts[1]);
  });

  it.each(keys)('of %s can be made in each language from its parameters', (key) => {
    const parameters = {
      count: 2,
      query: 'q',
      name: 'n',
      maxLength: 5,
      nearest: 'x',
      section: 's',
      value: 'v',
      requestId: 'r',
      why: 'w',
      code: 'c',
      id: 'i',
      permissions: 'p',
      number: 3,
      mostItems: 50,
      options: 'o',
      item: 'i',
      domains: 'd',
      fields: 'f',
      about: 'a',
      type: 't',
      width: 1,
      height: 2,
      kilobytes: 3,
      label: 'l',
      seconds: 4,
      asker: 'a',
      by: 'b',
      when: 'w',
      state: 's',
      days: 2,
      text: 't',
    };
    for (const locale of ['en', 'nl']) expect(languageOf(locale).text(key, parameters)).not.toMatch(/[{}]/);
  });
});
