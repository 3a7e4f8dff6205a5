import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { hasAny, readOrganization, requireAny } from './permissions.ts';
import { domains } from './sampleCompany.ts';
import { selectedOf } from './selectedOf.ts';

/** All that somebody sees whose app may read themselves alone: the note of https://learn.microsoft.com/graph/api/organization-list. */
const shownToAll = new Set(['id', 'displayName', 'verifiedDomains']);

/**
 * `GET /organization`: https://learn.microsoft.com/graph/api/organization-list, and
 * https://learn.microsoft.com/graph/api/resources/organization for the properties.
 * @throws GraphError
 */
export function listOrganizations(call: GraphCall): GraphAnswer {
  const { token, root } = call;
  requireAny(token, ['User.Read', 'User.ReadWrite', ...readOrganization]);
  const isFull = hasAny(token, readOrganization);
  const organization = Object.entries(organizationOf(token.tid)).map(([name, value]) => [
    name,
    isFull || shownToAll.has(name) ? value : null,
  ]);
  const value = [selectedOf(call, 'organization', Object.fromEntries(organization))];
  return ok({ '@odata.context': `${root}/$metadata#organization`, value });
}

function organizationOf(id: string) {
  return {
    id,
    displayName: 'Northwind Harbor',
    verifiedDomains: domains.map((name, index) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: index === 0,
      isInitial: index === 0,
      name,
      type: 'Managed',
    })),
    businessPhones: ['+31 10 555 0100'],
    city: 'Rotterdam',
    country: null,
    countryLetterCode: 'NL',
    createdDateTime: '2021-08-02T10:30:06Z',
    defaultUsageLocation: 'NL',
    // With more than one, users have a preferredDataLocation.
    isMultipleDataLocationsForServicesEnabled: true,
    onPremisesLastSyncDateTime: '2026-11-24T08:30:00Z',
    onPremisesSyncEnabled: true,
    postalCode: '3016 CL',
    preferredLanguage: 'en',
    state: 'Zuid-Holland',
    street: 'Westerkade 12',
    technicalNotificationMails: [`it@${domains[0]}`],
    tenantType: 'AAD',
  };
}
