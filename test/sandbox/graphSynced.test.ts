import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { graph, as } = startGraph();
const admin = as(people.globalAdministrator);

describe('somebody synced from on-premises', () => {
  it.each([
    'displayName',
    'jobTitle',
    'mobilePhone',
    'businessPhones',
    'city',
    'otherMails',
    'employeeOrgData',
    'accountEnabled',
    'userPrincipalName',
    'mail',
    'preferredLanguage',
    'preferredDataLocation',
    'ageGroup',
    'employeeHireDate',
    'onPremisesExtensionAttributes',
  ])('keeps %s', async (name) => {
    const value =
      { businessPhones: [], otherMails: [], employeeOrgData: null, accountEnabled: false }[name] ?? 'New';
    const answer = await admin.patch(people.synced.oid, { [name]: value });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      code: 'Request_BadRequest',
      message:
        'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    });
  });

  it('takes a usage location and what SharePoint keeps, unless anything else is with it', async () => {
    expect((await admin.patch(people.synced.oid, { usageLocation: 'BE' })).status).toBe(204);
    expect((await admin.patch(people.synced.oid, { interests: ['tides'] })).status).toBe(204);
    expect((await admin.patch(people.synced.oid, { usageLocation: 'DE', jobTitle: 'x' })).status).toBe(400);
    expect(graph.directory.person(people.synced.oid)?.usageLocation).toBe('BE');
  });

  it('is free again once no longer synced, but for the extension attributes', async () => {
    expect((await admin.patch(people.onceSynced.oid, { jobTitle: 'Fitter' })).status).toBe(204);
    const answer = await admin.patch(people.onceSynced.oid, {
      onPremisesExtensionAttributes: { extensionAttribute1: 'x' },
    });
    expect(answer.status).toBe(400);
    expect(graph.directory.person(people.onceSynced.oid)?.onPremisesExtensionAttributes).toEqual({
      extensionAttribute1: 'quay',
    });
    expect(answer.body.error.message).toContain('originated within an external service');
  });
});
