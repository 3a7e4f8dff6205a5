import { describe, expect, it } from 'vitest';
import {
  field,
  fieldNames,
  firstSections,
  namesIn,
  propertyOf,
  sections,
  storeOf,
} from '../../src/profile/fields.ts';
import { emptyOf } from '../../src/profile/kinds.ts';
import { isSignInMethod, permissionOf } from '../../src/profile/permissions.ts';
import {
  profileSelect,
  readSummary,
  readValues,
  summarySelect,
  withValues,
} from '../../src/profile/profile.ts';
import { profileFrom } from '../cards/sampleValues.ts';

describe('what is asked of Graph', () => {
  it('selects each property once, and of the user alone', () => {
    for (const chosen of [firstSections, sections, ['about'] as const]) {
      const select = profileSelect(chosen);
      expect(new Set(select).size).toBe(select.length);
      const own = namesIn(chosen).filter((name) => storeOf(name) === 'user');
      expect(select).toEqual(expect.arrayContaining([...own.map(propertyOf), ...summarySelect]));
      expect(select.filter((name) => /[/@]/.test(name))).toEqual([]);
    }
    expect(new Set(summarySelect).size).toBe(summarySelect.length);
  });

  it('selects what a summary tells, and what tells how the account is kept', () => {
    const summary = ['id', 'displayName', 'userPrincipalName', 'jobTitle', 'department'];
    const state = ['userType', 'onPremisesSyncEnabled', 'accountEnabled'];
    expect(summarySelect).toEqual([...summary, ...state]);
    expect(profileSelect([])).toEqual([
      ...summarySelect,
      'onPremisesLastSyncDateTime',
      'isManagementRestricted',
    ]);
  });

  it('selects of a section that is not wanted nothing', () => {
    for (const name of ['aboutMe', 'skills', 'onPremisesImmutableId', 'phoneMethods', 'manager', 'photo'])
      expect(profileSelect(firstSections)).not.toContain(name);
  });
});

describe('readSummary', () => {
  it('shows the best name there is', () => {
    expect(readSummary({ id: 'i', displayName: 'Anna' }).displayName).toBe('Anna');
    expect(readSummary({ id: 'i', userPrincipalName: 'a@b' }).displayName).toBe('a@b');
    expect(readSummary({ id: 'i' }).displayName).toBe('i');
    expect(readSummary({}).displayName).toBe('');
  });
  it.each([
    [{ userType: 'Guest' }, { isGuest: true }],
    [{ userType: 'Member' }, { isGuest: false }],
    [{ userType: null }, { isGuest: false }],
    [{ accountEnabled: false }, { isDisabled: true }],
    [{ accountEnabled: null }, { isDisabled: false }],
    [{ onPremisesSyncEnabled: true }, { isSynced: true }],
    [{ onPremisesSyncEnabled: null }, { isSynced: false }],
    [
      { jobTitle: 'x', department: null },
      { jobTitle: 'x', department: null },
    ],
  ])('%j is %j', (user, expected) => expect(readSummary(user)).toMatchObject(expected));
});

describe('withValues', () => {
  const profile = profileFrom((place) => place, { isGuest: false, isDisabled: false });
  it('tells them in the summary too, and leaves the rest as it was', () => {
    const others = {
      displayName: 'Anna',
      userPrincipalName: 'a@b.nl',
      jobTitle: null,
      userType: 'Guest',
      accountEnabled: false,
      city: 'Delft',
    };
    const changed = withValues(profile, others, { city: ['Gouda'] });
    expect(changed).toEqual({
      ...profile,
      ...{
        displayName: 'Anna',
        userPrincipalName: 'a@b.nl',
        jobTitle: null,
        isGuest: true,
        isDisabled: true,
      },
      values: { ...profile.values, ...others },
      alsoPossible: { city: ['Gouda'] },
    });
    expect(withValues(changed, { userType: 'Member', accountEnabled: true })).toMatchObject({
      ...{ isGuest: false, isDisabled: false, alsoPossible: undefined },
    });
  });

  it('keeps what the summary tells of what is not among them', () => {
    const summary = { isGuest: true, isSynced: true, isDisabled: true };
    for (const is of [profile, { ...profile, ...summary }])
      expect(withValues({ ...is, values: {} }, {})).toEqual({ ...is, values: {} });
  });
});

describe('readValues', () => {
  it('gives each field asked for, empty where Graph left it out', () => {
    const own = fieldNames.filter((name) => ['user', 'sharePoint'].includes(storeOf(name)));
    for (const user of [{}, { employeeOrgData: null, onPremisesExtensionAttributes: null, identities: null }])
      expect(readValues(user, own)).toEqual(
        Object.fromEntries(own.map((name) => [name, emptyOf(field(name).kind)])),
      );
  });

  it('keeps false and the empty text', () => {
    expect(readValues({ accountEnabled: false, city: '' }, ['accountEnabled', 'city'])).toEqual({
      accountEnabled: false,
      city: '',
    });
  });

  it('finds what is a part of a property', () => {
    const user = {
      employeeOrgData: { costCenter: 'C1', division: null },
      onPremisesExtensionAttributes: { extensionAttribute3: 'x' },
    };
    expect(
      readValues(user, [
        'employeeOrgData/costCenter',
        'employeeOrgData/division',
        'onPremisesExtensionAttributes/extensionAttribute3',
        'onPremisesExtensionAttributes/extensionAttribute13',
      ]),
    ).toEqual({
      'employeeOrgData/costCenter': 'C1',
      'employeeOrgData/division': null,
      'onPremisesExtensionAttributes/extensionAttribute3': 'x',
      'onPremisesExtensionAttributes/extensionAttribute13': null,
    });
  });

  it('tells objects in words', () => {
    const user = {
      identities: [{ signInType: 'federated', issuer: 'google.com', issuerAssignedId: null }],
      onPremisesProvisioningErrors: [{ propertyCausingError: 'ProxyAddresses', value: 'a@b.nl' }, {}],
    };
    expect(readValues(user, ['identities', 'onPremisesProvisioningErrors'])).toEqual({
      identities: ['federated, google.com'],
      onPremisesProvisioningErrors: ['ProxyAddresses: a@b.nl', ''],
    });
  });
});

describe('what it takes to write a field', () => {
  it('is a permission of its own for how somebody signs in, the usual one for the rest, none for what is read-only', () => {
    for (const name of fieldNames) {
      const { readOnly, section } = field(name);
      const usual = readOnly ? undefined : 'User.ReadWrite.All';
      expect([name, permissionOf(name)]).toEqual([
        name,
        section === 'signIn' ? 'UserAuthenticationMethod.ReadWrite.All' : usual,
      ]);
      expect(isSignInMethod(name)).toBe(section === 'signIn');
    }
  });
});
