import { urlProblem } from './hosts.ts';
import { Secret } from './secret.ts';

export type StorageLocation =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'blob';
      /** A container of Azure Blob Storage. */
      readonly url: string;
      /** Of the container's account; without it the bot's managed identity is used. */
      readonly connectionString: Secret | undefined;
    };

/**
 * Reads STORAGE, and STORAGE_CONNECTION_STRING where it is set.
 * @param problems takes what is wrong, without a value.
 */
export function storageLocation(
  text: string,
  connectionString: string | undefined,
  problems: string[],
): StorageLocation | undefined {
  if (/^https?:/i.test(text)) return blobContainer(text, connectionString, problems);
  if (connectionString !== undefined)
    problems.push(
      'STORAGE_CONNECTION_STRING needs the URL of an Azure Blob container in STORAGE; leave it empty otherwise',
    );
  if (text === 'memory:') return { kind: 'memory' };
  // Not parsed as a URL: `file:./x` would become a path from the root.
  if (text.startsWith('file:') && text.length > 'file:'.length) return { kind: 'file', path: text.slice(5) };
  problems.push('STORAGE must be memory:, file: and a path, or the https URL of an Azure Blob container');
  return undefined;
}

// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#container-names
const isContainerName = (name: string): boolean =>
  name.length >= 3 && name.length <= 63 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);

function blobContainer(
  text: string,
  connectionString: string | undefined,
  problems: string[],
): StorageLocation | undefined {
  const before = problems.length;
  const problem = urlProblem(text);
  if (problem) problems.push(`STORAGE ${problem}`);
  else {
    const { pathname, search, hash } = new URL(text);
    if (search || hash)
      problems.push(
        'STORAGE must be the URL of an Azure Blob container alone; a shared access signature belongs in STORAGE_CONNECTION_STRING',
      );
    else if (!isContainerName(pathname.replace(/\/$/, '').split('/').at(-1) ?? ''))
      problems.push(
        'STORAGE must end in the name of an Azure Blob container: 3 to 63 small letters, digits and single hyphens',
      );
  }
  if (connectionString !== undefined && !isConnectionString(connectionString))
    problems.push(
      'STORAGE_CONNECTION_STRING must hold DefaultEndpointsProtocol, AccountName and AccountKey, or BlobEndpoint and SharedAccessSignature, as the Azure portal shows it',
    );
  if (problems.length > before) return undefined;
  const { origin, pathname } = new URL(text);
  const url = origin + pathname.replace(/\/$/, '');
  return { kind: 'blob', url, connectionString: connectionString ? new Secret(connectionString) : undefined };
}

/** https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
function isConnectionString(text: string): boolean {
  const names = text.split(';').map((part) => part.split('=')[0]?.trim());
  return (
    ['DefaultEndpointsProtocol', 'AccountName', 'AccountKey'].every((name) => names.includes(name)) ||
    ['BlobEndpoint', 'SharedAccessSignature'].every((name) => names.includes(name))
  );
}
