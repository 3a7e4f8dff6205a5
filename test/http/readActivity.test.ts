import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readActivity } from '../../src/http/gate.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
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
