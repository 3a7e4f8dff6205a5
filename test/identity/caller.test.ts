import type { Activity } from 'botbuilder';
import { describe, expect, it } from 'vitest';
import { callerOf } from '../../src/identity/caller.ts';

const tenant = 'a1a1a1a1-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const oid = '3d9f1b0a-0000-4000-8000-00000000000a';
const activity = (given: object): Activity => given as Activity;
const from = { id: '29:abc', name: 'Anna', aadObjectId: oid };

describe('callerOf', () => {
  it('is who the activity is from, in lower case', () => {
    expect(
      callerOf(
        activity({
          from: { ...from, aadObjectId: oid.toUpperCase() },
          conversation: { tenantId: tenant.toUpperCase() },
          channelData: { tenant: { id: tenant } },
        }),
        tenant,
      ),
    ).toEqual({ oid, tenantId: tenant, teamsId: '29:abc', name: 'Anna' });
  });

  it.each([
    ['the conversation alone names it', { conversation: { tenantId: tenant } }, true],
    ['the channel data alone names it', { channelData: { tenant: { id: tenant } } }, true],
    ['both name it', { conversation: { tenantId: tenant }, channelData: { tenant: { id: tenant } } }, true],
    [
      'the conversation is elsewhere',
      { conversation: { tenantId: other }, channelData: { tenant: { id: tenant } } },
      false,
    ],
    [
      'the person is from elsewhere',
      { conversation: { tenantId: tenant }, channelData: { tenant: { id: other } } },
      false,
    ],
    [
      'both are elsewhere',
      { conversation: { tenantId: other }, channelData: { tenant: { id: other } } },
      false,
    ],
    ['neither says', {}, false],
    ['they are empty', { conversation: { tenantId: '' }, channelData: { tenant: { id: '' } } }, false],
    ['the channel data is no object', { channelData: 'x' }, false],
  ])('%s', (_name, given, served) => {
    const caller = callerOf(activity({ from, ...given }), tenant);
    if (served) expect(caller).toMatchObject({ oid });
    else expect(caller).toBe('otherTenant');
  });

  it.each([
    [tenant, true],
    [tenant.toUpperCase(), true],
    ['', true],
    [other, false],
  ])('is from the tenant %j that the sender names: %s', (tenantId, served) => {
    const caller = callerOf(
      activity({ from: { ...from, tenantId }, conversation: { tenantId: tenant } }),
      tenant,
    );
    if (served) expect(caller).toMatchObject({ oid });
    else expect(caller).toBe('otherTenant');
  });

  it.each([
    ['no object id', { id: '29:abc' }],
    ['an empty object id', { id: '29:abc', aadObjectId: '' }],
    ['nobody', undefined],
  ])('knows nobody where there is %s', (_name, nobody) => {
    expect(callerOf(activity({ from: nobody, conversation: { tenantId: tenant } }), tenant)).toBe(
      'unknownPerson',
    );
  });

  it('takes nothing that a card or a text says', () => {
    const caller = callerOf(
      activity({
        from: { id: '29:abc', name: 'Anna' },
        conversation: { tenantId: tenant },
        text: oid,
        value: { aadObjectId: oid, from },
        entities: [{ mentioned: from }],
      }),
      tenant,
    );
    expect(caller).toBe('unknownPerson');
  });

  it('manages without a name', () => {
    const caller = callerOf(
      activity({ from: { ...from, name: undefined }, conversation: { tenantId: tenant } }),
      tenant,
    );
    expect(caller).toMatchObject({ name: '' });
  });
});
