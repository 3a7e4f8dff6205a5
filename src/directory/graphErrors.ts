import { DirectoryError } from './directory.ts';

/**
 * What an answer of Graph that is no success means. Codes decide, never messages:
 * https://learn.microsoft.com/graph/errors.
 */
export function errorOf(status: number, body: unknown, headers: Headers): DirectoryError {
  const code = codeIn(body);
  const requestId = headers.get('request-id') ?? requestIdIn(body);
  const claims = claimsIn(headers.get('www-authenticate'));
  const details = { code, requestId, claims };
  if (status === 401 || code === 'insufficient_claims') return new DirectoryError('signIn', details);
  // SharePoint says it with 500, and did nothing: microsoft-graph-docs issue 5597.
  if (status === 403 || code?.includes('UnauthorizedAccessException'))
    return new DirectoryError('forbidden', details);
  // A new user may not have reached every replica yet; that too is "not found" for the moment.
  if (status === 404) return new DirectoryError('notFound', details);
  if (status === 429)
    return new DirectoryError('throttled', { ...details, retryAfterMs: retryAfterMs(headers) });
  if (status >= 500 || status === 408)
    return new DirectoryError('unreachable', {
      ...details,
      retryAfterMs: retryAfterMs(headers),
      mayHaveHappened: true,
    });
  return new DirectoryError('refused', details);
}

/** What a request that got no whole answer means. */
export function errorOfFailure(cause: unknown): DirectoryError {
  return new DirectoryError('unreachable', { cause, mayHaveHappened: true });
}

function codeIn(body: unknown): string | undefined {
  const code = (body as { error?: { code?: unknown } } | undefined)?.error?.code;
  return typeof code === 'string' ? code : undefined;
}

function requestIdIn(body: unknown): string | undefined {
  const inner = (body as { error?: { innerError?: { 'request-id'?: unknown } } } | undefined)?.error
    ?.innerError;
  return typeof inner?.['request-id'] === 'string' ? inner['request-id'] : undefined;
}

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge: base64 JSON in WWW-Authenticate. */
function claimsIn(challenge: string | null): string | undefined {
  const encoded = challenge?.match(/claims="([^"]+)"/)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** Retry-After in seconds, or a date: RFC 9110, section 10.2.3. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return undefined;
  return Math.max(0, Date.parse(value) - Date.now());
}
