import { describe, expect, it } from 'vitest';
import { domains, people, samplePeople, unverifiedDomain } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { as } = startGraph();
const withScope = (scope: string) => as(people.userAdministrator, [scope]);

describe('GET /organization', () => {
  it('tells the verified domains and the country', async () => {
    const { body } = await withScope('Organization.Read.All').get('/organization');
    expect(body.value).toMatchObject([
      { countryLetterCode: 'NL', isMultipleDataLocationsForServicesEnabled: true },
    ]);
    expect(body.value[0]?.verifiedDomains).toMatchObject([
      { name: domains[0], isDefault: true, isInitial: true, type: 'Managed' },
      { name: domains[1], isDefault: false },
    ]);
  });

  it('gives what is selected', async () => {
    const selected = (names: string) =>
      withScope('Organization.Read.All').get(`/organization?$select=${names}`);
    expect((await selected('id,VERIFIEDDOMAINS')).body.value.map((one) => Object.keys(one))).toEqual([
      ['id', 'verifiedDomains'],
    ]);
    expect((await selected('nothing')).status).toBe(400);
  });

  it('shows little to an app that may read oneself alone, and nothing to others', async () => {
    const { body } = await withScope('User.Read').get('/organization');
    expect(body.value).toMatchObject([{ displayName: 'Northwind Harbor', countryLetterCode: null }]);
    expect(body.value[0]?.verifiedDomains).toHaveLength(2);
    expect((await withScope('User.Read.All').get('/organization')).status).toBe(403);
    expect((await withScope('User.Read').call('PATCH', '/organization', { body: {} })).status).toBe(405);
  });
});

describe('GET /domains', () => {
  it('lists those that are not verified as well', async () => {
    const { body } = await withScope('Directory.Read.All').get('/domains?$select=id,isVerified,isDefault');
    expect(body.value).toEqual([
      { id: domains[0], isVerified: true, isDefault: true },
      { id: domains[1], isVerified: true, isDefault: false },
      { id: unverifiedDomain, isVerified: false, isDefault: false },
    ]);
    expect((await withScope('Domain.Read.All').get('/domains')).status).toBe(200);
    expect((await withScope('Organization.Read.All').get('/domains')).status).toBe(403);
  });
});

describe('licences', () => {
  it('are told of the company', async () => {
    const { body } = await withScope('Organization.Read.All').get('/subscribedSkus');
    expect(body.value.map(({ skuPartNumber }) => skuPartNumber)).toEqual(['SPE_E3', 'SPE_F1']);
    const consumed = body.value.reduce((sum, one) => sum + Number(one.consumedUnits), 0);
    expect(consumed).toBe(samplePeople.filter(({ user }) => (user.assignedLicenses as []).length > 0).length);
    expect((await withScope('User.Read.All').get('/subscribedSkus')).status).toBe(403);
  });

  it('are told of a person', async () => {
    const of = (person: { oid: string }) =>
      withScope('User.Read.All').get(`/users/${person.oid}/licenseDetails`);
    const { body } = await of(people.employee);
    expect(body.value).toMatchObject([{ skuPartNumber: 'SPE_E3' }]);
    expect(JSON.stringify(body.value)).toContain('SHAREPOINTENTERPRISE');
    for (const person of [people.guest, people.withoutMailbox])
      expect((await of(person)).body.value).toEqual([]);
    const path = `/users/${people.employee.oid}/licenseDetails`;
    expect((await withScope('User.ReadBasic.All').get(path)).status).toBe(403);
    expect((await as(people.employee, ['User.Read']).get('/me/licenseDetails')).status).toBe(200);
  });
});

it('answers them in a batch', async () => {
  const { items } = await withScope('Directory.Read.All').batch(
    ['/organization', '/domains', '/subscribedSkus', `/users/${people.employee.oid}/licenseDetails`].map(
      (url, index) => ({ id: String(index), method: 'GET', url }),
    ),
  );
  expect([...items.values()].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});
