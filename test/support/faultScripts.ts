import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import type { DeskUnderTest } from './desk.ts';
import { changesOf, type ProfilePart, partsOf, putBack, textsOf } from './manyParts.ts';
import type { TruthOfChange } from './told.ts';

/** What somebody does who finds a person, saves, and takes it back; or asks for a history alone. */
export interface Script {
  readonly oid: string;
  readonly parts: readonly ProfilePart[];
  /** The parts, and what else is changed. */
  readonly changes: readonly TruthOfChange[];
  readonly typed: Readonly<Record<string, string>>;
  readonly begin: () => void;
  readonly find: () => Promise<unknown>;
  readonly isUndone: boolean;
}

export const scriptNames = ['oneField', 'manyParts', 'photo', 'history'] as const;
export type ScriptName = (typeof scriptNames)[number];

const picture = Buffer.from(drawnPhoto('somebody else').bytes(96));

export function scriptsOf(desk: DeskUnderTest, client: TeamsClient): Readonly<Record<ScriptName, Script>> {
  const script = (oid: string, names: readonly string[] | 'all', find: Script['find']): Script => {
    const parts = partsOf(oid).filter(({ name }) => names === 'all' || names.includes(name));
    return {
      ...{ oid, parts, find },
      changes: changesOf(desk, oid, parts),
      typed: textsOf(parts),
      begin: () => putBack(desk, oid, parts),
      isUndone: true,
    };
  };
  const { annaSmith: anna, withFullProfile: full, obrien } = people;
  const withPhoto = script(anna.oid, ['city'], async () => {
    await client.send(`photo ${anna.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'anna.png', as: 'inline' });
  });
  const isNew = (): boolean =>
    picture.equals(Buffer.from(desk.sandbox.graph.directory.record(anna.oid)?.photo?.bytes(240) ?? []));
  return {
    oneField: script(anna.oid, ['city'], () => client.send('Anna Smith')),
    manyParts: script(full.oid, 'all', () => client.send(full.oid)),
    photo: {
      ...withPhoto,
      isUndone: false,
      begin: () => {
        withPhoto.begin();
        desk.sandbox.graph.directory.setPhoto(anna.oid, drawnPhoto(anna.oid));
      },
      changes: [
        ...withPhoto.changes,
        { label: 'Photo', shownAs: ['the new photo'], isDone: isNew, isNotDone: () => !isNew() },
      ],
    },
    history: script(obrien.oid, [], () => client.send(obrien.userPrincipalName)),
  };
}
