import type { DirectoryUser } from './directory.ts';
import { unreadable, unsupportedQuery } from './errors.ts';
import { searchableTokensOf, tokensOf } from './searchWords.ts';
import { canonicalProperty, userProperties } from './userProperties.ts';

type Test = (user: DirectoryUser) => boolean;

// Tokenised; all others are matched from their start. A user has no description.
const tokenised = new Set(['displayName']);

/**
 * Reads a `$search` on users: `"property:text"`, each whole in double quotes with `"` and `\` escaped by `\`, joined by AND
 * and OR in capitals, with parentheses. AND binds more than OR, as in every OData grammar
 * (https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_SystemQueryOptionsearch).
 * https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections
 * @throws GraphError where the text is no such search.
 */
export function readSearch(text: string): Test {
  const found = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"/gsu)];
  const parts = found.map(([part]) => part);
  let at = 0;
  const fail = (): never => {
    const position = found[at]?.index ?? text.length;
    throw unreadable(
      `Syntax error: character '${text[position] ?? ''}' is not valid at position ${position} in '${text}'.`,
    );
  };
  const take = (part: string): boolean => {
    if (parts[at] !== part) return false;
    at += 1;
    return true;
  };
  const readAny = (): Test => {
    const tests = [readAll()];
    while (take('OR')) tests.push(readAll());
    return (user) => tests.some((test) => test(user));
  };
  const readAll = (): Test => {
    const tests = [readOne()];
    while (take('AND')) tests.push(readOne());
    return (user) => tests.every((test) => test(user));
  };
  const readOne = (): Test => {
    if (take('(')) {
      const inner = readAny();
      if (!take(')')) fail();
      return inner;
    }
    const part = parts[at] ?? '';
    if (part.length < 2 || !part.startsWith('"')) fail();
    at += 1;
    return readClause(part.slice(1, -1));
  };
  const whole = readAny();
  if (at < parts.length) fail();
  return whole;
}

function readClause(quoted: string): Test {
  // What is left of the escapes when those that there are have been taken out, from the left.
  const bad = quoted.replace(/\\["\\]/gu, '').match(/\\./u);
  if (bad) throw unreadable(`Syntax error: '${bad[0]}' is no escape sequence in '${quoted}'.`);
  const clause = quoted.replace(/\\(["\\])/gu, '$1');
  const colon = clause.indexOf(':');
  if (colon < 1)
    throw unsupportedQuery(`Invalid search clause '${clause}': the property name must be specified.`);
  const property = canonicalProperty(clause.slice(0, colon).trim());
  const rules = property === undefined ? undefined : userProperties.get(property);
  // "Any property that can be used in $filter", if it is a string.
  if (property === undefined || !rules?.eq || (rules.type !== 'string' && rules.type !== 'strings'))
    throw unsupportedQuery(`Unsupported property '${clause.slice(0, colon)}' in the search clause.`);
  const wanted = clause.slice(colon + 1);
  if (tokenised.has(property)) {
    const tokens = tokensOf(wanted).filter(Boolean);
    return (user) => {
      const own = searchableTokensOf(String(user[property] ?? ''));
      // A token of the search begins one of the value's: `Li 李` finds `李四(David Li)` (the same page).
      return tokens.length > 0 && tokens.every((token) => own.some((one) => one.startsWith(token)));
    };
  }
  const start = wanted.trim().toLowerCase();
  return (user) => {
    const values = [user[property]].flat();
    return (
      start !== '' &&
      values.some((value) => typeof value === 'string' && value.toLowerCase().startsWith(start))
    );
  };
}
