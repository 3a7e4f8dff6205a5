/**
 * Runs what has the same key one after another, in the order of the calls. So are the turns of one person in one
 * conversation (their dialog state is read at the beginning and written at the end, and the last writer wins), one
 * person's searches as they type, and the updates of one message.
 */
export function createTurnQueue(): <Result>(key: string, turn: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, turn) => {
    const before = last.get(key) ?? Promise.resolve();
    const current = before.then(turn, turn);
    last.set(key, current);
    try {
      return await current;
    } finally {
      if (last.get(key) === current) last.delete(key);
    }
  };
}
