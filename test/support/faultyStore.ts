import { type Store, StoreConflictError } from '../../src/store.ts';

/** What goes wrong with a call of the store. An outage goes on until it is ended. */
const storeFaults = ['not done', 'done, and no answer', 'a conflict', 'an outage'] as const;
export type StoreFault = (typeof storeFaults)[number];

/** What can go wrong with a call. A read meets no conflict. @param call its words in `calls` */
export function faultsOf(call: string): readonly StoreFault[] {
  return storeFaults.filter((fault) => fault !== 'a conflict' || !call.startsWith('read'));
}

export interface FaultyStore extends Store {
  /** The calls since the fault was ordered. */
  readonly calls: string[];
  /** The call that met what was ordered; undefined where none did. */
  readonly met: string | undefined;
  /** Has the n-th call from now on go wrong, from 0 on. */
  order(call: number, fault: StoreFault): void;
  /** Ends an outage. What was ordered and did not happen yet stays. */
  endOutage(): void;
}

/** Puts itself before a store, and fails where it is told to. */
export function faultyStore(inner: Store): FaultyStore {
  const calls: string[] = [];
  let ordered: { readonly call: number; readonly fault: StoreFault } | undefined;
  let met: string | undefined;
  let isOut = false;

  async function run<Result>(
    what: string,
    keys: readonly string[],
    call: () => Promise<Result>,
  ): Promise<Result> {
    const words = `${what} ${keys.map((key) => key.split('/')[0]).join(', ')}`;
    const own = calls.push(words) - 1;
    const fault =
      ordered?.call === own && faultsOf(words).includes(ordered.fault) ? ordered.fault : undefined;
    if (fault) met = words;
    if (fault === 'an outage') isOut = true;
    if (isOut || fault === 'not done') throw new Error('The store is out of order');
    if (fault === 'a conflict') throw new StoreConflictError(keys[0] ?? '');
    const result = await call();
    if (fault === 'done, and no answer') throw new Error('The store gave no answer');
    return result;
  }

  return {
    calls,
    get met() {
      return met;
    },
    order(call, fault) {
      calls.length = 0;
      met = undefined;
      ordered = { call, fault };
    },
    endOutage() {
      isOut = false;
    },
    read: (keys) => run('read', keys, () => inner.read(keys)),
    write: (changes) => run('write', Object.keys(changes), () => inner.write(changes)),
    delete: (keys) => run('delete', keys, () => inner.delete(keys)),
    deleteUnchanged: (key, eTag) => run('delete', [key], () => inner.deleteUnchanged(key, eTag)),
    check: () => inner.check(),
    close: () => inner.close(),
  };
}
