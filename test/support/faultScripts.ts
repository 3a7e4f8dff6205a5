import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import type { DeskUnderTest } from './desk.ts';
import { changesOf, type ProfilePart, partsOf, photoOf, picture, putBack, textsOf } from './manyParts.ts';
import type { TruthOfChange } from './told.ts';

/** What somebody does who finds a person, saves, and takes it back; or asks for a history alone. */
export interface Script {
  readonly oid: string;
  readonly parts: readonly ProfilePart[];
  readonly changes: readonly TruthOfChange[];
  readonly typed: Readonly<Record<string, string>>;
  readonly begin: () => void;
  readonly find: () => Promise<unknown>;
  /** What somebody else does while the form is open. */
  readonly meanwhile?: () => void;
  readonly isUndone: boolean;
}

export const scriptNames = ['oneField', 'manyParts', 'photo', 'conflict', 'history'] as const;
export type ScriptName = (typeof scriptNames)[number];

/** What somebody else writes. */
const theirs = 'Utrecht';

export function scriptsOf(desk: DeskUnderTest, client: TeamsClient): Readonly<Record<ScriptName, Script>> {
  const script = (oid: string, parts: readonly ProfilePart[], find: Script['find']): Script => ({
    ...{ oid, parts, find },
    changes: changesOf(desk, oid, parts),
    typed: textsOf(parts),
    begin: () => putBack(desk, oid, parts),
    isUndone: true,
  });
  const { annaSmith: anna, withFullProfile: full, obrien } = people;
  const city = partsOf(anna.oid).filter(({ name }) => name === 'city');
  const { directory } = desk.sandbox.graph;
  return {
    oneField: script(anna.oid, city, () => client.send('Anna Smith')),
    manyParts: script(full.oid, partsOf(full.oid), () => client.send(full.oid)),
    photo: {
      ...script(anna.oid, [...city, photoOf(anna.oid)], async () => {
        await client.send(`photo ${anna.userPrincipalName}`);
        await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'anna.png', as: 'inline' });
      }),
      isUndone: false,
    },
    conflict: {
      ...script(
        anna.oid,
        city.map((part) => ({ ...part, before: theirs })),
        () => client.send(anna.oid),
      ),
      begin: () => putBack(desk, anna.oid, city),
      meanwhile: () => directory.update(anna.oid, { city: theirs }),
    },
    history: script(obrien.oid, [], () => client.send(obrien.userPrincipalName)),
  };
}
