import { quoteODataString } from './search.ts';

/**
 * The `$filter` for a number: an advanced query, since mobilePhone wants one.
 * https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function phoneFilter(spellings: readonly string[]): string {
  const quoted = spellings.map(quoteODataString);
  const business = quoted.map((one) => `p eq ${one}`).join(' or ');
  return `mobilePhone in (${quoted.join(',')}) or businessPhones/any(p:${business})`;
}
