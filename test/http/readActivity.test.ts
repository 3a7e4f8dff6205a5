import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Refusal, readActivity } from '../../src/http/gate.ts';

const tenant = '1a1a1a1a-1111-4111-8111-111111111111';
const config = readConfig({
  BOT_ID: 'b0b0b0b0-0000-4000-8000-000000000001',
  BOT_TENANT_ID: tenant,
  BOT_PASSWORD: 'p',
  STORAGE: 'memory:',
});
const serviceUrl = 'https://smba.trafficmanager.net/emea/';

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
const resultOf = (given: object): 'accepted' | Refusal => {
  const result = readActivity(JSON.stringify({ ...activity, ...given }), config);
  return 'reason' in result ? (result as Refusal) : 'accepted';
};
const lists = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
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
    ['a locale, and what it replies to', { locale: 'nl-NL', replyToId: '1' }],
    ['an attachment', { attachments: [{ contentType: 'text/html' }] }],
    [
      'a tenant that is not told',
      { channelData: { tenant: null }, conversation: { id: 'c', tenantId: tenant } },
    ],
    ['32 levels', { value: lists(32) }],
    ['a property called constructor', { value: { constructor: 'x' } }],
  ])('passes: %s', (_name, given) => expect(resultOf(given)).toBe('accepted'));

  it.each<[string, object, Refusal['reason']]>([
    ['no type', { type: undefined }, 'not an activity of Teams'],
    ['a type that is no text', { type: 5 }, 'not an activity of Teams'],
    ['no id', { id: undefined }, 'not an activity of Teams'],
    ['an empty id', { id: '' }, 'not an activity of Teams'],
    ['a very long id', { id: 'x'.repeat(1_025) }, 'not an activity of Teams'],
    ['another channel', { channelId: 'emulator' }, 'not an activity of Teams'],
    ['no channel', { channelId: undefined }, 'not an activity of Teams'],
    ['a channel list', { channelId: ['msteams'] }, 'not an activity of Teams'],
    ['no service URL', { serviceUrl: undefined }, 'not an activity of Teams'],
    ['a service URL that is no text', { serviceUrl: { href: serviceUrl } }, 'not an activity of Teams'],
    ['an empty service URL', { serviceUrl: '' }, 'service URL'],
    ['a foreign service URL', { serviceUrl: 'https://evil.com/' }, 'service URL'],
    ['nobody', { from: undefined }, 'not an activity of Teams'],
    ['somebody without an id', { from: { aadObjectId: 'a' } }, 'not an activity of Teams'],
    ['an object id that is no text', { from: { id: 'a', aadObjectId: 5 } }, 'not an activity of Teams'],
    ['no conversation', { conversation: undefined }, 'not an activity of Teams'],
    ['a conversation that is a text', { conversation: 'c' }, 'not an activity of Teams'],
    ['a text that is none', { text: { toString: 'x' } }, 'not an activity of Teams'],
    ['entities that are no list', { entities: { length: 1 } }, 'not an activity of Teams'],
    ['channel data that is a text', { channelData: 'x' }, 'not an activity of Teams'],
    ['a tenant that is a text', { channelData: { tenant } }, 'not an activity of Teams'],
    ['a tenant whose id is none', { channelData: { tenant: { id: 5 } } }, 'not an activity of Teams'],
    ['a very long locale', { locale: 'x'.repeat(65) }, 'not an activity of Teams'],
    ['a very long id that it replies to', { replyToId: 'x'.repeat(1_025) }, 'not an activity of Teams'],
    ['an attachment of no type', { attachments: [{}] }, 'not an activity of Teams'],
    ['members that are nobody', { membersAdded: [null] }, 'not an activity of Teams'],
    ['another tenant', { conversation: { id: 'c', tenantId: 'other' }, channelData: {} }, 'tenant'],
    ['no tenant', { conversation: { id: 'c' }, channelData: undefined }, 'tenant'],
  ])('is refused: %s', (_name, given, reason) => {
    const status = ['tenant', 'service URL'].includes(reason) ? 403 : 400;
    expect(resultOf(given)).toEqual({ status, reason });
  });

  it.each<[string, string, Refusal['reason']]>([
    ['nothing', '', 'not JSON, or a key that is no data'],
    ['no JSON', 'type=message', 'not JSON, or a key that is no data'],
    ['half of it', JSON.stringify(activity).slice(0, -5), 'not JSON, or a key that is no data'],
    [
      'two of it',
      `${JSON.stringify(activity)}${JSON.stringify(activity)}`,
      'not JSON, or a key that is no data',
    ],
    ['null', 'null', 'not an activity of Teams'],
    ['a list', `[${JSON.stringify(activity)}]`, 'not an activity of Teams'],
    ['a number', '5', 'not an activity of Teams'],
    [
      '__proto__',
      JSON.stringify(activity).replace('{', '{"__proto__":{"type":"message"},'),
      'not JSON, or a key that is no data',
    ],
    [
      'an escaped __proto__',
      JSON.stringify(activity).replace('{', '{"\\u005f_proto__":{},'),
      'not JSON, or a key that is no data',
    ],
    [
      '__proto__ deep inside',
      JSON.stringify({ ...activity, value: 0 }).replace('"value":0', '"value":{"a":[{"__proto__":1}]}'),
      'not JSON, or a key that is no data',
    ],
    [
      'constructor.prototype',
      JSON.stringify({ ...activity, constructor: { prototype: {} } }),
      'not JSON, or a key that is no data',
    ],
    ['10,000 levels of lists', nested(10_000), 'too deep'],
    ['10,000 levels of objects', nested(10_000, '{"a":', '}').replace('{"a":}', '{}'), 'too deep'],
    ['130,000 levels', nested(130_000), 'too deep'],
    ['33 levels', JSON.stringify({ ...activity, value: lists(33) }), 'too deep'],
    ['NaN', JSON.stringify(activity).replace('"1"', 'NaN'), 'not JSON, or a key that is no data'],
  ])('is refused: %s', (_name, body, reason) => {
    expect(readActivity(body, config)).toEqual({ status: 400, reason });
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
