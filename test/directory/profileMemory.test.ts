import { describe, expect, it } from 'vitest';
import type { Directory, Found } from '../../src/directory/directory.ts';
import { createProfileMemory } from '../../src/directory/profileMemory.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { profileFrom } from '../cards/sampleValues.ts';

const { signal } = new AbortController();

function start() {
  const time = { ms: 0 };
  const reads: string[] = [];
  const state = { fails: false };
  const profile = async (personId: string, sections: readonly string[]): Promise<Profile> => {
    reads.push(`${personId} ${sections.join(',')}`);
    if (state.fails) throw new Error('down');
    return profileFrom((place) => place, { id: personId, sections: sections as Profile['sections'] });
  };
  const find = async (): Promise<Found> => ({ kind: 'profile', profile: await profile('a', ['job']) });
  const directory = { profile, find } as unknown as Directory;
  const remember = createProfileMemory({ now: () => time.ms });
  return { time, reads, state, as: (viewer: string) => remember(directory, viewer) };
}

describe('a profile that a viewer read', () => {
  it('is good for a minute, for that viewer, that person and those sections', async () => {
    const { time, reads, as } = start();
    await Promise.all([as('x').profile('a', ['job'], signal), as('x').profile('A', ['job'], signal)]);
    time.ms = 59_999;
    await as('x').profile('a', ['job'], signal);
    expect(reads).toEqual(['a job']);
    await as('y').profile('a', ['job'], signal);
    await as('x').profile('b', ['job'], signal);
    await as('x').profile('a', ['job', 'about'], signal);
    expect(reads).toEqual(['a job', 'a job', 'b job', 'a job,about']);
    time.ms = 60_000;
    await as('x').profile('a', ['job'], signal);
    expect(reads).toHaveLength(5);
  });

  it('is the one that a search read in the same round trip', async () => {
    const { reads, as } = start();
    await as('x').find('a@b.example', signal);
    await as('x').profile('a', ['job'], signal);
    expect(reads).toEqual(['a job']);
  });

  it('is asked again where it could not be read', async () => {
    const { reads, state, as } = start();
    state.fails = true;
    await expect(as('x').profile('a', ['job'], signal)).rejects.toThrow('down');
    state.fails = false;
    await as('x').profile('a', ['job'], signal);
    expect(reads).toHaveLength(2);
  });

  it('is one of 500 at most', async () => {
    const { reads, as } = start();
    for (let count = 0; count <= 500; count += 1) await as('x').profile(`p${count}`, ['job'], signal);
    await as('x').profile('p1', ['job'], signal);
    expect(reads).toHaveLength(501);
    await as('x').profile('p0', ['job'], signal);
    expect(reads).toHaveLength(502);
  });
});
