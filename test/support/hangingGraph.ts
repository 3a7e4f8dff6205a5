import { type KnownPerson, people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, press, startDesk } from './desk.ts';
import { show } from './writes.ts';

// How long somebody waits for an answer while Graph gives none, with the deadlines that the bot really has.

/** Longer than any turn may take, and shorter than a write. */
const hangMs = 9_000;

export interface Waited {
  readonly what: string;
  readonly kind: 'message' | 'invoke';
  readonly ms: number;
}

interface Wait {
  readonly what: string;
  readonly kind: 'message' | 'invoke';
  readonly admin: KnownPerson;
  readonly target: KnownPerson;
  /** What has to be there first. */
  readonly before?: (client: TeamsClient, city: string) => Promise<unknown>;
  readonly act: (client: TeamsClient, message: MessageView | undefined, city: string) => Promise<unknown>;
  readonly hangs?: 'PATCH';
}

const { userAdministrator, globalAdministrator, globalReader, peopleAdministrator, helpdeskAdministrator } =
  people;
const lookUp = (target: KnownPerson) => (client: TeamsClient) => client.send(target.oid);
const last = (message: MessageView | undefined): MessageView => {
  if (!message) throw new Error('There is no card');
  return message;
};
const save: Wait['act'] = (client, message, city) => press(client, last(message), 'Save', { city });
const form = (what: string, target: KnownPerson, act: Wait['act']): Wait => ({
  ...{ what, target, act },
  kind: 'invoke',
  admin: userAdministrator,
  before: lookUp(target),
});

// Each about somebody else, so that they can be at the same time.
const waits: readonly Wait[] = [
  {
    ...{ what: 'a name', kind: 'message', admin: globalAdministrator, target: people.emoji },
    act: (client) => client.send('Pim'),
  },
  {
    ...{ what: 'a UPN', kind: 'message', admin: globalReader, target: people.hyphenated },
    act: (client) => client.send(people.hyphenated.userPrincipalName),
  },
  {
    ...{ what: 'a history', kind: 'message', admin: peopleAdministrator, target: people.longName },
    act: (client) => client.send(`history ${people.longName.oid}`),
  },
  {
    ...{ what: 'an object id', kind: 'message', admin: helpdeskAdministrator, target: people.cjk },
    act: lookUp(people.cjk),
  },
  form('Show', people.ampersand, (client, message) => show(client, last(message), 'about')),
  form('Save, at its read', people.obrien, save),
  { ...form('Save, at its write', people.employee, save), hangs: 'PATCH' },
  {
    ...form('Undo', people.annaSmith, (client, message) => press(client, last(message), 'Undo')),
    before: async (client, city) => {
      await client.send(people.annaSmith.oid);
      await save(client, client.last(), city);
    },
  },
];

/** Does all of them while Graph gives no answer about their targets; before that unhindered, for the bot to have its own tokens. */
export async function waitForGraph(): Promise<readonly Waited[]> {
  const desk = await startDesk();
  try {
    await waitAll(desk, false);
    const times = await waitAll(desk, true);
    return waits.map(({ what, kind }, index) => ({ what, kind, ms: times[index] ?? 0 }));
  } finally {
    await desk.close();
  }
}

async function waitAll(desk: DeskUnderTest, isHindered: boolean): Promise<number[]> {
  const ready: (() => Promise<number>)[] = [];
  const city = isHindered ? 'Utrecht' : 'Delft';
  for (const { admin, target, before, act, hangs } of waits) {
    const client = await desk.as(admin);
    await before?.(client, city);
    const message = before && client.last();
    ready.push(async () => {
      if (isHindered)
        desk.sandbox.graph.faults.add({
          ...{ kind: 'delay', ms: hangMs, times: 99 },
          match: ({ method, path }) =>
            (hangs ?? method) === method && isAbout(decodeURIComponent(path), target),
        });
      const startedAt = performance.now();
      await act(client, message, city);
      return performance.now() - startedAt;
    });
  }
  const times = await Promise.all(ready.map((one) => one()));
  await desk.app.idle();
  desk.sandbox.graph.faults.clear();
  return times;
}

function isAbout(path: string, { oid, userPrincipalName, displayName }: KnownPerson): boolean {
  const [first = ''] = displayName.split(' ');
  return [oid, userPrincipalName, `:${first}"`].some((text) => path.includes(text));
}
