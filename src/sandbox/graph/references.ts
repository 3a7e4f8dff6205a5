import { badRequest } from './errors.ts';

/** What a reference points at. */
export interface Reference {
  readonly collection: 'users' | 'groups' | 'directoryObjects';
  readonly key: string;
}

/**
 * Reads the body of a write to `$ref`: `{"@odata.id": "https://graph.microsoft.com/v1.0/users/{id}"}`, or by another
 * collection: https://learn.microsoft.com/graph/api/user-post-manager, https://learn.microsoft.com/graph/api/user-post-sponsors.
 * @throws GraphError
 */
export function readReference(body: unknown, navigation: string): Reference {
  const written = (body as { readonly '@odata.id'?: unknown } | null | undefined)?.['@odata.id'];
  const found =
    typeof written === 'string' ? /\/(users|groups|directoryObjects)\/([^/?#]+)$/u.exec(written) : null;
  const [, collection, key] = found ?? [];
  if (collection === undefined || key === undefined)
    throw badRequest(`Invalid URL format specified in @odata.id for the ${navigation} reference.`);
  return { collection: collection as Reference['collection'], key: decodeURIComponent(key) };
}
