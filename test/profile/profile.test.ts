import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../src/profile/fields.ts';
import {
  lockOf,
  type Profile,
  profileSelect,
  readSummary,
  readValues,
  summarySelect,
} from '../../src/profile/profile.ts';

const profile = (given: Partial<Profile> = {}): Profile => ({
  ...readSummary({
    id: 'i',
    displayName: 'Anna',
    userPrincipalName: 'anna@contoso.com',
    accountEnabled: true,
  }),
  values: readValues({ displayName: 'Anna', accountEnabled: true }, fieldNames),
  manager: undefined,
  photo: undefined,
  isProtected: false,
  ...given,
});
const everything = { writes: true, editableFields: new Set(fieldNames) };

describe('what is asked of Graph', () => {
  it('selects each property once', () => {
    for (const select of [summarySelect, profileSelect]) expect(new Set(select).size).toBe(select.length);
    expect(profileSelect).toEqual(expect.arrayContaining([...fieldNames, ...summarySelect]));
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

describe('readValues', () => {
  it('gives each field asked for, empty where Graph left it out', () => {
    expect(readValues({ jobTitle: 'x' }, ['jobTitle', 'city', 'businessPhones', 'accountEnabled'])).toEqual({
      jobTitle: 'x',
      city: null,
      businessPhones: [],
      accountEnabled: null,
    });
  });
  it('keeps false and the empty text', () => {
    expect(readValues({ accountEnabled: false, city: '' }, ['accountEnabled', 'city'])).toEqual({
      accountEnabled: false,
      city: '',
    });
  });
});

describe('lockOf', () => {
  const long = 'x'.repeat(300);
  it.each([
    ['open', profile(), everything, 'jobTitle', undefined],
    ['writes off', profile(), { ...everything, writes: false }, 'jobTitle', 'writesOff'],
    ['protected', profile({ isProtected: true }), everything, 'jobTitle', 'protected'],
    [
      'closed',
      profile(),
      { writes: true, editableFields: new Set(['city' as const]) },
      'jobTitle',
      'closedByOperator',
    ],
    ['synced', profile({ isSynced: true }), everything, 'jobTitle', 'synced'],
    ['synced, but owned by the cloud', profile({ isSynced: true }), everything, 'usageLocation', undefined],
    [
      'too long to show',
      profile({ values: readValues({ jobTitle: long }, fieldNames) }),
      everything,
      'jobTitle',
      'notShowable',
    ],
    [
      'two phones',
      profile({ values: readValues({ businessPhones: ['1', '2'] }, fieldNames) }),
      everything,
      'businessPhones',
      'notShowable',
    ],
    [
      'the operator first',
      profile({ isSynced: true, isProtected: true }),
      { ...everything, writes: false },
      'city',
      'writesOff',
    ],
  ] as const)('%s', (_name, person, policy, name, lock) => {
    expect(lockOf(name, person, policy)).toBe(lock);
  });

  it('closes a yes-or-no whose value could not be read: its input can’t show that', () => {
    const unread = profile({ values: readValues({}, fieldNames) });
    expect(lockOf('accountEnabled', unread, everything)).toBe('notShowable');
  });
});
