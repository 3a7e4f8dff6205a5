import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userTokenOf, WrongAccountError } from '../../src/identity/userToken.ts';

const botId = 'b0b0b0b0-0000-4000-8000-000000000001';
const caller = {
  oid: '3d9f1b0a-0000-4000-8000-00000000000a',
  tenantId: '11111111-1111-4111-8111-111111111111',
  teamsId: '29:abc',
  name: 'Anna',
};
const good = { aud: botId, oid: caller.oid, tid: caller.tenantId };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: unknown): string => `${part({ alg: 'RS256' })}.${part(claims)}.${part('signature')}`;

describe('userTokenOf', () => {
  it.each([
    ['version 2', good],
    ['version 1', { ...good, aud: `api://botid-${botId}` }],
    [
      'any case',
      { aud: botId.toUpperCase(), oid: caller.oid.toUpperCase(), tid: caller.tenantId.toUpperCase() },
    ],
  ])('takes the caller’s own token of %s', (_name, claims) => {
    const value = token(claims);
    expect(userTokenOf(value, caller, botId)).toEqual({ value, roleTemplateIds: [] });
  });

  it.each([
    [['62e90394-69f5-4237-9190-012177145e10'], ['62e90394-69f5-4237-9190-012177145e10']],
    [['a', 5, null, {}], ['a']],
    ['not a list', []],
    [undefined, []],
  ])('reads the roles %j as %j', (wids, roles) => {
    expect(userTokenOf(token({ ...good, wids }), caller, botId).roleTemplateIds).toEqual(roles);
  });

  it.each([
    ['another person', { ...good, oid: '3d9f1b0a-0000-4000-8000-00000000000b' }],
    ['another tenant', { ...good, tid: '22222222-2222-4222-8222-222222222222' }],
    ['another audience', { ...good, aud: '00000003-0000-0000-c000-000000000000' }],
    ['another bot’s identifier URI', { ...good, aud: 'api://botid-other' }],
    ['the bot’s id in a longer audience', { ...good, aud: `${botId}.evil.com` }],
    ['an audience list', { ...good, aud: [botId] }],
    ['an audience list with more', { ...good, aud: [botId, 'x'] }],
    ['no audience', { oid: good.oid, tid: good.tid }],
    ['no object id', { aud: botId, tid: good.tid }],
    ['no tenant', { aud: botId, oid: good.oid }],
    ['a list for an id', { ...good, oid: [good.oid] }],
    ['no object', 'text'],
    ['nothing', null],
    ['a list', [good]],
  ])('refuses a token of %s', (_name, claims) => {
    expect(() => userTokenOf(token(claims), caller, botId)).toThrow(WrongAccountError);
  });

  it('refuses what is no token, and never throws anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.jsonValue().map(token), fc.constantFrom('', '.', '..', 'a.b.c')),
        (value) => {
          expect(() => userTokenOf(value, caller, botId)).toThrow(WrongAccountError);
        },
      ),
    );
  });

  it('says nothing of the token in its error', () => {
    const value = token({ ...good, oid: 'canary-oid' });
    const error = (() => {
      try {
        return userTokenOf(value, caller, botId);
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect(String(error)).not.toContain('canary');
    expect(String(error)).not.toContain(value);
  });
});
