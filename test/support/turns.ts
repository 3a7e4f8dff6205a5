import type { Scheduler } from 'fast-check';
import type { Store } from '../../src/store.ts';

/** Milliseconds after which a flow that came to no call hangs. */
const hangsMs = 60_000;

/**
 * Lets flows that run at once take their turns at their calls, in an order that fast-check's scheduler chooses. Nobody has a
 * turn before all of them wait for one: so every order can come about, and a seed gives the same one again, whatever the
 * sockets between the flows and their calls do.
 */
export class Turns {
  #scheduler: Scheduler | undefined;
  #look = (): void => undefined;

  /** Waits for a turn; not at all where no flows are run. */
  async take(label: string): Promise<void> {
    if (!this.#scheduler) return;
    const turn = this.#scheduler.schedule(Promise.resolve(), label);
    this.#look();
    await turn;
  }

  /** The store, each of whose calls takes its turn. */
  of(store: Store): Store {
    const kinds = (keys: readonly string[]) => keys.map((key) => key.split('/')[0]).join(', ');
    return {
      ...store,
      read: async (keys) => {
        await this.take(`read ${kinds(keys)}`);
        return await store.read(keys);
      },
      write: async (changes) => {
        await this.take(`write ${kinds(Object.keys(changes))}`);
        await store.write(changes);
      },
      delete: async (keys) => {
        await this.take(`delete ${kinds(keys)}`);
        await store.delete(keys);
      },
      deleteUnchanged: async (key, eTag) => {
        await this.take(`delete ${kinds([key])}`);
        return await store.deleteUnchanged(key, eTag);
      },
    };
  }

  /** Runs the flows at once. What they leave behind goes on without turns. */
  async run<Result>(scheduler: Scheduler, flows: readonly (() => Promise<Result>)[]): Promise<Result[]> {
    this.#scheduler = scheduler;
    let underWay = 0;
    const allWait = () => this.#until(() => scheduler.count() >= underWay);
    const results: Promise<Result>[] = [];
    try {
      for (const flow of flows) {
        underWay += 1;
        const result = flow().finally(() => {
          underWay -= 1;
          this.#look();
        });
        results.push(result);
        await allWait();
      }
      while (underWay > 0) {
        await scheduler.waitOne();
        await allWait();
      }
      return await Promise.all(results);
    } finally {
      this.#scheduler = undefined;
      while (scheduler.count() > 0) await scheduler.waitOne();
    }
  }

  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const hangs = setTimeout(() => reject(new Error('A flow came to no call')), hangsMs);
      this.#look = () => {
        if (!isSo()) return;
        clearTimeout(hangs);
        resolve();
      };
      this.#look();
    });
  }
}
