import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient, TeamsClientOptions } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, press } from './desk.ts';
import { inGroup, settled } from './groups.ts';
import { changesOf, type ProfilePart, partsOf, photoOf, picture, putBack, textsOf } from './manyParts.ts';
import type { TruthOfChange } from './told.ts';
import { show } from './writes.ts';

/** What somebody does who finds a person, or a request, changes something, and takes it back; or reads alone. */
export interface Script {
  /** Who does it, and where. */
  readonly client: TeamsClient;
  readonly oid: string;
  readonly parts: readonly ProfilePart[];
  readonly changes: readonly TruthOfChange[];
  readonly typed: Readonly<Record<string, string>>;
  /** What is there before anything goes wrong. */
  readonly begin: () => unknown;
  readonly find: () => Promise<unknown>;
  readonly button: 'Save' | 'Approve';
  /** What somebody else does while the form is open. */
  readonly meanwhile?: () => void;
  readonly isUndone: boolean;
}

export const scriptNames = [
  'oneField',
  'manyParts',
  'photo',
  'conflict',
  'inChannel',
  'approval',
  'history',
  'typeahead',
] as const;
export type ScriptName = (typeof scriptNames)[number];

/** What somebody else writes. */
const theirs = 'Utrecht';

/** @param fetch is what the clients send with, of whoever has to do with what goes wrong */
export async function scriptsOf(
  desk: DeskUnderTest,
  fetch: TeamsClientOptions['fetch'],
): Promise<Readonly<Record<ScriptName, Script>>> {
  const {
    globalAdministrator,
    helpdeskAdministrator,
    annaSmith: anna,
    withFullProfile: full,
    obrien,
  } = people;
  const { directory } = desk.sandbox.graph;
  const { channel: conversationId } = desk.sandbox.teams.sampleConversations;
  const client = await desk.as(globalAdministrator, fetch && { fetch });
  const inChannel = await desk.as(globalAdministrator, { conversationId, ...(fetch && { fetch }) });
  // Signed in, so that they can ask.
  await (await desk.as(helpdeskAdministrator)).send(obrien.userPrincipalName);
  const agent = await inGroup(desk, helpdeskAdministrator);
  const script = (oid: string, parts: readonly ProfilePart[], find: Script['find']): Script => ({
    ...{ client, oid, parts, find },
    changes: changesOf(desk, oid, parts),
    typed: textsOf(parts),
    begin: () => putBack(desk, oid, parts),
    button: 'Save',
    isUndone: true,
  });
  const city = partsOf(anna.oid).filter(({ name }) => name === 'city');
  const cityAndAboutMe = partsOf(anna.oid).filter(({ name }) => name === 'city' || name === 'aboutMe');
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
    inChannel: {
      ...script(anna.oid, city, () => inChannel.sendMention('Anna Smith')),
      client: inChannel,
    },
    approval: {
      ...script(anna.oid, cityAndAboutMe, () => settled(desk, inChannel)),
      client: inChannel,
      typed: {},
      button: 'Approve',
      async begin() {
        putBack(desk, anna.oid, cityAndAboutMe);
        await agent.open();
        await agent.sendMention(anna.oid);
        await settled(desk, agent);
        const form = await press(agent, agent.last(), 'Ask for a change');
        const shown = await show(agent, form, 'about');
        await press(agent, shown, 'Ask for approval', textsOf(cityAndAboutMe));
        await desk.app.idle();
        // What they see anew is not the approver's.
        agent.close();
      },
    },
    history: script(obrien.oid, [], () => client.send(obrien.userPrincipalName)),
    typeahead: script(obrien.oid, [], () => client.send(obrien.oid)),
  };
}
