import type { Storage, StoreItems } from 'botbuilder';

/**
 * The contract of every store behind the bot, on top of botbuilder's `Storage`:
 * - a read item carries its `eTag`;
 * - a write with that `eTag` succeeds only if nobody wrote in between, else it rejects with StoreConflictError;
 * - a write without `eTag` succeeds only where there is nothing yet, else StoreConflictError;
 * - a write with `eTag: '*'` replaces whatever is there;
 * - the items of one write are written in their order, and none after one that conflicts;
 * - a write has reached the disk, or the service, when its promise resolves.
 */
export interface Store extends Storage {
  /** Whether the store can be read and written just now; rejects if not. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export class StoreConflictError extends Error {
  constructor(key: string) {
    super(`Somebody else wrote ${key.split('/')[0]} in between`);
    this.name = 'StoreConflictError';
  }
}

/** A JSON copy, so that nothing in the store changes with an object in use. */
export function copyOf<Item>(item: Item): Item {
  return JSON.parse(JSON.stringify(item)) as Item;
}

export type { StoreItems };
