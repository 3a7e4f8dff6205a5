import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Refusal, refuseHeaders } from '../../src/http/gate.ts';

const botId = 'b0b0b0b0-0000-4000-8000-000000000001';
const tenant = '11111111-1111-4111-8111-111111111111';
const config = readConfig({ BOT_ID: botId, BOT_TENANT_ID: tenant, BOT_PASSWORD: 'p', STORAGE: 'memory:' });
const now = 1_800_000_000;
const clock = { now: () => now * 1_000 };
const serviceUrl = 'https://smba.trafficmanager.net/emea/';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: 'https://api.botframework.com', aud: botId, exp: now + 60, serviceurl: serviceUrl };
const jwt = (given: object, header: object = { alg: 'RS256' }): string =>
  `${part(header)}.${part(given)}.${part('signature')}`;
/** In bytes. */
const longestBody = 262_144;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${jwt(claims)}` };
type Headers = Record<string, string | string[] | undefined>;
const refusalOf = (given: Headers, method = 'POST') =>
  refuseHeaders({ method, headers: { ...headers, ...given } }, config, clock);

describe('the headers of a request', () => {
  it.each<[string, Headers]>([
    ['as Teams sends them', {}],
    ['with a character set', { 'content-type': 'application/json; charset=utf-8' }],
    ['with a quoted character set', { 'content-type': 'application/json;charset="UTF-8"' }],
    ['with spaces beside the character set', { 'content-type': 'application/json ; charset=utf-8 ' }],
    ['with the identity encoding', { 'content-encoding': 'Identity' }],
    ['with the largest body', { 'content-length': String(longestBody) }],
    [
      'just expired, within the clocks’ skew',
      { authorization: `Bearer ${jwt({ ...claims, exp: now - 300 })}` },
    ],
    ['with the longest token', { authorization: `Bearer ${jwt(claims)}`.padEnd(8_192, 'x') }],
    [
      'with the claim in camel case',
      { authorization: `Bearer ${jwt({ ...claims, serviceurl: undefined, serviceUrl })}` },
    ],
  ])('pass %s', (_name, given) => expect(refusalOf(given)).toBeUndefined());

  it.each(['GET', 'PUT', 'HEAD', 'OPTIONS', 'post', ''])('are refused for the method %j', (method) => {
    expect(refusalOf({}, method)).toEqual({ status: 405, reason: 'method' });
  });

  it.each<[string, Headers, Refusal['reason']]>([
    ['no content type', { 'content-type': undefined }, 'content type'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'content type'],
    ['text', { 'content-type': 'text/json' }, 'content type'],
    ['another JSON', { 'content-type': 'application/json-patch+json' }, 'content type'],
    ['another character set', { 'content-type': 'application/json; charset=utf-16' }, 'content type'],
    ['a longer content type', { 'content-type': 'x-application/json' }, 'content type'],
    ['a content type in halves', { 'content-type': ['application/json', ';charset=utf-8'] }, 'content type'],
    ['two content types', { 'content-type': ['application/json', 'text/plain'] }, 'content type'],
    ['gzip', { 'content-encoding': 'gzip' }, 'content encoding'],
    ['deflate', { 'content-encoding': 'deflate' }, 'content encoding'],
    ['identity, then gzip', { 'content-encoding': 'identity, gzip' }, 'content encoding'],
    ['an empty encoding', { 'content-encoding': '' }, 'content encoding'],
    ['a long body', { 'content-length': String(longestBody + 1) }, 'content length'],
    ['an endless body', { 'content-length': '1e999' }, 'content length'],
    ['no token', { authorization: undefined }, 'no token, or too long'],
    ['an empty token', { authorization: '' }, 'not a bearer token'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'not a bearer token'],
    ['the scheme in lower case', { authorization: `bearer ${jwt(claims)}` }, 'not a bearer token'],
    ['two spaces', { authorization: `Bearer  ${jwt(claims)}` }, 'not a bearer token'],
    ['space after it', { authorization: `Bearer ${jwt(claims)} ` }, 'not a bearer token'],
    [
      'two tokens',
      { authorization: [`Bearer ${jwt(claims)}`, `Bearer ${jwt(claims)}`] },
      'not a bearer token',
    ],
    [
      'two parts',
      { authorization: `Bearer ${part({ alg: 'RS256' })}.${part(claims)}` },
      'not a bearer token',
    ],
    [
      'no signature',
      { authorization: `Bearer ${part({ alg: 'RS256' })}.${part(claims)}.` },
      'not a bearer token',
    ],
    ['five parts', { authorization: 'Bearer a.b.c.d.e' }, 'not a bearer token'],
    ['no JSON in it', { authorization: 'Bearer aaaa.bbbb.cccc' }, 'not a token'],
    ['a list of claims', { authorization: `Bearer ${jwt([claims])}` }, 'not a token'],
    [
      'more than 8 KB',
      { authorization: `Bearer ${jwt(claims)}`.padEnd(8_193, 'x') },
      'no token, or too long',
    ],
    ['no algorithm', { authorization: `Bearer ${jwt(claims, {})}` }, 'algorithm'],
    ['alg none', { authorization: `Bearer ${jwt(claims, { alg: 'none' })}` }, 'algorithm'],
    ['alg HS256', { authorization: `Bearer ${jwt(claims, { alg: 'HS256' })}` }, 'algorithm'],
    ['no issuer', { authorization: `Bearer ${jwt({ ...claims, iss: undefined })}` }, 'issuer'],
    [
      'an emulator’s issuer',
      { authorization: `Bearer ${jwt({ ...claims, iss: `https://sts.windows.net/${tenant}/` })}` },
      'issuer',
    ],
    [
      'Entra’s issuer',
      {
        authorization: `Bearer ${jwt({ ...claims, iss: `https://login.microsoftonline.com/${tenant}/v2.0` })}`,
      },
      'issuer',
    ],
    [
      'a longer issuer',
      { authorization: `Bearer ${jwt({ ...claims, iss: 'https://api.botframework.com/' })}` },
      'issuer',
    ],
    ['an issuer list', { authorization: `Bearer ${jwt({ ...claims, iss: [claims.iss] })}` }, 'issuer'],
    ['another audience', { authorization: `Bearer ${jwt({ ...claims, aud: 'other' })}` }, 'audience'],
    ['an audience list', { authorization: `Bearer ${jwt({ ...claims, aud: [botId] })}` }, 'audience'],
    ['no expiry', { authorization: `Bearer ${jwt({ ...claims, exp: undefined })}` }, 'expiry'],
    [
      'an expiry in words',
      { authorization: `Bearer ${jwt({ ...claims, exp: String(now + 60) })}` },
      'expiry',
    ],
    ['expired', { authorization: `Bearer ${jwt({ ...claims, exp: now - 301 })}` }, 'expiry'],
    [
      'no service URL',
      { authorization: `Bearer ${jwt({ ...claims, serviceurl: undefined })}` },
      'no service URL in the token',
    ],
    [
      'a service URL that is no text',
      { authorization: `Bearer ${jwt({ ...claims, serviceurl: 5 })}` },
      'no service URL in the token',
    ],
  ])('are refused for %s', (_name, given, reason) => {
    const status =
      { 'content type': 415, 'content encoding': 415, 'content length': 413 }[reason as string] ?? 401;
    expect(refusalOf(given)).toEqual({ status, reason });
  });

  it('are refused, or pass, but never make it throw; and what passes holds a token of the Bot Framework', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values(headers)),
    );
    const anyToken = fc
      .tuple(fc.jsonValue(), fc.jsonValue(), fc.base64String())
      .map(([header, payload, rest]) => `Bearer ${part(header)}.${part(payload)}.${rest}`);
    fc.assert(
      fc.property(
        fc.record(
          { 'content-type': text, 'content-encoding': text, authorization: fc.oneof(text, anyToken) },
          { requiredKeys: [] },
        ),
        fc.constantFrom('POST', 'GET'),
        (given, method) => {
          const refusal = refuseHeaders({ method, headers: given }, config, clock);
          if (refusal) {
            expect(refusal.status).toBeGreaterThanOrEqual(400);
            expect(refusal.status).toBeLessThan(500);
            expect(refusal.reason).not.toMatch(/Bearer|eyJ/);
          } else expect(given.authorization).toBe(headers.authorization);
        },
      ),
    );
  });
});
