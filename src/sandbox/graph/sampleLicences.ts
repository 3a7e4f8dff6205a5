/** Names and ids: https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference. */
export const sampleLicences = [
  {
    skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965',
    skuPartNumber: 'SPE_E3',
    servicePlans: [
      plan('EXCHANGE_S_ENTERPRISE', 'efb87545-963c-4e0d-99df-69c6916d9eb0'),
      plan('SHAREPOINTENTERPRISE', '5dbe027f-2339-4123-9542-606e4d348a72'),
    ],
  },
  {
    skuId: '66b55226-6b4f-492c-910c-a3b7a3c9d993',
    skuPartNumber: 'SPE_F1',
    servicePlans: [
      plan('EXCHANGE_S_DESKLESS', '4a82b400-a79f-41a4-b4e2-e94f5787b113'),
      plan('SHAREPOINTDESKLESS', '902b47e5-dcb2-4fdc-858b-c63a90a2bdb9'),
    ],
  },
] as const;

function plan(servicePlanName: string, servicePlanId: string) {
  return { servicePlanId, servicePlanName, provisioningStatus: 'Success', appliesTo: 'User' } as const;
}
