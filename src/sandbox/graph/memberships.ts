import { createHash } from 'node:crypto';
import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { badRequest, unreadable } from './errors.ts';
import { hasAny, readRoles, readUsers, requireAny, requireMembershipPermissions } from './permissions.ts';
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

/**
 * `GET /users/{id}/memberOf/microsoft.graph.directoryRole`: an OData cast, which wants an advanced query; the page of
 * `listMemberships`. Without a permission to read roles, their ids alone are told: "Limited information returned for
 * inaccessible member objects", https://learn.microsoft.com/graph/permissions-overview.
 * @throws GraphError
 */
export function listDirectoryRoles(call: GraphCall, key: string): GraphAnswer {
  requireAny(call.token, [...readUsers, 'GroupMember.Read.All', 'Group.Read.All']);
  if (
    call.headers.get('consistencylevel')?.toLowerCase() !== 'eventual' ||
    call.query.get('$count') !== 'true'
  )
    throw badRequest('OData cast requires ConsistencyLevel: eventual and $count=true.');
  const { user } = findReadable(call, key);
  const isReadable = hasAny(call.token, readRoles);
  const value = call.directory.rolesOf(user.id).map((roleTemplateId) => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    id: createHash('sha256').update(roleTemplateId).digest('hex').slice(0, 32),
    displayName: isReadable ? (roleNameOf(roleTemplateId) ?? null) : null,
    roleTemplateId: isReadable ? roleTemplateId : null,
  }));
  return ok({
    '@odata.context': `${call.root}/$metadata#directoryRoles`,
    '@odata.count': value.length,
    value,
  });
}
