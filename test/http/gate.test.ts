import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { longestBody, refuseHeaders } from '../../src/http/gate.ts';

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
const headers = { 'content-type': 'application/json', authorization: `Bearer ${jwt(claims)}` };
type Headers = Record<string, string | string[] | undefined>;
const refusalOf = (given: Headers, method = 'POST') =>
  refuseHeaders({ method, headers: { ...headers, ...given } }, config, clock);

describe('the headers of a request', () => {
  it.each<[string, Headers]>([
    ['as Teams sends them', {}],
    ['with a character set', { 'content-type': 'application/json; charset=utf-8' }],
    ['with a quoted character set', { 'content-type': 'application/json;charset="UTF-8"' }],
    ['with the identity encoding', { 'content-encoding': 'Identity' }],
    ['with the largest body', { 'content-length': String(longestBody) }],
    [
      'just expired, within the clocks’ skew',
      { authorization: `Bearer ${jwt({ ...claims, exp: now - 299 })}` },
    ],
    [
      'with the claim in camel case',
      { authorization: `Bearer ${jwt({ ...claims, serviceurl: undefined, serviceUrl })}` },
    ],
  ])('pass %s', (_name, given) => expect(refusalOf(given)).toBeUndefined());

  it.each(['GET', 'PUT', 'HEAD', 'OPTIONS', 'post', ''])('are refused for the method %j', (method) => {
    expect(refusalOf({}, method)?.status).toBe(405);
  });

  it.each<[string, Headers, number]>([
    ['no content type', { 'content-type': undefined }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text', { 'content-type': 'text/json' }, 415],
    ['another JSON', { 'content-type': 'application/json-patch+json' }, 415],
    ['another character set', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['two content types', { 'content-type': ['application/json', 'text/plain'] }, 415],
    ['gzip', { 'content-encoding': 'gzip' }, 415],
    ['deflate', { 'content-encoding': 'deflate' }, 415],
    ['identity, then gzip', { 'content-encoding': 'identity, gzip' }, 415],
    ['an empty encoding', { 'content-encoding': '' }, 415],
    ['a long body', { 'content-length': String(longestBody + 1) }, 413],
    ['an endless body', { 'content-length': '1e999' }, 413],
    ['no token', { authorization: undefined }, 401],
    ['an empty token', { authorization: '' }, 401],
    ['another scheme', { authorization: 'Basic YTpi' }, 401],
    ['the scheme in lower case', { authorization: `bearer ${jwt(claims)}` }, 401],
    ['two spaces', { authorization: `Bearer  ${jwt(claims)}` }, 401],
    ['space after it', { authorization: `Bearer ${jwt(claims)} ` }, 401],
    ['two tokens', { authorization: [`Bearer ${jwt(claims)}`, `Bearer ${jwt(claims)}`] }, 401],
    ['two parts', { authorization: `Bearer ${part({ alg: 'RS256' })}.${part(claims)}` }, 401],
    ['no signature', { authorization: `Bearer ${part({ alg: 'RS256' })}.${part(claims)}.` }, 401],
    ['five parts', { authorization: 'Bearer a.b.c.d.e' }, 401],
    ['no JSON in it', { authorization: 'Bearer aaaa.bbbb.cccc' }, 401],
    ['a list of claims', { authorization: `Bearer ${jwt([claims])}` }, 401],
    ['8 KB', { authorization: `Bearer ${jwt({ ...claims, tid: 'x'.repeat(8_192) })}` }, 401],
    ['no algorithm', { authorization: `Bearer ${jwt(claims, {})}` }, 401],
    ['alg none', { authorization: `Bearer ${jwt(claims, { alg: 'none' })}` }, 401],
    ['alg HS256', { authorization: `Bearer ${jwt(claims, { alg: 'HS256' })}` }, 401],
    ['no issuer', { authorization: `Bearer ${jwt({ ...claims, iss: undefined })}` }, 401],
    [
      'an emulator’s issuer',
      { authorization: `Bearer ${jwt({ ...claims, iss: `https://sts.windows.net/${tenant}/` })}` },
      401,
    ],
    [
      'Entra’s issuer',
      {
        authorization: `Bearer ${jwt({ ...claims, iss: `https://login.microsoftonline.com/${tenant}/v2.0` })}`,
      },
      401,
    ],
    [
      'a longer issuer',
      { authorization: `Bearer ${jwt({ ...claims, iss: 'https://api.botframework.com/' })}` },
      401,
    ],
    ['an issuer list', { authorization: `Bearer ${jwt({ ...claims, iss: [claims.iss] })}` }, 401],
    ['another audience', { authorization: `Bearer ${jwt({ ...claims, aud: 'other' })}` }, 401],
    ['an audience list', { authorization: `Bearer ${jwt({ ...claims, aud: [botId] })}` }, 401],
    ['no expiry', { authorization: `Bearer ${jwt({ ...claims, exp: undefined })}` }, 401],
    ['an expiry in words', { authorization: `Bearer ${jwt({ ...claims, exp: String(now + 60) })}` }, 401],
    ['expired', { authorization: `Bearer ${jwt({ ...claims, exp: now - 301 })}` }, 401],
    ['no service URL', { authorization: `Bearer ${jwt({ ...claims, serviceurl: undefined })}` }, 401],
    ['a service URL that is no text', { authorization: `Bearer ${jwt({ ...claims, serviceurl: 5 })}` }, 401],
  ])('are refused for %s', (_name, given, status) => expect(refusalOf(given)?.status).toBe(status));

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
