import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressFilter,
  canBeEmployeeId,
  employeeIdFilter,
  isAddress,
  isObjectId,
  searchClause,
} from '../../src/directory/search.ts';
import { leaves, parseFilterStrings, parseSearch, typed, wordsOf } from '../support/graphQueries.ts';

describe('searchClause', () => {
  it.each([
    [
      'Anna',
      '"mail:Anna" OR "userPrincipalName:Anna" OR ("displayName:Anna" OR "givenName:Anna" OR "surname:Anna")',
    ],
    [
      'Anna Smith',
      '("displayName:Anna" OR "givenName:Anna" OR "surname:Anna") AND ("displayName:Smith" OR "givenName:Smith" OR "surname:Smith")',
    ],
    ['', ''],
    [' & ', ''],
  ])('of %j', (text, clause) => expect(searchClause(text)).toBe(clause));

  it('holds each word as it was typed, for each property, and nothing else', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const words = wordsOf(text);
        const clause = searchClause(text);
        if (words.length === 0) {
          expect(clause).toBe('');
          return;
        }
        const names = ['displayName', 'givenName', 'surname'];
        const perWord = words.map((word) => names.map((property) => ({ property, word })));
        const first = words[0] ?? '';
        const direct =
          words.length === 1
            ? ['mail', 'userPrincipalName'].map((property) => ({ property, word: first }))
            : [];
        expect(leaves(parseSearch(clause))).toEqual([...direct, ...perWord.flat()]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('asks for all words together, each by any name', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const words = wordsOf(text);
        fc.pre(words.length > 1);
        const query = parseSearch(searchClause(text));
        expect(query).toMatchObject({ op: 'AND' });
        if ('parts' in query) {
          expect(query.parts).toHaveLength(words.length);
          for (const part of query.parts) expect(part).toMatchObject({ op: 'OR' });
        }
      }),
    );
  });

  it('holds no ampersand, which the service mishandles, and at most eight words', () => {
    fc.assert(
      fc.property(typed, (text) => {
        expect(searchClause(text)).not.toContain('&');
      }),
    );
    expect(leaves(parseSearch(searchClause('a b c d e f g h i j')))).toHaveLength(24);
  });

  it('comes through a URL as it is, whatever was typed', () => {
    for (const text of ['Anna & co', '50% #1 + 1', 'ünï 名前'])
      for (const query of [searchClause(text), addressFilter(text), employeeIdFilter(text)]) {
        const url = new URL(`https://graph.example/v1.0/users?$search=${encodeURIComponent(query)}&$top=11`);
        expect([...url.searchParams.keys()]).toEqual(['$search', '$top']);
        expect(url.searchParams.get('$search')).toBe(query);
      }
  });
});

describe('half a character, which no URL can hold', () => {
  it.each(['Anna \ud800', '\udc00', 'a\udfff@contoso.com'])(
    'in %j leaves a query that can be sent',
    (text) => {
      for (const query of [searchClause(text), addressFilter(text), employeeIdFilter(text)])
        expect(() => encodeURIComponent(query)).not.toThrow();
    },
  );
});

describe('filters', () => {
  it('hold the text as it was typed, between quotes that it can not leave', () => {
    fc.assert(
      fc.property(
        fc.oneof(typed, fc.constantFrom("'", "''", "' or 1 eq 1 or '", "O'Brien@contoso.com")),
        (text) => {
          expect(parseFilterStrings(employeeIdFilter(text))).toEqual({
            strings: [text],
            rest: 'employeeId eq ?',
          });
          expect(parseFilterStrings(addressFilter(text))).toEqual({
            strings: [text, `smtp:${text}`],
            rest: 'mail eq ? or proxyAddresses/any(p:p eq ?)',
          });
        },
      ),
    );
  });
});

describe('what a text can be', () => {
  it.each([
    ['3d9f1b0a-0000-4000-8000-00000000000A', true],
    ['3d9f1b0a-0000-4000-8000-00000000000', false],
    ['{3d9f1b0a-0000-4000-8000-00000000000a}', false],
    ['3d9f1b0a-0000-4000-8000-00000000000a/x', false],
    ['', false],
  ])('%j as an object id: %s', (text, is) => expect(isObjectId(text)).toBe(is));
  it.each([
    ['anna@contoso.com', true],
    ['anna_gmail.com#EXT#@contoso.onmicrosoft.com', true],
    ["o'brien@contoso.com", true],
    ['anna@', false],
    ['@contoso.com', false],
    ['anna smith@contoso.com', false],
    ['a@b@c', false],
    ['anna', false],
  ])('%j as an address: %s', (text, is) => expect(isAddress(text)).toBe(is));
  it.each([
    ['12345', true],
    ['1234567890123456', true],
    ['12345678901234567', false],
    ['12 34', false],
  ])('%j as an employee id: %s', (text, is) => expect(canBeEmployeeId(text)).toBe(is));

  it('is found out in linear time', () => {
    const long = [
      '@'.repeat(100_000),
      'a'.repeat(100_000),
      `${'a'.repeat(50_000)}@`,
      ' '.repeat(100_000),
      '0-'.repeat(50_000),
    ];
    const begun = performance.now();
    for (const text of long) [isAddress(text), isObjectId(text), canBeEmployeeId(text), searchClause(text)];
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
