/** Work that goes on after its turn was answered, so that a stop can wait for it. */
export interface Background {
  run(work: Promise<unknown>): void;
  /** Resolves when all that is under way has ended. */
  idle(): Promise<void>;
}

/** @param onError called with what a piece of work rejected with. */
export function createBackground(onError: (error: unknown) => void): Background {
  const underWay = new Set<Promise<unknown>>();
  return {
    run(work) {
      const tracked = work.catch(onError).finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
