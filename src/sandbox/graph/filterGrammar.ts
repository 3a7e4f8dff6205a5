import { unreadable } from './errors.ts';

export type Literal = string | number | boolean | null;

/** A `$filter`, read. `variable` stands for one item of a collection within `any`. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly left: FilterNode; readonly right: FilterNode }
  | { readonly kind: 'not'; readonly inner: FilterNode }
  | {
      readonly kind: 'compare';
      readonly operator: string;
      readonly property: string;
      readonly value: Literal;
    }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly name: string; readonly property: string; readonly value: string }
  | {
      readonly kind: 'any';
      readonly property: string;
      readonly variable: string;
      readonly inner: FilterNode;
    };

const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const functions = new Map(['startsWith', 'endsWith', 'contains'].map((name) => [name.toLowerCase(), name]));

// Texts are quoted by ' and a quote within is doubled.
const token = /\s*(?:('(?:[^']|'')*')|([(),:])|([^\s'(),:]+))/uy;

/**
 * Reads a `$filter`: eq, ne, gt, ge, lt, le, in, and, or, not, parentheses, startsWith, endsWith, contains, and any over a
 * collection. `and` binds more than `or`.
 * https://learn.microsoft.com/graph/filter-query-parameter and
 * https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_SystemQueryOptionfilter
 * @throws GraphError where the text is no filter.
 */
export function readFilter(text: string): FilterNode {
  const parts = splitFilter(text);
  let at = 0;
  const fail = (): never => {
    throw unreadable(
      `Invalid filter clause: Syntax error at position ${parts[at]?.at ?? text.length} in '${text}'.`,
    );
  };
  const next = (): string => {
    const part = parts[at] ?? fail();
    at += 1;
    return part.text;
  };
  const take = (word: string): boolean => {
    if (parts[at]?.text.toLowerCase() !== word) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!take(word)) fail();
  };
  const readText = (): string => {
    const literal = readLiteral(next()) ?? fail();
    return typeof literal === 'string' ? literal : fail();
  };
  const readOr = (): FilterNode => {
    let left = readAnd();
    while (take('or')) left = { kind: 'or', left, right: readAnd() };
    return left;
  };
  const readAnd = (): FilterNode => {
    let left = readOne();
    while (take('and')) left = { kind: 'and', left, right: readOne() };
    return left;
  };
  const readOne = (): FilterNode => {
    if (take('not')) return { kind: 'not', inner: readOne() };
    if (take('(')) {
      const inner = readOr();
      expect(')');
      return inner;
    }
    const word = next();
    const called = functions.get(word.toLowerCase());
    if (called !== undefined && take('(')) {
      const property = next();
      expect(',');
      const value = readText();
      expect(')');
      return { kind: 'call', name: called, property, value };
    }
    if (/\/any$/iu.test(word)) return readAnyOver(word.slice(0, -'/any'.length));
    if (!/^[a-z][\w/]*$/iu.test(word)) at -= 1;
    return readComparison(word);
  };
  const readAnyOver = (property: string): FilterNode => {
    expect('(');
    const variable = next();
    expect(':');
    const inner = readOr();
    expect(')');
    return { kind: 'any', property, variable, inner };
  };
  const readComparison = (property: string): FilterNode => {
    if (take('in')) {
      expect('(');
      const values = [readLiteral(next())];
      while (take(',')) values.push(readLiteral(next()));
      expect(')');
      return { kind: 'in', property, values: values.map((value) => (value === undefined ? fail() : value)) };
    }
    const operator = next().toLowerCase();
    if (!comparisons.has(operator)) {
      at -= 1;
      fail();
    }
    const value = readLiteral(next());
    return { kind: 'compare', operator, property, value: value === undefined ? fail() : value };
  };
  const whole = readOr();
  if (at < parts.length) fail();
  return whole;
}

function splitFilter(text: string): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const start = token.lastIndex;
    const found = token.exec(text);
    if (!found)
      throw unreadable(
        `Invalid filter clause: Syntax error: unterminated string at position ${start} in '${text}'.`,
      );
    parts.push({ text: found[0].trimStart(), at: start });
  }
  return parts;
}

function readLiteral(text: string): Literal | undefined {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^-?\d+(\.\d+)?$/u.test(text)) return Number(text);
  return undefined;
}
