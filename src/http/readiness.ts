import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** Something that the bot can't do without. */
export interface Dependency {
  readonly name: 'storage' | 'botCredential' | 'channelKeys';
  /** Rejects where it is missing. */
  readonly check: () => Promise<void>;
  /** Milliseconds for which a good answer is taken for the next ones. */
  readonly goodForMs: number;
}

/** Milliseconds after which a check counts as failed; what it waits for goes on. */
const longestCheckMs = 3_000;

/**
 * Names what is missing just now. Probes come every few seconds, from several sides: what was there a moment ago is there,
 * and a check under way is everybody's.
 */
export function createReadiness(
  dependencies: readonly Dependency[],
  clock: Clock,
  log: Log,
): () => Promise<readonly Dependency['name'][]> {
  const lookers = dependencies.map(({ name, check, goodForMs }) => {
    let goodUntil = Number.NEGATIVE_INFINITY;
    let underWay: Promise<boolean> | undefined;
    const look = async (): Promise<boolean> => {
      try {
        await check();
        goodUntil = clock.now() + goodForMs;
        return true;
      } catch (error) {
        log.error('not ready', { missing: name, error });
        return false;
      } finally {
        underWay = undefined;
      }
    };
    const isThere = async (): Promise<boolean> => {
      if (clock.now() < goodUntil) return true;
      underWay ??= look();
      return await Promise.race([underWay, wait(longestCheckMs, false, { ref: false })]);
    };
    return { name, isThere };
  });
  return async () => {
    const there = await Promise.all(lookers.map(({ isThere }) => isThere()));
    return lookers.flatMap(({ name }, index) => (there[index] ? [] : [name]));
  };
}
