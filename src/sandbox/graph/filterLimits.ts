import { unsupportedQuery } from './errors.ts';
import type { FilterNode } from './filterGrammar.ts';

const mostClauses = 15;
const mostLevels = 3;

/**
 * How large a `$filter` the directory takes by default; an advanced query may have more.
 * Clauses, also those that `in` stands for: microsoft-graph-docs issue 21098. Levels of `and`, `or` and what they join:
 * microsoft-graph-docs issue 3641.
 * @throws GraphError
 */
export function checkFilterSize(node: FilterNode): void {
  const clauses = mostJoined(node);
  if (clauses > mostClauses)
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${clauses}. Max allowed: ${mostClauses}.`,
    );
  const levels = levelsOf(node);
  if (levels > mostLevels)
    throw unsupportedQuery(
      `The specified search filter expression has excessive height: ${levels}. Max allowed: ${mostLevels}.`,
    );
}

/** Most clauses that one `or` joins, anywhere in the filter. */
function mostJoined(node: FilterNode): number {
  if (node.kind === 'in') return node.values.length;
  const below = Math.max(1, ...childrenOf(node).map(mostJoined));
  if (node.kind !== 'or') return below;
  const joined = joinedBy(node, 'or').map((one) => (one.kind === 'in' ? one.values.length : 1));
  return Math.max(
    below,
    joined.reduce((sum, one) => sum + one, 0),
  );
}

function levelsOf(node: FilterNode): number {
  if (node.kind !== 'and' && node.kind !== 'or') return 1;
  return 1 + Math.max(...joinedBy(node, node.kind).map(levelsOf));
}

/** What a chain of the same operator joins: `a or b or c` is one level of three. */
function joinedBy(node: FilterNode, kind: 'and' | 'or'): FilterNode[] {
  return node.kind === kind ? [...joinedBy(node.left, kind), ...joinedBy(node.right, kind)] : [node];
}

function childrenOf(node: FilterNode): FilterNode[] {
  if (node.kind === 'and' || node.kind === 'or') return [node.left, node.right];
  return node.kind === 'not' || node.kind === 'any' ? [node.inner] : [];
}
