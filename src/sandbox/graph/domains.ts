import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { readDomains, requireAny } from './permissions.ts';
import { domains, unverifiedDomain } from './sampleCompany.ts';
import { selectedOf } from './selectedOf.ts';

/**
 * `GET /domains`, also those that are not verified yet: https://learn.microsoft.com/graph/api/domain-list and
 * https://learn.microsoft.com/graph/api/resources/domain. Any role will do, and none.
 * @throws GraphError
 */
export function listDomains(call: GraphCall): GraphAnswer {
  requireAny(call.token, readDomains);
  const value = [...domains, unverifiedDomain].map((id, index) => {
    const isVerified = id !== unverifiedDomain;
    return selectedOf(call, 'domain', {
      id,
      authenticationType: 'Managed',
      availabilityStatus: null,
      isAdminManaged: true,
      isDefault: index === 0,
      isInitial: index === 0,
      isRoot: true,
      isVerified,
      supportedServices: isVerified ? ['Email', 'OfficeCommunicationsOnline'] : [],
    });
  });
  return ok({ '@odata.context': `${call.root}/$metadata#domains`, value });
}
