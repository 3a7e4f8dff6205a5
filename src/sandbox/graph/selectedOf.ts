import type { GraphCall } from './call.ts';
import { unreadable } from './errors.ts';

/**
 * What `$select` leaves of a resource other than a user: https://learn.microsoft.com/graph/query-parameters#select-parameter.
 * @throws GraphError 400 where it names what is not there
 */
export function selectedOf({ query }: GraphCall, type: string, resource: object): object {
  const written = (query.get('$select') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (written.length === 0) return resource;
  const values = new Map(
    Object.entries(resource).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  );
  const selected = written.map((name) => {
    const found = values.get(name.toLowerCase());
    if (!found)
      throw unreadable(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      );
    return [found.name, found.value] as const;
  });
  return Object.fromEntries(selected);
}
