import { badRequest } from './errors.ts';

export type Predicate<Item> = (item: Item) => boolean;

/**
 * Reads clauses joined by AND and OR, of which AND binds more, with parentheses.
 * @param clause a sticky expression for one clause.
 */
export function readGrammar<Item>(
  text: string,
  clause: RegExp,
  readClause: (whole: string, parts: readonly (string | undefined)[]) => Predicate<Item>,
): Predicate<Item> {
  let at = 0;
  const skip = (): void => {
    while (text[at] === ' ') at += 1;
  };
  const take = (word: RegExp): boolean => {
    skip();
    const found = word.exec(text.slice(at));
    if (!found) return false;
    at += found[0].length;
    return true;
  };
  const any = (): Predicate<Item> => {
    const parts = [all()];
    while (take(/^(OR|or)\b/)) parts.push(all());
    return (item) => parts.some((part) => part(item));
  };
  const all = (): Predicate<Item> => {
    const parts = [one()];
    while (take(/^(AND|and)\b/)) parts.push(one());
    return (item) => parts.every((part) => part(item));
  };
  const one = (): Predicate<Item> => {
    if (take(/^\(/)) {
      const inner = any();
      if (!take(/^\)/)) throw badRequest('Syntax error: a parenthesis is not closed.');
      return inner;
    }
    skip();
    clause.lastIndex = at;
    const found = clause.exec(text);
    if (!found) throw badRequest(`Syntax error at position ${at}.`);
    at = clause.lastIndex;
    return readClause(found[0], found);
  };
  const whole = any();
  skip();
  if (at < text.length) throw badRequest(`Syntax error at position ${at}.`);
  return whole;
}
