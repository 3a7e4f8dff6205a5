// How a text is looked for. Every query is data: quoted for the language it stands in, then percent-encoded.

/** Most hits that a list shows. */
export const mostHits = 10;
/** Longest text that is looked for, in characters. Longer ones match nobody's name. */
export const longestQuery = 256;

const mostWords = 8;

/**
 * The `$search` of a text: people of whom each word begins a word of their display name, their given name or surname,
 * in any order, or whose mail address or UPN begins with the text.
 *
 * Grammar (clauses in double quotes, `"` and `\` escaped by `\`, AND, OR, parentheses), what is split into words and
 * what is matched from its start: https://learn.microsoft.com/graph/search-query-parameter. An ampersand is left out,
 * since the service mishandles it (known issue 18185 there).
 */
export function searchClause(text: string): string {
  const words = text.toWellFormed().replaceAll('&', ' ').split(/\s+/u).filter(Boolean).slice(0, mostWords);
  const any = (word: string, ...properties: string[]): string =>
    properties.map((property) => `"${property}:${escapeSearch(word)}"`).join(' OR ');
  const byName = words.map((word) => `(${any(word, 'displayName', 'givenName', 'surname')})`).join(' AND ');
  return words.length === 1 && words[0]
    ? `${any(words[0], 'mail', 'userPrincipalName')} OR ${byName}`
    : byName;
}

/** The `$filter` for an exact mail address, primary or not. Eq and any() need no advanced query. */
export function addressFilter(address: string): string {
  const quoted = quoteODataString(address);
  return `mail eq ${quoted} or proxyAddresses/any(p:p eq ${quoteODataString(`smtp:${address}`)})`;
}

/** The `$filter` for an exact employee id. */
export function employeeIdFilter(employeeId: string): string {
  return `employeeId eq ${quoteODataString(employeeId)}`;
}

export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether the text has the form of a mail address or UPN. */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** Employee ids have 16 characters at most: https://learn.microsoft.com/graph/api/resources/user. */
export function canBeEmployeeId(text: string): boolean {
  return text.length <= 16 && !/\s/.test(text);
}

function escapeSearch(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

/** https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html: quotes are doubled. */
export function quoteODataString(text: string): string {
  return `'${text.toWellFormed().replaceAll("'", "''")}'`;
}
