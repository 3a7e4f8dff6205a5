import type { User } from './directoryState.ts';
import { badRequest } from './errors.ts';
import { type Predicate, readGrammar } from './grammar.ts';

/**
 * `$search` on users: clauses `"property:text"` in double quotes, with `"` and `\` escaped by a backslash, joined by AND
 * and OR in capitals, with parentheses. Words are matched on displayName, whatever their order; on any other property
 * the text has to begin the value. https://learn.microsoft.com/graph/search-query-parameter
 */
export function readSearch(text: string): Predicate<User> {
  return readGrammar(text, /"((?:[^"\\]|\\["\\])*)"/y, (quoted) => {
    const clause = quoted.slice(1, -1).replace(/\\(["\\])/g, '$1');
    const colon = clause.indexOf(':');
    if (colon < 1) throw badRequest(`Invalid search clause '${clause}'.`);
    const property = clause.slice(0, colon);
    const wanted = clause.slice(colon + 1);
    // A known fault of the service: https://developer.microsoft.com/graph/known-issues/?search=18185.
    if (wanted.includes('&')) return () => false;
    if (property !== 'displayName')
      return (user) => textOf(user[property]).toLowerCase().startsWith(wanted.toLowerCase());
    const words = wordsOf(wanted);
    return (user) => {
      const own = wordsOf(user.displayName);
      return words.length > 0 && words.every((word) => own.some((one) => one.startsWith(word)));
    };
  });
}

/**
 * The words of a value: split at spaces, symbols, digits and where small letters meet capitals; and, joined again, what
 * only symbols separate (the page above).
 */
function wordsOf(text: string): string[] {
  const chunks = text.split(/\s+/u).filter(Boolean);
  return chunks.flatMap((chunk) => {
    const words = chunk
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/(\d+)/gu, ' $1 ')
      .split(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/u)
      .filter(Boolean);
    const joined = words.length > 1 ? [words.join('')] : [];
    return [...words, ...joined].map((word) => word.toLowerCase());
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
