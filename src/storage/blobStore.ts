import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import { type BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { type Store, StoreConflictError, type StoreItems, StoreSetupError } from '../store.ts';
import { blobErrorOf, codeOf } from './blobErrors.ts';
import { blobNameOf } from './blobNames.ts';

/** Milliseconds that a call of the store takes at most, tries together: a click is to be answered within 4 s. */
const callMs = 2_000;
/** A probe may wait longer than a person: for the first token of a managed identity, say. */
const checkMs = 10_000;
const retryOptions = { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };
/** How often an item's body is asked for that broke off. */
const bodyTries = 3;
/** No item's: they end in `.json`. */
const checkName = 'check';
/** Most writes that a blob names: more than can be made one after another while a call waits for its answer. */
const mostWrites = 32;

/**
 * Keeps every item as a JSON blob of one Azure Blob container, for any number of instances. The service compares eTags
 * itself (https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations).
 *
 * botbuilder-azure-blobs can't keep the contract: it writes the items of one write at the same time, can't create only,
 * tells a conflict by a plain error that quotes the key, counts characters as bytes, and cuts long keys off.
 *
 * @param url the container's.
 * @param access a managed identity, or a connection string of the container's account.
 * @throws Error where the connection string can't be read, or is another account's.
 */
export function createBlobStore(url: string, access: TokenCredential | string): Store {
  const container = containerOf(url, access);
  const blobOf = (key: string): BlockBlobClient => container.getBlockBlobClient(blobNameOf(key));

  async function readOne(
    key: string,
    abortSignal: AbortSignal,
    tries = bodyTries,
  ): Promise<StoreItems[string] | undefined> {
    const answer = await blobOf(key)
      .download(0, undefined, { abortSignal })
      .catch((error: unknown) => {
        if (codeOf(error) !== 'BlobNotFound') throw error;
      });
    if (!answer) return undefined;
    try {
      // In Node.js there always is a stream.
      const item = JSON.parse(await text(answer.readableStreamBody as NodeJS.ReadableStream));
      return { ...item, eTag: eTagOf(answer.etag ?? '', answer.metadata?.writes) };
    } catch (error) {
      // The connection broke in the middle, which the library leaves to its caller. By now there may be another version.
      if (tries > 1 && !abortSignal.aborted) return await readOne(key, abortSignal, tries - 1);
      throw error;
    }
  }

  async function writeOne(key: string, { eTag, ...item }: StoreItems[string], abortSignal: AbortSignal) {
    const seen = eTag === undefined || eTag === '*' ? undefined : versionOf(eTag);
    // Not an eTag that this store gave.
    if (seen === null) throw new StoreConflictError(key);
    const write = randomBytes(9).toString('base64url');
    const writes = [write, ...(seen?.writes ?? [])].slice(0, mostWrites).join(',');
    const body = Buffer.from(JSON.stringify(item));
    try {
      await blobOf(key).upload(body, body.length, {
        conditions: seen ? { ifMatch: seen.etag } : eTag === '*' ? {} : { ifNoneMatch: '*' },
        metadata: { writes },
        blobHTTPHeaders: { blobContentType: 'application/json' },
        abortSignal,
      });
    } catch (error) {
      if (eTag === '*' || !isRefused(error)) throw error;
      // A try whose answer was lost may have been the one that the next try was refused for.
      if (!(await hasWrite(key, write, abortSignal))) throw new StoreConflictError(key);
    }
  }

  /** Whether a write is in what is there now, or in what that was made from. */
  async function hasWrite(key: string, write: string, abortSignal: AbortSignal): Promise<boolean> {
    try {
      const { metadata } = await blobOf(key).getProperties({ abortSignal });
      return writesOf(metadata?.writes).includes(write);
    } catch (error) {
      if (codeOf(error) === 'BlobNotFound') return false;
      throw error;
    }
  }

  /** @returns false where the item is there, and not as it was read. */
  async function deleteOne(
    key: string,
    etag: string | undefined,
    abortSignal: AbortSignal,
  ): Promise<boolean> {
    try {
      await blobOf(key).delete({ conditions: etag === undefined ? {} : { ifMatch: etag }, abortSignal });
    } catch (error) {
      // There may be nothing any more: another try's doing, whose answer was lost, say.
      if (codeOf(error) === 'ConditionNotMet') return !(await blobOf(key).exists({ abortSignal }));
      if (codeOf(error) !== 'BlobNotFound') throw error;
    }
    return true;
  }

  /** Does what a call is for within its time, and gives every error without key, URL or secret. */
  async function call<Result>(work: (signal: AbortSignal) => Promise<Result>, ms = callMs): Promise<Result> {
    const signal = AbortSignal.timeout(ms);
    // One for each key, and more than ten are no leak.
    setMaxListeners(0, signal);
    // Not everything that is waited for looks at the signal.
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([work(signal), late]);
    } catch (error) {
      if (error instanceof StoreConflictError) throw error;
      throw blobErrorOf(error, container, typeof access === 'string');
    }
  }

  return {
    read: (keys) =>
      call(async (signal) => {
        const items = await Promise.all(keys.map(async (key) => [key, await readOne(key, signal)] as const));
        return Object.fromEntries(items.filter(([, item]) => item !== undefined)) as StoreItems;
      }),
    write: (changes) =>
      call(async (signal) => {
        for (const [key, item] of Object.entries(changes)) await writeOne(key, item, signal);
      }),
    delete: (keys) =>
      call(async (signal) => {
        await Promise.all(keys.map((key) => deleteOne(key, undefined, signal)));
      }),
    deleteUnchanged: (key, eTag) =>
      call(async (signal) => {
        const seen = versionOf(eTag);
        return seen ? await deleteOne(key, seen.etag, signal) : (await readOne(key, signal)) === undefined;
      }),
    /** Everything that the bot needs the right for. Other instances may do the same meanwhile. */
    check: () =>
      call(async (abortSignal) => {
        const blob = container.getBlockBlobClient(checkName);
        const unlessGone = (error: unknown): void => {
          if (codeOf(error) !== 'BlobNotFound') throw error;
        };
        await blob.upload('{}', 2, { abortSignal });
        await blob.getProperties({ abortSignal }).catch(unlessGone);
        await blob.delete({ abortSignal }).catch(unlessGone);
      }, checkMs),
    async close() {},
  };
}

function containerOf(url: string, access: TokenCredential | string): ContainerClient {
  if (typeof access !== 'string') return new ContainerClient(url, access, { retryOptions });
  const container = new ContainerClient(access, url.split('/').at(-1) ?? '', { retryOptions });
  const { origin, pathname } = new URL(container.url);
  if (origin + pathname !== url)
    throw new StoreSetupError('it is not of the storage account that STORAGE names');
  return container;
}

/** An eTag of the store's: the service's, and the writes that led to this version, newest first. */
function eTagOf(etag: string, writes = ''): string {
  return `${etag} ${writes}`;
}

/** @returns null where the store gave no such eTag. */
function versionOf(eTag: string): { readonly etag: string; readonly writes: readonly string[] } | null {
  const [, etag, writes] = /^(\S+) (\S*)$/.exec(eTag) ?? [];
  return etag === undefined ? null : { etag, writes: writesOf(writes) };
}

function writesOf(list = ''): string[] {
  return list.split(',').filter((write) => write !== '');
}

/** Whether a write was not done since the item was not as it should have been. */
function isRefused(error: unknown): boolean {
  return ['ConditionNotMet', 'BlobAlreadyExists', 'BlobNotFound'].includes(codeOf(error) ?? '');
}
