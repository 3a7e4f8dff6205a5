import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { badRequest, unreadable } from './errors.ts';
import { requireMembershipPermissions } from './permissions.ts';
import { findReadable } from './readUser.ts';
import { roleNameOf } from './roles.ts';
import { sampleGroups } from './sampleCompany.ts';

const mostGroups = 20;

/**
 * `POST /users/{id}/checkMemberGroups`, transitive: https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
 * @throws GraphError
 */
export function checkMemberGroups(call: GraphCall, key: string): GraphAnswer {
  requireMembershipPermissions(call.token);
  const groupIds = (call.body as { readonly groupIds?: unknown } | null | undefined)?.groupIds;
  if (!Array.isArray(groupIds) || !groupIds.every((id) => typeof id === 'string'))
    throw unreadable('The parameter groupIds has to be a collection of group ids.');
  if (groupIds.length === 0 || groupIds.length > mostGroups)
    throw badRequest(`The number of groupIds has to be between 1 and ${mostGroups}.`);
  const { user } = findReadable(call, key);
  const own = call.directory.groupsOf(user.id, 'transitive');
  return ok({
    '@odata.context': `${call.root}/$metadata#Collection(Edm.String)`,
    value: own.filter((id) => groupIds.some((wanted) => wanted.toLowerCase() === id)),
  });
}

/**
 * `GET /users/{id}/memberOf` and `transitiveMemberOf`, groups and directory roles:
 * https://learn.microsoft.com/graph/api/user-list-memberof, https://learn.microsoft.com/graph/api/user-list-transitivememberof.
 * @throws GraphError
 */
export function listMemberships(call: GraphCall, key: string, reach: 'direct' | 'transitive'): GraphAnswer {
  requireMembershipPermissions(call.token);
  const { user } = findReadable(call, key);
  const ids = call.directory.groupsOf(user.id, reach);
  const groups = sampleGroups
    .filter(({ id }) => ids.includes(id))
    .map(({ id, displayName, isAssignableToRole }) => ({
      '@odata.type': '#microsoft.graph.group',
      id,
      displayName,
      isAssignableToRole,
    }));
  const roles = call.directory.rolesOf(user.id).map((roleTemplateId) => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    id: roleTemplateId,
    displayName: roleNameOf(roleTemplateId) ?? null,
    roleTemplateId,
  }));
  return ok({ '@odata.context': `${call.root}/$metadata#directoryObjects`, value: [...groups, ...roles] });
}
