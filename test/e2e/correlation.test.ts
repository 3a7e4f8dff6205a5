import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

// The number that somebody is shown is the one that the operator finds in the log, and Graph in its own.

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
let isStoreBroken: boolean;
beforeEach(async () => {
  isStoreBroken = false;
  const memory = createMemoryStore();
  const write: typeof memory.write = async (changes) => {
    if (isStoreBroken) throw new Error('The disk is full');
    await memory.write(changes);
  };
  desk = await startDesk({ store: { ...memory, write } });
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
});
afterEach(() => desk.close());

const eventsOf = (id: string | undefined): string[] =>
  desk.lines
    .map((line) => JSON.parse(line) as { event: string; correlationId?: string })
    .filter(({ correlationId }) => id !== undefined && correlationId === id)
    .map(({ event }) => event);
const idIn = (text: string): string | undefined =>
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0];

describe('the number that an error shows', () => {
  it('for a message that failed', async () => {
    isStoreBroken = true;
    await client.send(target.oid);
    const id = idIn(client.messages().at(-1)?.text ?? '');
    expect(eventsOf(id)).toEqual(['turn failed', 'turn']);
  });

  it('for a click that failed', async () => {
    const message = client.last();
    isStoreBroken = true;
    const failed = await press(client, message, 'Save', { jobTitle: 'Harbor Master' });
    expect(eventsOf(idIn(textOf(failed.card)))).toEqual(expect.arrayContaining(['turn failed', 'turn']));
  });

  it('for a policy of Conditional Access that a sign-in does not satisfy; Graph was sent it too', async () => {
    const message = client.last();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'claims', times: 2 });
    await press(client, message, 'Save', { city: 'Delft' });
    await client.signIn(message.id);
    const told = await desk.stored(client, message);
    const id = idIn(textOf(told.card));
    expect(textOf(told.card)).toContain('correlation ID');
    expect(eventsOf(id)).toEqual(expect.arrayContaining(['graph refused', 'turn']));
    expect(desk.patches().map(({ headers }) => headers.clientRequestId)).toContain(id);
  });
});

it('a line of a turn has nothing of the lines before it', async () => {
  await press(client, client.last(), 'Save', { city: 'Delft' });
  const lines = desk.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const saved = lines.findLast(({ event }) => event === 'write');
  const turn = lines.find(
    ({ event, correlationId }) => event === 'turn' && correlationId === saved?.correlationId,
  );
  expect(Object.keys(turn ?? {}).sort()).toEqual([
    'activity',
    'correlationId',
    'event',
    'level',
    'ms',
    'status',
    'time',
  ]);
});
