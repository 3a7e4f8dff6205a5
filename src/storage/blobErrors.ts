import type { ContainerClient } from '@azure/storage-blob';
import { StoreSetupError } from '../store.ts';

/** The service did not do what it was asked: for the log, without key, URL or secret. */
class BlobError extends Error {
  override readonly name = 'BlobError';
  readonly code: string | undefined;
  readonly statusCode: number | undefined;
  readonly requestId: string | undefined;
  constructor(details: Pick<BlobError, 'code' | 'statusCode' | 'requestId'>) {
    super(`Azure Blob Storage: ${details.statusCode ?? ''} ${details.code ?? 'no answer'}`);
    this.code = details.code;
    this.statusCode = details.statusCode;
    this.requestId = details.requestId;
  }
}

/** What the libraries' errors are read for. */
interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly details?: { readonly errorCode?: string };
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

/**
 * The service's error code (https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes), or the system's. An
 * answer without a body has it in a header.
 */
export function codeOf(error: unknown): string | undefined {
  const { code, details, response, statusCode } = error as Failure;
  return statusCode === undefined
    ? code
    : (details?.errorCode ?? response?.headers.get('x-ms-error-code') ?? code);
}

/** What a failed call means: StoreSetupError with what to do, where waiting does not help. */
export function blobErrorOf(error: unknown, container: ContainerClient, byConnectionString: boolean): Error {
  if (error instanceof StoreSetupError) return error;
  const { name, statusCode, response } = error as Failure;
  const code = codeOf(error);
  const { host } = new URL(container.url);
  if (code === 'ContainerNotFound')
    return new StoreSetupError(
      `${host} has no container "${container.containerName}": create it, or correct STORAGE`,
    );
  if (code === 'ENOTFOUND')
    return new StoreSetupError(`there is no ${host}: correct the storage account's name in STORAGE`);
  if (name === 'CredentialUnavailableError')
    return new StoreSetupError(
      'there is no managed identity here: give the bot one, or set STORAGE_CONNECTION_STRING',
    );
  if (statusCode === 401 || statusCode === 403)
    return new StoreSetupError(
      `${host} refuses (${code}): ${byConnectionString ? notByConnectionString : notByIdentity}; and see that its firewall lets the bot in`,
    );
  const requestId = response?.headers.get('x-ms-request-id');
  return new BlobError({
    code: code ?? (name === 'TimeoutError' ? 'no answer in time' : name),
    statusCode,
    requestId,
  });
}

const notByConnectionString =
  'the key or shared access signature of STORAGE_CONNECTION_STRING must be valid, and allow to read, create, write and delete blobs';
// https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
const notByIdentity =
  'give the managed identity the role "Storage Blob Data Contributor" on the container (it takes up to 10 minutes to work)';
