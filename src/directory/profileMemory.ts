import type { Section } from '../profile/fields.ts';
import type { Profile } from '../profile/profile.ts';
import type { Directory } from './directory.ts';

/** Milliseconds that a profile is good for a view that is drawn again: an edit of a message may set off 60 of them. */
const goodForMs = 60_000;
/** Most profiles that are kept; the oldest go first. */
const mostKept = 500;

interface Remembered {
  readonly at: number;
  readonly profile: Promise<Profile>;
}

/**
 * Remembers for a minute what a viewer read, for that viewer alone.
 * @returns a directory like the given one, whose profiles may be as old.
 */
export function createProfileMemory(clock: {
  now(): number;
}): (directory: Directory, viewerId: string) => Directory {
  const kept = new Map<string, Remembered>();

  const remember = (key: string, profile: Promise<Profile>): void => {
    kept.delete(key);
    kept.set(key, { at: clock.now(), profile });
    // What failed is asked again.
    profile.catch(() => kept.get(key)?.profile === profile && kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
  };

  return (directory, viewerId) => ({
    ...directory,
    async find(text, signal) {
      const found = await directory.find(text, signal);
      if (found.kind === 'profile') {
        const { id, sections } = found.profile;
        remember(keyOf(viewerId, id, sections, []), Promise.resolve(found.profile));
      }
      return found;
    },
    profile(personId, sections, signal, others = []) {
      const key = keyOf(viewerId, personId, sections, others);
      const known = kept.get(key);
      if (known && clock.now() - known.at < goodForMs) return known.profile;
      const profile = directory.profile(personId, sections, signal, others);
      remember(key, profile);
      return profile;
    },
  });
}

function keyOf(
  viewerId: string,
  personId: string,
  sections: readonly Section[],
  others: readonly string[],
): string {
  return JSON.stringify([viewerId, personId.toLowerCase(), sections, others]);
}
