import { beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type GraphUnderTest, startGraph } from './graphCaller.ts';

const { oid } = people.employee;
let test: GraphUnderTest;
beforeEach(() => {
  test = startGraph();
});
const admin = () => test.as(people.globalAdministrator);
const read = async (property: string, of = oid) =>
  (await admin().get(`/users/${of}?$select=${property}`)).body[property];
const attributes = (...values: (string | null)[]) => ({
  onPremisesExtensionAttributes: Object.fromEntries(
    values.map((value, index) => [`extensionAttribute${index + 1}`, value]),
  ),
});

// https://learn.microsoft.com/graph/api/user-update
describe('a property of the admin center', () => {
  it.each<[string, unknown]>([
    ['userPrincipalName', "l.fischer-x_y'z!#^~@oldport.example"],
    ['userPrincipalName', `${'a'.repeat(64)}@oldport.example`],
    ['userType', 'Guest'],
    ['userType', 'Member'],
    ['mail', 'lena.fischer@oldport.example'],
    ['mailNickname', 'lena.f-1'],
    ['otherMails', ['a@x.example', 'b@x.example']],
    ['otherMails', Array.from({ length: 250 }, (_, index) => `a${index}@x.example`)],
    ['otherMails', []],
    ['preferredLanguage', 'en-US'],
    ['preferredLanguage', 'nl'],
    ['preferredLanguage', 'zh-Hant-TW'],
    ['employeeHireDate', '2026-12-01T00:00:00Z'],
    ['employeeHireDate', null],
    ['employeeOrgData', { costCenter: '12', division: 'Quay' }],
    ['employeeOrgData', null],
    ['ageGroup', 'Minor'],
    ['ageGroup', 'NotAdult'],
    ['ageGroup', 'Adult'],
    ['ageGroup', null],
    ['consentProvidedForMinor', 'Granted'],
    ['consentProvidedForMinor', 'Denied'],
    ['consentProvidedForMinor', 'NotRequired'],
    ['consentProvidedForMinor', null],
    ['preferredDataLocation', 'EUR'],
    ['preferredDataLocation', null],
    ['usageLocation', 'BE'],
    ['accountEnabled', false],
    ['passwordPolicies', 'DisablePasswordExpiration, DisableStrongPassword'],
    ['faxNumber', '+31 10 1'],
  ])('%s can be %j, and is read so', async (property, value) => {
    const answer = await admin().patch(oid, { [property]: value });
    expect(answer.body.error?.message).toBeUndefined();
    expect(answer.status).toBe(204);
    expect(await read(property)).toEqual(value);
  });

  it.each<[string, unknown]>([
    ['userPrincipalName', 'lena'],
    ['userPrincipalName', 'lena fischer@oldport.example'],
    ['userPrincipalName', 'lena+x@oldport.example'],
    ['userPrincipalName', `${'a'.repeat(65)}@oldport.example`],
    ['userPrincipalName', 'lena@harbor-next.example'],
    ['userType', 'guest'],
    ['mail', 'léna@oldport.example'],
    ['mail', 'noor@northwind-harbor.example'],
    ['mail', 'marketing@northwind-harbor.example'],
    ['mailNickname', '.lena'],
    ['mailNickname', 'naveen.mills,.jr.'],
    ['mailNickname', 'lena@x'],
    ['otherMails', ['x']],
    ['otherMails', ['']],
    ['preferredLanguage', 'en_US'],
    ['preferredLanguage', 'EN-us'],
    ['employeeHireDate', '1 December 2026'],
    ['employeeHireDate', '2026-13-01T00:00:00Z'],
    ['employeeOrgData', { costCenter: '' }],
    ['ageGroup', 'minor'],
    ['consentProvidedForMinor', 'Yes'],
    ['legalAgeGroupClassification', 'Adult'],
    ['preferredDataLocation', 'NL'],
    ['preferredDataLocation', 'eur'],
    ['usageLocation', 'BEL'],
    ['proxyAddresses', []],
    ['imAddresses', []],
    ['createdDateTime', null],
    ['externalUserState', 'Accepted'],
  ])('%s can’t be %j', async (property, value) => {
    const answer = await admin().patch(oid, { [property]: value });
    expect(answer.status).toBe(400);
  });

  it('names what is invalid', async () => {
    const { body } = await admin().patch(oid, { mailNickname: 'a,b' });
    expect(body.error).toMatchObject({
      code: 'Request_BadRequest',
      message: "Invalid value specified for property 'mailNickname' of resource 'User'.",
      details: [{ code: 'InvalidValue', target: 'mailNickname' }],
    });
  });
});

describe('extension attributes', () => {
  it('are written one by one, up to 1024 characters', async () => {
    const { oid: target } = people.withFullProfile;
    const before = (await read('onPremisesExtensionAttributes', target)) as object;
    expect((await admin().patch(target, attributes('x'.repeat(1024), null))).status).toBe(204);
    expect(await read('onPremisesExtensionAttributes', target)).toEqual({
      ...before,
      extensionAttribute1: 'x'.repeat(1024),
      extensionAttribute2: null,
    });
  });

  it.each([
    ['1025 characters', attributes('x'.repeat(1025))],
    ['an empty text', attributes('')],
    ['a number', { onPremisesExtensionAttributes: { extensionAttribute1: 1 } }],
    ['a sixteenth', { onPremisesExtensionAttributes: { extensionAttribute16: 'x' } }],
    ['one by itself', { extensionAttribute1: 'x' }],
    ['a list', { onPremisesExtensionAttributes: ['x'] }],
  ])('can’t be %s', async (_what, changes) => {
    expect((await admin().patch(oid, changes)).status).toBe(400);
  });

  it('are read all 15, also of who has none', async () => {
    const all = (await read('onPremisesExtensionAttributes')) as Readonly<Record<string, unknown>>;
    expect(Object.keys(all)).toHaveLength(15);
    expect(Object.values(all).every((value) => value === null)).toBe(true);
  });

  it('can’t be selected one by one', async () => {
    expect((await admin().get(`/users/${oid}?$select=extensionAttribute1`)).status).toBe(400);
  });
});

describe('the legal age group', () => {
  it.each([
    [null, null, null],
    ['Adult', null, 'Adult'],
    ['NotAdult', 'NotRequired', 'NotAdult'],
    ['Minor', 'Granted', 'MinorWithParentalConsent'],
    ['Minor', 'NotRequired', 'MinorNoParentalConsentRequired'],
    ['Minor', 'Denied', 'MinorWithOutParentalConsent'],
    ['Minor', null, 'MinorWithOutParentalConsent'],
  ])('of %j with consent %j is %j', async (ageGroup, consentProvidedForMinor, expected) => {
    await admin().patch(oid, { ageGroup, consentProvidedForMinor });
    expect(await read('legalAgeGroupClassification')).toBe(expected);
  });
});

it('changes the mail address together with the list of addresses', async () => {
  const { oid: target } = people.withManyAddresses;
  expect((await admin().patch(target, { mail: 'marketing@northwind-harbor.example' })).status).toBe(204);
  expect(await read('proxyAddresses', target)).toEqual([
    'SMTP:marketing@northwind-harbor.example',
    'smtp:noor@northwind-harbor.example',
    'smtp:noor@oldport.example',
    'SIP:noor@northwind-harbor.example',
  ]);
});
