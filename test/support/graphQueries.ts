import fc from 'fast-check';

export interface Clause {
  readonly property: string;
  readonly word: string;
}
export type Query = Clause | { readonly op: 'AND' | 'OR'; readonly parts: readonly Query[] };

/**
 * A reader of Graph's `$search`, written from its documentation: clauses in double quotes, `property:text`, `"` and `\`
 * escaped by `\`, joined by AND and OR (which binds less), with parentheses.
 * https://learn.microsoft.com/graph/search-query-parameter
 */
export function parseSearch(text: string): Query {
  let at = 0;
  const take = (token: string): boolean => {
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const need = (token: string): void => {
    if (!take(token)) throw new Error(`${token} expected at ${at}`);
  };
  const clause = (): Query => {
    if (take('(')) {
      const inner = or();
      need(')');
      return inner;
    }
    need('"');
    let quoted = '';
    while (!take('"')) {
      take('\\');
      if (at >= text.length) throw new Error('A quote is missing');
      quoted += text[at];
      at += 1;
    }
    const colon = quoted.indexOf(':');
    if (colon < 1) throw new Error('A property is missing');
    return { property: quoted.slice(0, colon), word: quoted.slice(colon + 1) };
  };
  const joined = (op: 'AND' | 'OR', part: () => Query) => (): Query => {
    const parts = [part()];
    while (take(` ${op} `)) parts.push(part());
    return parts.length === 1 ? (parts[0] as Query) : { op, parts };
  };
  const or = joined('OR', joined('AND', clause));
  const query = or();
  if (at < text.length) throw new Error(`Something is left at ${at}`);
  return query;
}

export const leaves = (query: Query): Clause[] => ('parts' in query ? query.parts.flatMap(leaves) : [query]);

/** A reader of `property eq 'text'` and of what may stand around it: OData 4.01, part 2, section 5.1.1. */
export function parseFilterStrings(filter: string): { strings: string[]; rest: string } {
  const strings: string[] = [];
  const rest = filter.replace(/'((?:[^']|'')*)'/g, (_all, quoted: string) => {
    strings.push(quoted.replaceAll("''", "'"));
    return '?';
  });
  return { strings, rest };
}

/** The words that are looked for in a text: eight at most, and no ampersand. */
export const wordsOf = (text: string): string[] =>
  text.toWellFormed().replaceAll('&', ' ').split(/\s+/u).filter(Boolean).slice(0, 8);

/** What people type, and what breaks out of a query where it is not quoted. */
export const typed = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  // As long as is looked for, and longer: fast-check makes short ones, unless it is told otherwise.
  fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' }),
  fc
    .array(
      fc.constantFrom(
        'Anna',
        'OR',
        'AND',
        ')',
        '("',
        '"',
        '\\',
        '\\"',
        ':',
        '&',
        '%',
        '#',
        '*',
        "O'Brien",
        'displayName:x',
        ' ',
        '\n',
        '$top=999',
      ),
      { maxLength: 24, size: 'max' },
    )
    .map((parts) => parts.join(' ')),
);
