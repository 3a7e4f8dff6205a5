import type { Storage, StoreItems } from 'botbuilder';

/**
 * The contract of every store behind the bot, on top of botbuilder's `Storage`:
 * - a read item carries its `eTag`;
 * - a write with that `eTag` succeeds only if nobody wrote in between, else it rejects with StoreConflictError;
 * - a write without `eTag` succeeds only where there is nothing yet, else StoreConflictError;
 * - a write with `eTag: '*'` replaces whatever is there;
 * - the items of one write are written in their order, and none after one that conflicts;
 * - a write has reached the disk, or the service, when its promise resolves; where it rejects with anything but
 *   StoreConflictError, nobody knows whether it did.
 */
export interface Store extends Storage {
  /** Removes an item only if nobody wrote it since it was read with this `eTag`. @returns whether it is gone. */
  deleteUnchanged(key: string, eTag: string): Promise<boolean>;
  /**
   * Whether the store can be read and written just now; rejects if not.
   * @throws StoreSetupError where that is the operator's to mend.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

export class StoreConflictError extends Error {
  constructor(key: string) {
    super(`Somebody else wrote ${key.split('/')[0]} in between`);
    this.name = 'StoreConflictError';
  }
}

/** The store is not there, or may not be used, and will not be by waiting. The message says what to do. */
export class StoreSetupError extends Error {
  override readonly name = 'StoreSetupError';
}

/** A JSON copy, so that nothing in the store changes with an object in use. */
export function copyOf<Item>(item: Item): Item {
  return JSON.parse(JSON.stringify(item)) as Item;
}

export type { StoreItems };
