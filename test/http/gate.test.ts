import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { isOurServiceUrl, longestBody, readActivity, refuseHeaders } from '../../src/http/gate.ts';

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

const activity = {
  type: 'message',
  id: '1',
  channelId: 'msteams',
  serviceUrl,
  from: { id: '29:a', aadObjectId: 'a' },
  recipient: { id: '28:b' },
  conversation: { id: 'c', tenantId: tenant },
  channelData: { tenant: { id: tenant } },
  text: 'Anna',
};
const resultOf = (given: object): 'accepted' | number => {
  const result = readActivity(JSON.stringify({ ...activity, ...given }), config);
  return 'reason' in result ? (result as { status: number }).status : 'accepted';
};
const nested = (levels: number, open = '[', close = ']'): string =>
  `{"type":"message","x":${open.repeat(levels)}${close.repeat(levels)}}`;

describe('the body of a request', () => {
  it.each<[string, object]>([
    ['a message', {}],
    [
      'an invoke with a value',
      { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: [1] } } },
    ],
    ['the tenant in the conversation alone', { channelData: {} }],
    ['the tenant in the channel data alone', { conversation: { id: 'c' } }],
    ['a tenant in upper case', { conversation: { id: 'c', tenantId: tenant.toUpperCase() } }],
    ['what it does not know', { more: { than: 'that' } }],
    ['a property called constructor', { value: { constructor: 'x' } }],
  ])('passes: %s', (_name, given) => expect(resultOf(given)).toBe('accepted'));

  it.each<[string, object, number]>([
    ['no type', { type: undefined }, 400],
    ['a type that is no text', { type: 5 }, 400],
    ['no id', { id: undefined }, 400],
    ['an empty id', { id: '' }, 400],
    ['a very long id', { id: 'x'.repeat(1_025) }, 400],
    ['another channel', { channelId: 'emulator' }, 400],
    ['no channel', { channelId: undefined }, 400],
    ['a channel list', { channelId: ['msteams'] }, 400],
    ['no service URL', { serviceUrl: undefined }, 400],
    ['a service URL that is no text', { serviceUrl: { href: serviceUrl } }, 400],
    ['an empty service URL', { serviceUrl: '' }, 403],
    ['a foreign service URL', { serviceUrl: 'https://evil.com/' }, 403],
    ['nobody', { from: undefined }, 400],
    ['somebody without an id', { from: { aadObjectId: 'a' } }, 400],
    ['an object id that is no text', { from: { id: 'a', aadObjectId: 5 } }, 400],
    ['no conversation', { conversation: undefined }, 400],
    ['a conversation that is a text', { conversation: 'c' }, 400],
    ['a text that is none', { text: { toString: 'x' } }, 400],
    ['entities that are no list', { entities: { length: 1 } }, 400],
    ['channel data that is a text', { channelData: 'x' }, 400],
    ['members that are nobody', { membersAdded: [null] }, 400],
    ['another tenant', { conversation: { id: 'c', tenantId: 'other' }, channelData: {} }, 403],
    ['no tenant', { conversation: { id: 'c' }, channelData: undefined }, 403],
  ])('is refused: %s', (_name, given, status) => expect(resultOf(given)).toBe(status));

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'type=message'],
    ['half of it', JSON.stringify(activity).slice(0, -5)],
    ['two of it', `${JSON.stringify(activity)}${JSON.stringify(activity)}`],
    ['null', 'null'],
    ['a list', `[${JSON.stringify(activity)}]`],
    ['a number', '5'],
    ['__proto__', JSON.stringify(activity).replace('{', '{"__proto__":{"type":"message"},')],
    ['an escaped __proto__', JSON.stringify(activity).replace('{', '{"\\u005f_proto__":{},')],
    [
      '__proto__ deep inside',
      JSON.stringify({ ...activity, value: 0 }).replace('"value":0', '"value":{"a":[{"__proto__":1}]}'),
    ],
    ['constructor.prototype', JSON.stringify({ ...activity, constructor: { prototype: {} } })],
    ['10,000 levels of lists', nested(10_000)],
    ['10,000 levels of objects', nested(10_000, '{"a":', '}').replace('{"a":}', '{}')],
    ['130,000 levels', nested(130_000)],
    ['33 levels', JSON.stringify({ ...activity, value: JSON.parse('['.repeat(33) + ']'.repeat(33)) })],
    ['NaN', JSON.stringify(activity).replace('"1"', 'NaN')],
  ])('is refused: %s', (_name, body) => {
    expect(readActivity(body, config)).toMatchObject({ status: 400, reason: expect.any(String) });
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });

  it('holds, if it passes, what an independent look asks for, and is a 4xx if not', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        'msteams',
        tenant,
        serviceUrl,
        {},
        { id: tenant },
        { tenant: { id: 'x' } },
      ),
    );
    const keys = Object.keys(activity);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }), (changed) => {
        const given: Record<string, unknown> = JSON.parse(JSON.stringify({ ...activity, ...changed }));
        const result = readActivity(JSON.stringify(given), config);
        if ('reason' in result && 'status' in result) {
          expect([400, 403]).toContain(result.status);
          return;
        }
        const { from, conversation, channelData } = given as typeof activity;
        expect(given.channelId).toBe('msteams');
        expect(new URL(String(given.serviceUrl)).host).toBe('smba.trafficmanager.net');
        for (const text of [given.type, given.id, from.id, conversation.id]) expect(text).toMatch(/./s);
        expect([conversation.tenantId, channelData?.tenant?.id]).toContain(tenant);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused or passes, whatever the bytes', () => {
    const whole = JSON.stringify(activity);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.nat(3),
        (at, put, cut) => {
          const result = readActivity(whole.slice(0, at) + put + whole.slice(at + cut), config);
          if ('reason' in result && 'status' in result) expect([400, 403]).toContain(result.status);
          else expect(result.channelId).toBe('msteams');
        },
      ),
    );
  });
});

