import { describe, expect, it } from 'vitest';
import {
  type Field,
  type FieldName,
  field,
  fieldNames,
  fields,
  firstSections,
  isFieldName,
  longestText,
  namesIn,
  propertyOf,
  type Store,
  sections,
  storeOf,
} from '../../src/profile/fields.ts';

const namesWhere = (is: (rules: Field) => unknown): FieldName[] =>
  fieldNames.filter((name) => is(field(name)));
const extensions = fieldNames.filter((name) => name.startsWith('onPremisesExtensionAttributes/'));
const about: FieldName[] = [
  'aboutMe',
  'birthday',
  'interests',
  'mySite',
  'pastProjects',
  'responsibilities',
  'schools',
  'skills',
];
const signIn: FieldName[] = [
  'phoneMethods/mobile',
  'phoneMethods/alternateMobile',
  'phoneMethods/office',
  'emailMethods',
];
const contact: FieldName[] = [
  'businessPhones',
  'mobilePhone',
  'faxNumber',
  'streetAddress',
  'city',
  'state',
  'postalCode',
  'country',
];

describe('the table of fields', () => {
  it('has every section filled, each field in one of them, and the sections in the order of the card', () => {
    expect([...new Set(fieldNames.map((name) => field(name).section))]).toEqual(sections);
    for (const section of sections) expect(namesIn([section]).length).toBeGreaterThan(2);
    expect(namesIn(sections)).toEqual(fieldNames);
    expect(fieldNames).toEqual(Object.keys(fields));
  });

  it('reads with every look-up what is looked up most, and nothing that asks for a permission of its own', () => {
    expect(firstSections).toEqual(['identity', 'job', 'contact', 'settings']);
    const stores = new Set(namesIn(firstSections).map(storeOf));
    expect(stores).toEqual(new Set<Store>(['user', 'photo', 'manager', 'sponsors']));
  });

  // https://learn.microsoft.com/graph/api/user-update and https://learn.microsoft.com/graph/api/resources/user
  it.each([
    ['displayName', 256],
    ['givenName', 64],
    ['surname', 64],
    ['mailNickname', 64],
    ['otherMails', 250],
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
    ...extensions.map((name) => [name, 1024] as const),
  ] as const)('%s takes %i characters', (name, maxLength) => {
    expect(field(name).maxLength).toBe(maxLength);
  });

  it('takes as many items of a list as Entra does', () => {
    expect(field('otherMails').mostItems).toBe(250);
    expect(field('sponsors').mostItems).toBe(5);
  });

  it('lets a text be as long as Entra does, and has a limit for every field', () => {
    for (const name of fieldNames) expect(longestText(field(name))).toBe(field(name).maxLength ?? 256);
    expect(longestText(field('onPremisesExtensionAttributes/extensionAttribute1'))).toBe(1_024);
  });

  it('lets everything be removed but what Entra always wants, and what can only be looked at', () => {
    expect(namesWhere(({ clearable, readOnly }) => !clearable && !readOnly)).toEqual([
      'displayName',
      'userPrincipalName',
      'userType',
      'mail',
      'mailNickname',
      'accountEnabled',
      'usageLocation',
    ]);
    expect(namesWhere(({ clearable, readOnly }) => clearable && readOnly)).toEqual([]);
  });

  it('asks to confirm what decides whether and how somebody signs in', () => {
    expect(namesWhere(({ sensitive }) => sensitive)).toEqual([
      'userPrincipalName',
      'userType',
      'accountEnabled',
      ...signIn,
    ]);
  });

  // https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions
  it('knows Graph’s sensitive actions', () => {
    expect(namesWhere(({ guarded }) => guarded)).toEqual([
      'userPrincipalName',
      'otherMails',
      'businessPhones',
      'mobilePhone',
      'accountEnabled',
      ...signIn,
    ]);
  });

  it('holds for personal all that tells where somebody lives, how to reach them, what they are like', () => {
    expect(namesWhere(({ personal }) => personal)).toEqual([
      'mail',
      'otherMails',
      ...contact,
      'ageGroup',
      'consentProvidedForMinor',
      'legalAgeGroupClassification',
      'identities',
      'proxyAddresses',
      'imAddresses',
      ...about,
      ...signIn,
    ]);
  });

  // https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info; usageLocation is the cloud's even for a
  // synced user, as is what SharePoint keeps, and how somebody signs in.
  it('leaves open for a synced account what the cloud owns', () => {
    expect(namesWhere(({ syncs, readOnly }) => !syncs && !readOnly)).toEqual([
      'userType',
      'photo',
      'sponsors',
      'usageLocation',
      'ageGroup',
      'consentProvidedForMinor',
      ...about,
      ...signIn,
    ]);
  });

  it('can only look at what is computed or owned by another service', () => {
    expect(namesWhere(({ readOnly }) => readOnly)).toEqual([
      'legalAgeGroupClassification',
      ...namesIn(['account']),
      ...namesIn(['onPremises']).filter((name) => !extensions.includes(name)),
    ]);
    for (const name of [
      'proxyAddresses',
      'imAddresses',
      'onPremisesImmutableId',
      'passwordPolicies',
    ] as const)
      expect(field(name).readOnly).toBe(true);
  });

  it('offers the values that Graph documents where one is chosen', () => {
    const options = namesWhere(({ kind }) => kind === 'choice').map((name) => [name, field(name).options]);
    expect(options).toEqual([
      ['userType', ['Member', 'Guest']],
      ['ageGroup', ['Minor', 'NotAdult', 'Adult']],
      ['consentProvidedForMinor', ['Granted', 'Denied', 'NotRequired']],
    ]);
  });

  it('knows what SharePoint keeps, and what has a request of its own', () => {
    expect(fieldNames.filter((name) => storeOf(name) === 'sharePoint')).toEqual(about);
    const apart = fieldNames.filter((name) => !['user', 'sharePoint'].includes(storeOf(name)));
    expect(apart.map((name) => [name, storeOf(name)])).toEqual([
      ['photo', 'photo'],
      ['manager', 'manager'],
      ['sponsors', 'sponsors'],
      ['assignedLicenses', 'licenseDetails'],
      ['directReports', 'directReports'],
      ...signIn.map((name) => [name, propertyOf(name)]),
    ]);
  });

  it('has all 15 extension attributes, and both halves of the organization data', () => {
    expect(extensions).toHaveLength(15);
    expect(fieldNames.filter((name) => propertyOf(name) === 'employeeOrgData')).toHaveLength(2);
  });

  it('has no name that the card’s own keys could be', () => {
    expect(fieldNames.filter((name) => /[$@]/.test(name))).toEqual([]);
  });
});

describe('isFieldName', () => {
  it.each(fieldNames)('knows %s', (name) => expect(isFieldName(name)).toBe(true));
  it.each([
    '',
    'passwordProfile',
    'employeeOrgData',
    'employeeOrgData/',
    'phoneMethods',
    'userPrincipalName@domain',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'JobTitle',
  ])('does not know %j', (name) => expect(isFieldName(name)).toBe(false));
});
