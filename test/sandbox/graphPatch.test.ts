import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { graph, as } = startGraph();
const admin = as(people.globalAdministrator, [
  'User.Read.All',
  'User.ReadWrite.All',
  'User-PasswordProfile.ReadWrite.All',
]);
const { oid } = people.employee;
const stored = () => graph.directory.person(oid);

describe('PATCH /users/{id}', () => {
  it('writes what is given and nothing else, and answers 204 without a body', async () => {
    const before = stored();
    const answer = await admin.patch(oid, {
      jobTitle: 'Lead Planner',
      department: null,
      businessPhones: ['+31 1'],
    });
    expect(answer.status).toBe(204);
    expect(answer.bytes).toHaveLength(0);
    expect(stored()).toEqual({
      ...before,
      jobTitle: 'Lead Planner',
      department: null,
      businessPhones: ['+31 1'],
    });
  });

  it('takes a UPN for the key', async () => {
    const answer = await admin.call('PATCH', `/users/${people.employee.userPrincipalName}`, {
      body: { city: 'Delft' },
    });
    expect(answer.status).toBe(204);
    expect(stored()?.city).toBe('Delft');
  });

  it('does nothing of it if one property is bad', async () => {
    const before = stored();
    const answer = await admin.patch(oid, { city: 'Utrecht', jobTitle: '' });
    expect(answer.status).toBe(400);
    expect(stored()).toBe(before);
  });

  it.each([
    'jobTitle',
    'department',
    'companyName',
    'employeeId',
    'employeeType',
    'officeLocation',
    'givenName',
    'surname',
    'streetAddress',
    'city',
    'state',
    'postalCode',
    'country',
    'mobilePhone',
    'faxNumber',
    'preferredLanguage',
    'ageGroup',
    'consentProvidedForMinor',
    'employeeHireDate',
    'passwordPolicies',
  ])('clears %s by null, and by nothing else', async (name) => {
    expect((await admin.patch(oid, { [name]: null })).status).toBe(204);
    expect(stored()?.[name]).toBeNull();
    for (const empty of ['', ' ', '\t\n']) {
      const answer = await admin.patch(oid, { [name]: empty });
      expect(answer.status).toBe(400);
    }
  });

  it.each([
    'mail',
    'usageLocation',
    'userPrincipalName',
    'mailNickname',
    'accountEnabled',
    'userType',
    'passwordProfile',
  ])('can’t clear %s', async (name) => {
    const answer = await admin.patch(oid, { [name]: null });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      code: 'Request_BadRequest',
      message: `Invalid value specified for property '${name}' of resource 'User'.`,
    });
  });

  it('wants a display name', async () => {
    const answer = await admin.patch(oid, { displayName: null });
    expect(answer.body.error.message).toBe(
      "A value is required for property 'displayName' of resource 'User'.",
    );
  });

  it('empties a collection by [], not by null', async () => {
    expect((await admin.patch(oid, { businessPhones: [], otherMails: [] })).status).toBe(204);
    expect((await admin.patch(oid, { businessPhones: null })).status).toBe(400);
    expect((await admin.patch(oid, { otherMails: null })).status).toBe(400);
  });

  it.each([
    ['displayName', 256],
    ['givenName', 64],
    ['surname', 64],
    ['jobTitle', 128],
    ['department', 64],
    ['companyName', 64],
    ['employeeId', 16],
    ['streetAddress', 1024],
    ['city', 128],
    ['state', 128],
    ['country', 128],
    ['postalCode', 40],
    ['mobilePhone', 64],
    ['mailNickname', 64],
  ])('takes %s up to %d characters', async (name, most) => {
    expect((await admin.patch(oid, { [name]: 'x'.repeat(most) })).status).toBe(204);
    const answer = await admin.patch(oid, { [name]: 'x'.repeat(most + 1) });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('Request_BadRequest');
    expect(answer.body.error.details).toEqual([
      { code: 'InvalidLength', target: name, message: `${name} should be between 1 and ${most} characters` },
    ]);
  });

  it.each([
    ['two business phones', { businessPhones: ['+31 1', '+31 2'] }],
    ['an empty business phone', { businessPhones: [''] }],
    ['a business phone that is no list', { businessPhones: '+31 1' }],
    ['a country in small letters', { usageLocation: 'nl' }],
    ['a country that is none', { usageLocation: 'ZZ' }],
    ['a country’s name', { usageLocation: 'Netherlands' }],
    ['a language that is none', { preferredLanguage: 'Dutch' }],
    ['an unknown age group', { ageGroup: 'Old' }],
    ['an unknown user type', { userType: 'Admin' }],
    ['a text for a boolean', { accountEnabled: 'true' }],
    ['a number for a text', { jobTitle: 5 }],
    ['an object for a text', { usageLocation: { value: 'NL' } }],
    ['a bad date', { employeeHireDate: 'tomorrow' }],
    ['another mail address with an accent', { otherMails: ['é@x.example'] }],
    ['another mail address twice too long', { otherMails: [`${'x'.repeat(250)}@x.example`] }],
    [
      '251 other mail addresses',
      { otherMails: Array.from({ length: 251 }, (_, index) => `a${index}@x.example`) },
    ],
    ['a mail address that is none', { mail: 'x' }],
    ['a mail address that somebody has', { mail: 'ingrid@northwind-harbor.example' }],
    ['a UPN with an accent', { userPrincipalName: 'lená@northwind-harbor.example' }],
    ['a UPN of another domain', { userPrincipalName: 'lena@elsewhere.example' }],
    ['a UPN that somebody has', { userPrincipalName: 'INGRID@northwind-harbor.example' }],
    ['an immutable id with $', { onPremisesImmutableId: 'a$b' }],
    ['a 16th extension attribute', { onPremisesExtensionAttributes: { extensionAttribute16: 'x' } }],
    ['a third half of the organization data', { employeeOrgData: { costCenter: 'x', other: 'y' } }],
    ['an unknown property', { nickname: 'x' }],
    ['a property of every object', { constructor: 'x' }],
    ['a read-only property', { proxyAddresses: ['smtp:x@y.example'] }],
    ['an id', { id: oid }],
    ['the manager', { manager: 'x' }],
  ])('refuses %s', async (_what, changes) => {
    const before = stored();
    expect((await admin.patch(oid, changes)).status).toBe(400);
    expect(stored()).toBe(before);
  });

  it('refuses a body that is no JSON object, and __proto__', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of ['{', '[]', '"x"', 'null', '{"__proto__":{"jobTitle":"x"}}']) {
      const answer = await admin.call('PATCH', `/users/${oid}`, { headers, body });
      expect(answer.status).toBe(400);
    }
    expect((await admin.call('PATCH', `/users/${oid}`)).status).toBe(400);
    const untyped = await admin.call('PATCH', `/users/${oid}`, { headers: {}, body: '{"city":"x"}' });
    expect(untyped.status).toBe(400);
  });

  it('names what is read-only', async () => {
    const answer = await admin.patch(oid, { createdDateTime: '2026-01-01T00:00:00Z' });
    expect(answer.body.error.message).toBe("Property 'createdDateTime' is read-only and cannot be set.");
  });

  it('keeps the former mail address beside the new one', async () => {
    const former = String(stored()?.mail);
    expect((await admin.patch(oid, { mail: 'lena.new@oldport.example' })).status).toBe(204);
    expect(stored()?.proxyAddresses).toEqual(
      expect.arrayContaining(['SMTP:lena.new@oldport.example', `smtp:${former}`]),
    );
  });

  it('sets the half of the organization data that is left out to null', async () => {
    expect((await admin.patch(oid, { employeeOrgData: { division: 'Quay' } })).status).toBe(204);
    expect(stored()?.employeeOrgData).toEqual({ costCenter: null, division: 'Quay' });
  });

  it('keeps the extension attributes that are left out', async () => {
    await admin.patch(oid, {
      onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: 'b' },
    });
    await admin.patch(oid, { onPremisesExtensionAttributes: { extensionAttribute2: null } });
    expect(stored()?.onPremisesExtensionAttributes).toEqual({
      extensionAttribute1: 'a',
      extensionAttribute2: null,
    });
  });

  it('writes what SharePoint keeps by itself only', async () => {
    expect((await admin.patch(oid, { skills: ['knots'], city: 'Delft' })).status).toBe(400);
    expect((await admin.patch(oid, { skills: ['knots'], aboutMe: 'x' })).status).toBe(204);
    expect((await admin.get(`/users/${oid}?$select=skills`)).body.skills).toEqual(['knots']);
  });

  it('never gives a password back', async () => {
    const passwordProfile = { password: 'Secret-1234', forceChangePasswordNextSignIn: true };
    expect((await admin.patch(oid, { passwordProfile })).status).toBe(204);
    expect(stored()).not.toHaveProperty('passwordProfile');
  });

  it('changes the sign-in name', async () => {
    const { userPrincipalName } = people.ampersand;
    expect(
      (await admin.patch(people.ampersand.oid, { userPrincipalName: "o'hart@oldport.example" })).status,
    ).toBe(204);
    expect((await admin.get(`/users/${userPrincipalName}`)).status).toBe(404);
    expect(graph.directory.byUserPrincipalName("O'Hart@oldport.example")?.oid).toBe(people.ampersand.oid);
  });
});
