import { domains } from '../people.ts';
import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { denied } from './errors.ts';
import { hasAny } from './permissions.ts';

/**
 * `GET /organization`: https://learn.microsoft.com/graph/api/organization-list. With User.Read alone, only id, name and
 * verified domains are shown.
 * @throws GraphError
 */
export function listOrganizations({ token, root }: GraphCall): GraphAnswer {
  const isFull = hasAny(token, ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All']);
  if (!isFull && !hasAny(token, ['User.Read', 'User.ReadWrite'])) throw denied();
  const organization = {
    id: token.tid,
    displayName: 'Northwind Harbor',
    verifiedDomains: domains.map((name, index) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: index === 0,
      isInitial: index === 0,
      name,
      type: 'Managed',
    })),
    countryLetterCode: isFull ? 'NL' : null,
    city: isFull ? 'Rotterdam' : null,
    preferredLanguage: isFull ? 'en' : null,
    onPremisesSyncEnabled: isFull ? true : null,
  };
  return ok({ '@odata.context': `${root}/$metadata#organization`, value: [organization] });
}
