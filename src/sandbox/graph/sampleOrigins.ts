// Where an account came from, and what that leaves on it: https://learn.microsoft.com/graph/api/resources/user.

/** Synced from on-premises: what Entra Connect writes beside. */
export const synced = (account: string, isEnabled: boolean): Record<string, unknown> => ({
  onPremisesSyncEnabled: isEnabled,
  onPremisesDomainName: 'corp.northwind-harbor.example',
  onPremisesSamAccountName: account,
  onPremisesUserPrincipalName: `${account}@corp.northwind-harbor.example`,
  onPremisesDistinguishedName: `CN=${account},OU=Staff,DC=corp,DC=northwind-harbor,DC=example`,
  onPremisesSecurityIdentifier: `S-1-5-21-1004336348-1177238915-682003330-${1000 + account.length}`,
  onPremisesImmutableId: `${Buffer.from(account).toString('base64').replaceAll('=', '')}==`,
  onPremisesLastSyncDateTime: '2026-11-20T06:30:00Z',
  onPremisesExtensionAttributes: { extensionAttribute1: 'quay' },
});

/** Invited from another company. */
export const guest = (address: string, state: string): Record<string, unknown> => ({
  userType: 'Guest',
  creationType: 'Invitation',
  externalUserState: state,
  externalUserStateChangeDateTime: '2025-06-01T09:00:00Z',
  mail: address,
  proxyAddresses: [`SMTP:${address}`],
  otherMails: [address],
  employeeId: null,
});
