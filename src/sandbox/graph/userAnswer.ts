import type { GraphCall } from './call.ts';
import type { DirectoryUser } from './directory.ts';
import { denied, GraphError, unreadable } from './errors.ts';
import { legalAgeGroupOf } from './legalAgeGroup.ts';
import { hasAny, readUsers } from './permissions.ts';
import { canonicalProperty, defaultProperties, userProperties } from './userProperties.ts';

// What User.ReadBasic.All shows: https://learn.microsoft.com/graph/permissions-reference#userreadbasicall
const basicProperties = new Set([
  'displayName',
  'givenName',
  'id',
  'mail',
  'photo',
  'securityIdentifier',
  'surname',
  'userPrincipalName',
]);

/**
 * The properties that `$select` names, or the 11 default ones: https://learn.microsoft.com/graph/api/user-get.
 * @throws GraphError 400 where one does not exist, 501 where one is not given in collections
 */
export function readSelect(query: ReadonlyMap<string, string>, isCollection: boolean): readonly string[] {
  const written = (query.get('$select') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (written.length === 0) return defaultProperties;
  const names = written.map((name) => {
    const property = canonicalProperty(name);
    if (property === undefined)
      throw unreadable(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
      );
    return property;
  });
  // https://learn.microsoft.com/graph/api/user-list#response
  if (isCollection && names.some((name) => userProperties.get(name)?.inSharePoint))
    throw new GraphError(501, 'NotImplemented', 'The property is not supported in a collection of users.');
  return names;
}

const noExtensionAttributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, null]),
);

/** The user as the answer shows them: only what is selected, and only what the permission opens. */
export function userAnswer(
  { token, callerId }: GraphCall,
  user: DirectoryUser,
  names: readonly string[],
): Record<string, unknown> {
  const isOwn = user.id.toLowerCase() === callerId.toLowerCase();
  const isFull = hasAny(token, readUsers) || (isOwn && hasAny(token, ['User.Read', 'User.ReadWrite']));
  if (!isFull && !hasAny(token, ['User.ReadBasic.All'])) throw denied();
  return Object.fromEntries(
    names.map((name) => {
      // What the permission does not open is null, not refused: microsoft-graph-docs issue 3975.
      const value = isFull || basicProperties.has(name) ? storedOrDerived(user, name) : undefined;
      return [name, value ?? (userProperties.get(name)?.type === 'strings' ? [] : null)];
    }),
  );
}

function storedOrDerived(user: DirectoryUser, name: string): unknown {
  if (name === 'legalAgeGroupClassification') return legalAgeGroupOf(user);
  // All 15, whatever there is of them: https://learn.microsoft.com/graph/api/resources/onpremisesextensionattributes
  if (name === 'onPremisesExtensionAttributes')
    return { ...noExtensionAttributes, ...(user[name] as Readonly<Record<string, unknown>> | null) };
  return user[name];
}

/** The `@odata.context` of an answer about users. */
export function contextOf(
  { root, query }: GraphCall,
  names: readonly string[],
  end: '' | '/$entity',
): string {
  const selected = query.has('$select') ? `(${names.join(',')})` : '';
  return `${root}/$metadata#users${selected}${end}`;
}
