import { describe, expect, it } from 'vitest';
import { field, fieldNames, fields, isFieldName, sections } from '../../src/profile/fields.ts';

describe('the table of fields', () => {
  it('has every section filled, and each field in one of them', () => {
    expect(new Set(fieldNames.map((name) => field(name).section))).toEqual(new Set(sections));
  });

  // https://learn.microsoft.com/graph/api/user-update and https://learn.microsoft.com/graph/api/resources/user
  it.each([
    ['displayName', 256],
    ['givenName', 64],
    ['surname', 64],
    ['jobTitle', 128],
    ['department', 64],
    ['companyName', 64],
    ['employeeId', 16],
    ['mobilePhone', 64],
    ['streetAddress', 1024],
    ['city', 128],
    ['state', 128],
    ['postalCode', 40],
    ['country', 128],
  ] as const)('%s takes %i characters', (name, maxLength) => {
    expect(field(name).maxLength).toBe(maxLength);
  });

  it.each(['displayName', 'usageLocation', 'accountEnabled'] as const)('%s can not be removed', (name) => {
    expect(field(name).clearable).toBe(false);
  });

  it('lets everything else be removed', () => {
    const kept = fieldNames.filter((name) => !field(name).clearable);
    expect(kept).toEqual(['displayName', 'usageLocation', 'accountEnabled']);
  });

  it('asks to confirm before an account is blocked', () => {
    expect(fieldNames.filter((name) => field(name).sensitive)).toEqual(['accountEnabled']);
  });

  it('holds all that tells where somebody lives or how to call them for personal', () => {
    expect(fieldNames.filter((name) => field(name).personal)).toEqual([
      'businessPhones',
      'mobilePhone',
      'faxNumber',
      'streetAddress',
      'city',
      'state',
      'postalCode',
      'country',
    ]);
  });

  // Cloud-owned even for a synced user: https://learn.microsoft.com/graph/api/resources/user (usageLocation).
  it('leaves only the usage location open for a synced account', () => {
    expect(fieldNames.filter((name) => !field(name).syncs)).toEqual(['usageLocation']);
  });

  it('is small enough for one PATCH and has no name that begins with $, which are the card’s own', () => {
    expect(fieldNames.length).toBe(Object.keys(fields).length);
    expect(fieldNames.filter((name) => name.startsWith('$'))).toEqual([]);
  });
});

describe('isFieldName', () => {
  it.each(fieldNames)('knows %s', (name) => expect(isFieldName(name)).toBe(true));
  it.each([
    '',
    'id',
    'userPrincipalName',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'JobTitle',
  ])('does not know %j', (name) => expect(isFieldName(name)).toBe(false));
});
