import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { errorOf, errorOfFailure } from '../../src/directory/graphErrors.ts';

const body = (code: string, more: object = {}) => ({ error: { code, message: 'canary', ...more } });
const none = new Headers();

describe('errorOf', () => {
  // https://learn.microsoft.com/graph/errors
  it.each([
    [400, 'Request_BadRequest', 'refused', false],
    [400, 'Request_UnsupportedQuery', 'refused', false],
    [401, 'InvalidAuthenticationToken', 'signIn', false],
    [403, 'Authorization_RequestDenied', 'forbidden', false],
    [403, 'insufficient_claims', 'signIn', false],
    [404, 'Request_ResourceNotFound', 'notFound', false],
    [405, 'Request_BadRequest', 'refused', false],
    [408, 'x', 'unreachable', true],
    [409, 'ObjectConflict', 'refused', false],
    [412, 'x', 'refused', false],
    [424, 'x', 'refused', false],
    [429, 'TooManyRequests', 'throttled', false],
    [500, 'x', 'unreachable', true],
    [502, 'x', 'unreachable', true],
    [503, 'serviceNotAvailable', 'unreachable', true],
    [504, 'x', 'unreachable', true],
  ])('%i %s is %s, may have happened: %s', (status, code, kind, mayHaveHappened) => {
    expect(errorOf(status, body(code), none)).toMatchObject({ kind, code, mayHaveHappened });
  });

  it('goes by the code and the status, never by the message, and says nothing of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.string(), fc.string(), (status, code, message) => {
        const error = errorOf(status, { error: { code, message: `${message} canary` } }, none);
        expect(error.kind).toBe(errorOf(status, { error: { code } }, none).kind);
        expect(JSON.stringify([error.message, error.cause])).not.toContain('canary');
      }),
    );
  });

  it('manages with any body', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 599 }),
        fc.oneof(fc.jsonValue(), fc.constant(undefined)),
        (status, any) => {
          const error = errorOf(status, any, none);
          expect(error.mayHaveHappened).toBe(status >= 500 || status === 408);
        },
      ),
    );
  });

  it('takes the request id from the header, else from the body', () => {
    const inner = body('x', { innerError: { 'request-id': 'from the body' } });
    expect(errorOf(400, inner, new Headers({ 'request-id': 'from the header' })).requestId).toBe(
      'from the header',
    );
    expect(errorOf(400, inner, none).requestId).toBe('from the body');
    expect(errorOf(400, 'x', none).requestId).toBeUndefined();
  });

  // https://learn.microsoft.com/entra/identity-platform/claims-challenge
  it('reads a claims challenge', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    const error = errorOf(401, undefined, new Headers({ 'www-authenticate': challenge }));
    expect(error).toMatchObject({ kind: 'signIn', claims });
    expect(errorOf(401, undefined, new Headers({ 'www-authenticate': 'Bearer' })).claims).toBeUndefined();
  });

  // RFC 9110, section 10.2.3
  it.each([
    ['0', 0],
    ['12', 12_000],
    [' 12 ', 12_000],
    ['Fri, 15 Jan 2027 08:00:20 GMT', 20_000],
    ['Fri, 15 Jan 2027 07:00:00 GMT', 0],
    ['', undefined],
    ['soon', undefined],
    ['1.5', undefined],
    ['-5', undefined],
  ])('reads Retry-After %j as %s ms', (value, ms) => {
    vi.useFakeTimers({ now: Date.parse('2027-01-15T08:00:00Z'), toFake: ['Date'] });
    try {
      for (const status of [429, 503])
        expect(errorOf(status, undefined, new Headers({ 'retry-after': value })).retryAfterMs).toBe(ms);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks for no wait where the header is missing', () => {
    expect(errorOf(429, undefined, none).retryAfterMs).toBeUndefined();
  });
});

describe('errorOfFailure', () => {
  it('is unreachable, and may have happened', () => {
    const cause = new TypeError('fetch failed');
    expect(errorOfFailure(cause)).toMatchObject({ kind: 'unreachable', mayHaveHappened: true, cause });
  });
});
