import type { DirectoryUser } from './directory.ts';
import { unreadable, unsupportedQuery } from './errors.ts';
import type { FilterNode, Literal } from './filterGrammar.ts';
import { checkFilterSize } from './filterLimits.ts';
import { canonicalProperty, type QueryMode, type UserProperty, userProperties } from './userProperties.ts';

type Test = (user: DirectoryUser) => boolean;

const missingParameters = (operator: string) =>
  unsupportedQuery(
    `Operator '${operator}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
  );

const unsupportedClause = (property: string) =>
  unsupportedQuery(
    `Unsupported or invalid query filter clause specified for property '${property}' of resource 'User'.`,
  );

/**
 * Makes a test of a `$filter`, if the directory takes it: which operator a property supports, and which only in an
 * advanced query (`ConsistencyLevel: eventual` and `$count=true`), is the table of
 * https://learn.microsoft.com/graph/aad-advanced-queries#user-properties.
 * @throws GraphError
 */
export function compileFilter(node: FilterNode, isAdvanced: boolean): Test {
  const need = (mode: QueryMode | undefined, property: string): void => {
    if (mode === undefined || (mode === 'advanced' && !isAdvanced)) throw unsupportedClause(property);
  };
  const needAdvanced = (operator: string): void => {
    if (!isAdvanced) throw missingParameters(operator);
  };
  const compile = (one: FilterNode, item?: { property: string; variable: string }): ItemTest => {
    switch (one.kind) {
      case 'and':
      case 'or': {
        const [left, right] = [compile(one.left, item), compile(one.right, item)];
        return one.kind === 'and'
          ? (value) => left(value) && right(value)
          : (value) => left(value) || right(value);
      }
      case 'not': {
        needAdvanced('not');
        const inner = compile(one.inner, item);
        return (value) => !inner(value);
      }
      case 'any': {
        const property = propertyNamed(one.property);
        if (rulesOf(property).type !== 'strings' || item) throw unsupportedClause(property);
        const inner = compile(one.inner, { property, variable: one.variable });
        return (user) => listOf(read(user, property)).some((value) => inner(value));
      }
      case 'call': {
        const property = subjectOf(one.property, item);
        const rules = rulesOf(property);
        if (one.name === 'contains') throw unsupportedClause(property);
        if (one.name === 'endsWith') {
          if (!rules.endsWith) throw unsupportedClause(property);
          needAdvanced('endsWith');
        } else need(rules.startsWith, property);
        const wanted = one.value.toLowerCase();
        const matches = (text: string): boolean =>
          one.name === 'endsWith' ? text.endsWith(wanted) : text.startsWith(wanted);
        return (value) => {
          const own = item ? value : read(value, property);
          return typeof own === 'string' && matches(own.toLowerCase());
        };
      }
      case 'in': {
        const property = subjectOf(one.property, item);
        need(rulesOf(property).eq, property);
        return (value) => one.values.some((wanted) => isSame(item ? value : read(value, property), wanted));
      }
      case 'compare': {
        const property = subjectOf(one.property, item);
        if (one.operator === 'ne') needAdvanced('ne');
        // Greater and less than: nobody looks people up by them, so the sandbox has none.
        else if (one.operator !== 'eq') throw unsupportedClause(property);
        const rules = rulesOf(property);
        need(one.value === null ? rules.eqNull : rules.eq, property);
        const isEqual = one.operator === 'eq';
        return (value) => isSame(item ? value : read(value, property), one.value) === isEqual;
      }
    }
  };
  const test = compile(node);
  if (!isAdvanced) checkFilterSize(node);
  return test;
}

/** A user, or within `any` an item of a collection. */
type ItemTest = (value: unknown) => boolean;

function subjectOf(word: string, item: { property: string; variable: string } | undefined): string {
  if (item && word === item.variable) return item.property;
  const property = propertyNamed(word);
  // A collection is looked into by `any`.
  if (rulesOf(property).type === 'strings' || item) throw unsupportedClause(property);
  return property;
}

function propertyNamed(word: string): string {
  const property = canonicalProperty(word);
  if (property === undefined)
    throw unreadable(
      `Invalid filter clause: Could not find a property named '${word}' on type 'microsoft.graph.user'.`,
    );
  return property;
}

function rulesOf(property: string): UserProperty {
  return userProperties.get(property) ?? { type: 'string' };
}

function read(user: unknown, property: string): unknown {
  return (user as DirectoryUser)[property];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

// The directory compares texts whatever their letter case: a primary address `SMTP:a@b` is found by `smtp:a@b`.
function isSame(own: unknown, wanted: Literal): boolean {
  if (typeof own === 'string' && typeof wanted === 'string')
    return own.toLowerCase() === wanted.toLowerCase();
  return (own ?? null) === wanted;
}