describe('the service URL', () => {
  const { serviceUrlHosts } = config.channel;
  it.each([
    'https://smba.trafficmanager.net/emea/',
    'https://SMBA.trafficmanager.net',
    'https://europe.botframework.com/x',
    'https://a.b.teams.microsoft.com/',
    'https://smba.trafficmanager.net:443/',
  ])('%s is ours', (url) => expect(isOurServiceUrl(url, serviceUrlHosts)).toBe(true));

  it.each([
    '',
    'smba.trafficmanager.net',
    '//smba.trafficmanager.net/',
    'http://smba.trafficmanager.net/',
    'ftp://smba.trafficmanager.net/',
    'javascript://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net./',
    'https://user@smba.trafficmanager.net/',
    'https://user:pass@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.com/',
    'https://smba.trafficmanager.net%40evil.com/',
    'https://evil.com\\@smba.trafficmanager.net/',
    'https://evil.com#@smba.trafficmanager.net/',
    'https://evil.com/?https://smba.trafficmanager.net/',
    'https://evil-botframework.com/',
    'https://botframework.com/',
    'https://botframework.com.evil.com/',
    'https://a.botframework.com.evil/',
    'https://a.botframework.com./',
    'https://a.botframework.com:444/',
    'https://a.botframework。com.evil.com/',
    'https://xsmba.trafficmanager.net/',
    'https://x.smba.trafficmanager.net/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'http://169.254.169.254/latest/',
    'http://localhost/',
    'http://127.0.0.1:3979/',
    'https://ѕmba.trafficmanager.net/',
    'https://smba.trafficmanager.net\u0000.evil.com/',
  ])('%s is not', (url) => expect(isOurServiceUrl(url, serviceUrlHosts)).toBe(false));

  it.each([
    ['http://127.0.0.1:3979/connector/', ['127.0.0.1:3979'], true],
    ['http://127.0.0.1:3980/connector/', ['127.0.0.1:3979'], false],
    ['http://localhost:3979/', ['127.0.0.1:3979'], false],
    ['http://evil.com:3979/', ['evil.com:3979'], false],
    ['http://127.0.0.1.evil.com:1/', ['127.0.0.1.evil.com:1'], false],
    ['http://127.0.0.1/', ['127.0.0.1'], false],
    ['https://own.example:8443/', ['own.example:8443'], true],
    ['https://OWN.example/', ['Own.Example'], true],
    ['https://a.own.example/', ['*.Own.Example'], true],
    ['https://own.example/', ['own.example:443'], true],
    ['https://own.example/', [], false],
  ])('%s on the list %j: %s', (url, hosts, ours) => expect(isOurServiceUrl(url, hosts)).toBe(ours));

  it('is ours only if its host, told apart by a reader of our own, is on the list', () => {
    const bits = fc.constantFrom(
      'smba.trafficmanager.net',
      'evil.com',
      'a.botframework.com',
      '@',
      ':',
      '/',
      '\\',
      '#',
      '?',
      '.',
      '-',
      '%2e',
      '。',
      '[',
      '443',
      'user',
      '\t',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 7 }),
        fc.constantFrom('https://', 'http://', 'https:', ''),
        (all, scheme) => {
          const url = scheme + all.join('');
          if (!isOurServiceUrl(url, serviceUrlHosts)) return;
          // What stands between the slashes, in a text that a URL parser had nothing to mend in.
          const host = /^https:[/\\]*@*([^/\\?#@]*)/.exec(url.replace(/[\t\n\r]/g, '').trim())?.[1] ?? '';
          expect(host.replaceAll('%2e', '.').replaceAll('。', '.')).toMatch(
            /^(smba\.trafficmanager\.net|([^.]*\.)+botframework\.com|([^.]*\.)+teams\.microsoft\.com)(:|:443)?$/,
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
