import type { User } from './directoryState.ts';
import { badRequest } from './errors.ts';
import { type Predicate, readGrammar } from './grammar.ts';

const literal = "'(?:[^']|'')*'";
const clause = new RegExp(
  String.raw`(?:(\w+)\s+eq\s+(${literal}|true|false|null)|startsWith\((\w+)\s*,\s*(${literal})\)|(\w+)/any\((\w+):\6\s+eq\s+(${literal})\))`,
  'iy',
);

/**
 * `$filter` on users, as far as the sandbox goes: eq, startsWith, any with eq, and, or, parentheses; quotes doubled.
 * https://learn.microsoft.com/graph/filter-query-parameter; compared whatever the letter case, as Entra does.
 */
export function readFilter(text: string): Predicate<User> {
  return readGrammar(
    text,
    clause,
    (_whole, [, property, value, startProperty, start, listProperty, , item]) => {
      if (listProperty) {
        const wanted = unquote(item ?? '');
        return (user) =>
          Array.isArray(user[listProperty]) &&
          (user[listProperty] as unknown[]).some((one) => same(one, wanted));
      }
      if (startProperty) {
        const wanted = String(unquote(start ?? '')).toLowerCase();
        return (user) =>
          String(user[startProperty] ?? '')
            .toLowerCase()
            .startsWith(wanted);
      }
      if (!property) throw badRequest('Invalid filter clause');
      const wanted = unquote(value ?? '');
      return (user) => same(user[property], wanted);
    },
  );
}

function unquote(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text === 'null' ? null : text === 'true';
}

function same(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string'
    ? a.toLowerCase() === b.toLowerCase()
    : (a ?? null) === b;
}
