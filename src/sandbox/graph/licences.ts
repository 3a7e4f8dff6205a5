import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { hasAny, readLicences, readSubscriptions, requireAny } from './permissions.ts';
import { findReadable } from './readUser.ts';
import { sampleLicences } from './sampleLicences.ts';
import { selectedOf } from './selectedOf.ts';

/**
 * `GET /users/{id}/licenseDetails`: https://learn.microsoft.com/graph/api/user-list-licensedetails. The id of an entry is
 * the service's own affair.
 * @throws GraphError
 */
export function listLicenseDetails(call: GraphCall, key: string): GraphAnswer {
  const { user } = findReadable(call, key);
  const isOwn = user.id.toLowerCase() === call.callerId.toLowerCase();
  if (!(isOwn && hasAny(call.token, ['User.Read', 'User.ReadWrite']))) requireAny(call.token, readLicences);
  const value = sampleLicences
    .filter(({ skuId }) => isAssigned(user, skuId))
    .map((licence) => ({ id: Buffer.from(licence.skuId).toString('base64url'), ...licence }))
    .map((licence) => selectedOf(call, 'licenseDetails', licence));
  const context = `${call.root}/$metadata#users('${encodeURIComponent(key)}')/licenseDetails`;
  return ok({ '@odata.context': context, value });
}

/** `GET /subscribedSkus`: https://learn.microsoft.com/graph/api/subscribedsku-list. @throws GraphError */
export function listSubscribedSkus(call: GraphCall): GraphAnswer {
  const { token, root, directory } = call;
  requireAny(token, readSubscriptions);
  const users = directory.view(0).all();
  const value = sampleLicences.map((licence) =>
    selectedOf(call, 'subscribedSku', {
      id: `${token.tid}_${licence.skuId}`,
      ...licence,
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: users.filter(({ user }) => isAssigned(user, licence.skuId)).length,
      prepaidUnits: { enabled: 75, suspended: 0, warning: 0, lockedOut: 0 },
    }),
  );
  return ok({ '@odata.context': `${root}/$metadata#subscribedSkus`, value });
}

/** Whether the person has a part of SharePoint: without it there is no profile in it. */
export function hasSharePoint(user: DirectoryUser): boolean {
  return sampleLicences.some(
    ({ skuId, servicePlans }) =>
      isAssigned(user, skuId) && servicePlans.some((plan) => plan.servicePlanName.startsWith('SHAREPOINT')),
  );
}

function isAssigned({ assignedLicenses }: DirectoryUser, skuId: string): boolean {
  const assigned: readonly { readonly skuId?: unknown }[] = Array.isArray(assignedLicenses)
    ? assignedLicenses
    : [];
  return assigned.some((one) => one.skuId === skuId);
}
