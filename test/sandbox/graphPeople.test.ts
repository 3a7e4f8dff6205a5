import { describe, expect, it } from 'vitest';
import { userProperties } from '../../src/sandbox/graph/userProperties.ts';
import { checkValue } from '../../src/sandbox/graph/valueRules.ts';
import { VersionHistory } from '../../src/sandbox/graph/versionHistory.ts';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

describe('the sample people', () => {
  const users = samplePeople.map(({ user }) => user);

  it('are 60, each with ids and names of their own', () => {
    expect(users).toHaveLength(60);
    for (const property of ['id', 'userPrincipalName'])
      expect(new Set(users.map((user) => String(user[property]).toLowerCase())).size).toBe(60);
    const employeeIds = users.map(({ employeeId }) => employeeId).filter((id) => id !== null);
    expect(new Set(employeeIds).size).toBe(employeeIds.length);
    const addresses = users.flatMap(({ proxyAddresses }) => proxyAddresses as string[]);
    expect(new Set(addresses.map((address) => address.toLowerCase())).size).toBe(addresses.length);
    for (const { id } of users)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keep their ids from run to run', () => {
    expect(people.obrien.oid).toBe('41a8fbb9-d4c2-4eea-acbb-a20100334e74');
    expect(people.userAdministrator.oid).toBe('a3abae36-396d-4dab-a469-8241b49f730c');
  });

  it('have properties of Graph only, within its limits', () => {
    for (const user of users)
      for (const [name, value] of Object.entries(user)) {
        const rules = userProperties.get(name);
        expect(rules, name).toBeDefined();
        if (typeof value === 'string') {
          expect(value.trim(), name).not.toBe('');
          expect(value.length, name).toBeLessThanOrEqual(rules?.maxLength ?? 1_000);
        }
      }
  });

  it('could have been written so', () => {
    for (const user of users)
      for (const [name, value] of Object.entries(user)) {
        if (value === null || userProperties.get(name)?.isReadOnly) continue;
        expect(() => checkValue(name, value), `${name} of ${user.displayName}`).not.toThrow();
      }
  });

  it('have one of them with a value in all that can be written', () => {
    const user = users.find(({ id }) => id === people.withFullProfile.oid);
    const notKept = ['authorizationInfo', 'customSecurityAttributes', 'deviceEnrollmentLimit', 'identities'];
    const apart = ['employeeLeaveDateTime', 'onPremisesImmutableId', 'passwordProfile', 'showInAddressList'];
    for (const [name, { isReadOnly }] of userProperties)
      if (!isReadOnly && ![...notKept, ...apart].includes(name)) expect(user?.[name], name).toBeTruthy();
  });

  it('have sponsors, sign-in methods, minors, and many addresses', () => {
    const { directory } = startGraph().graph;
    const of = ({ oid }: { readonly oid: string }) => directory.record(oid);
    expect(of(people.guest)?.sponsorIds).toHaveLength(1);
    expect(of(people.guest)?.user.externalUserState).toBe('Accepted');
    expect(of(people.pendingGuest)?.user.externalUserState).toBe('PendingAcceptance');
    expect(Object.keys(of(people.withSignInMethods)?.signInMethods.phones ?? {})).toHaveLength(3);
    expect(of(people.withDefaultSignInPhone)?.signInMethods.defaultPhone).toBe('mobile');
    expect(of(people.withManyOtherMails)?.user.otherMails).toHaveLength(5);
    expect(of(people.withManyAddresses)?.user.proxyAddresses).toHaveLength(4);
    expect(of(people.withHostileTexts)?.user.aboutMe).toContain('<script>');
    const groupOf = (person: { readonly oid: string }) => {
      const user = of(person)?.user;
      return [user?.ageGroup, user?.consentProvidedForMinor];
    };
    expect(groupOf(people.minorWithConsent)).toEqual(['Minor', 'Granted']);
    expect(groupOf(people.minorWithoutConsent)).toEqual(['Minor', 'Denied']);
    expect(groupOf(people.notAdult)).toEqual(['NotAdult', null]);
  });

  it('have managers who exist, and no one their own', () => {
    const ids = new Set(users.map(({ id }) => id));
    for (const { user, managerId } of samplePeople) {
      if (managerId !== undefined) expect(ids).toContain(managerId);
      expect(managerId).not.toBe(user.id);
    }
  });

  it('are as varied as the world', () => {
    const has = (test: (user: (typeof users)[number]) => boolean) => expect(users.some(test)).toBe(true);
    for (const script of [
      'Han',
      'Hangul',
      'Arabic',
      'Hebrew',
      'Greek',
      'Cyrillic',
      'Devanagari',
      'Extended_Pictographic',
    ])
      has(({ displayName }) =>
        new RegExp(`\\p{${script === 'Extended_Pictographic' ? script : `Script=${script}`}}`, 'u').test(
          displayName,
        ),
      );
    has(({ displayName }) => displayName.length > 90);
    has(({ mail }) => mail === null);
    has(({ mail, userPrincipalName }) => mail !== null && mail !== userPrincipalName);
    has(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true);
    has(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === false);
    has(({ accountEnabled }) => accountEnabled === false);
    expect(people.annaSmith.displayName).toBe(people.secondAnnaSmith.displayName);
  });

  it('can sign in', () => {
    const { directory } = startGraph().graph;
    expect(directory.all()).toHaveLength(60);
    expect(directory.byObjectId(people.userAdministrator.oid)).toEqual({
      oid: people.userAdministrator.oid,
      userPrincipalName: 'ingrid@northwind-harbor.example',
      displayName: 'Ingrid Vos',
      roleTemplateIds: ['fe930be7-5e62-47db-91af-98c3a49a38b1'],
      accountEnabled: true,
    });
    expect(
      directory.byUserPrincipalName(people.disabled.userPrincipalName.toUpperCase())?.accountEnabled,
    ).toBe(false);
    // https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, wids
    expect(directory.byObjectId(people.jobDataEditor.oid)?.roleTemplateIds).toEqual([]);
    expect(directory.byObjectId(people.restrictedUnitAdministrator.oid)?.roleTemplateIds).toEqual([]);
    expect(directory.byObjectId('nobody')).toBeUndefined();
    expect(() => directory.update('nobody', {})).toThrow('nobody');
  });
});

describe('a history of versions', () => {
  it('shows what was at a moment', () => {
    const history = new VersionHistory<string>();
    history.write(Number.NEGATIVE_INFINITY, 'first');
    history.write(100, 'second');
    history.write(100, 'third');
    expect([history.asOf(99), history.asOf(100), history.current]).toEqual(['first', 'third', 'third']);
    expect(new VersionHistory<string>().asOf(0)).toBeUndefined();
  });

  it('forgets what nobody looks back to', () => {
    const history = new VersionHistory<number>();
    for (let minute = 0; minute <= 180; minute += 1) history.write(minute * 60_000, minute);
    expect(history.asOf(121 * 60_000)).toBe(121);
    expect(history.asOf(119 * 60_000)).toBeUndefined();
    expect(history.asOf(120 * 60_000)).toBe(120);
  });
});
