import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, press } from './desk.ts';
import type { ArrivedWrite } from './writes.ts';

/** A click that writes once, and how its card comes to have the button. */
export interface ClickScene {
  readonly name: string;
  readonly title: string;
  readonly typed: Readonly<Record<string, string>>;
  prepare(desk: DeskUnderTest, client: TeamsClient, message: MessageView): Promise<MessageView>;
  /** What the click writes of the person, and what all its answers say. */
  readonly writes: object;
  readonly says: RegExp;
}

const target = people.obrien;
const jobTitle = 'Dock Master';

/** The one write of a scene's click, as it arrives. */
export const writeOf = ({ writes }: Pick<ClickScene, 'writes'>): ArrivedWrite => ({
  method: 'PATCH',
  path: `/users/${target.oid}`,
  body: writes,
});

const inConflict: ClickScene['prepare'] = async ({ sandbox }, client, message) => {
  sandbox.graph.directory.update(target.oid, { city: 'Delft' });
  return await press(client, message, 'Save', { city: 'Gouda', jobTitle });
};

/** Looks a person up whose profile is as it was at the beginning, and brings the card to where it has the button. */
export async function openScene(
  desk: DeskUnderTest,
  client: TeamsClient,
  { prepare }: Pick<ClickScene, 'prepare'>,
  lookUp: (client: TeamsClient) => Promise<unknown> = (own) => own.send(target.oid),
): Promise<MessageView> {
  const before = { city: 'Seattle', jobTitle: 'Harbor Pilot', accountEnabled: true };
  desk.sandbox.graph.directory.update(target.oid, before);
  await lookUp(client);
  const message = await prepare(desk, client, client.last());
  await desk.app.idle();
  return message;
}

export const clickScenes: readonly ClickScene[] = [
  {
    name: 'Save',
    title: 'Save',
    typed: { jobTitle },
    prepare: async (_desk, _client, message) => message,
    writes: { jobTitle },
    says: /^Saved\n/,
  },
  {
    name: 'Save once more, after Graph was busy',
    title: 'Save',
    typed: {},
    prepare: (desk, client, message) => {
      const match = ({ method }: { readonly method: string }) => method !== 'PATCH';
      // Longer than anybody waits.
      desk.sandbox.graph.faults.add({ match, kind: 'throttle', retryAfterSeconds: 3_600 });
      return press(client, message, 'Save', { jobTitle });
    },
    writes: { jobTitle },
    says: /^Saved\n/,
  },
  {
    name: 'Confirm',
    title: 'Confirm',
    typed: {},
    prepare: (_desk, client, message) => press(client, message, 'Save', { accountEnabled: 'false' }),
    writes: { accountEnabled: false },
    says: /^Saved\n/,
  },
  {
    name: 'Keep mine',
    title: 'Keep mine',
    typed: {},
    prepare: inConflict,
    writes: { city: 'Gouda', jobTitle },
    says: /^Saved\n/,
  },
  {
    name: 'Take theirs',
    title: 'Take theirs',
    typed: {},
    prepare: inConflict,
    writes: { jobTitle },
    says: /^Saved\n/,
  },
  {
    name: 'Undo',
    title: 'Undo',
    typed: {},
    prepare: (_desk, client, message) => press(client, message, 'Save', { city: 'Delft' }),
    writes: { city: 'Seattle' },
    says: /^Undone\n/,
  },
];
