import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send('help');
});
afterEach(() => desk.close());

const found = () => textOf(client.last().card).split('\n')[0];

/** How the directory has a number, and how people type it. */
const spellings = ['+31201234567', '+31 20 123 4567', '+31 201234567', '+31-20-123-4567', '020 123 4567'];
const typed = ['+31201234567', '0031 20 1234567', '+31 (20) 123 45 67', '020-1234567', '0201234567'];

describe('looking somebody up by a phone number', () => {
  it.each(spellings.flatMap((held) => typed.map((text) => [held, text])))(
    'that the directory has as %s and somebody types as %s',
    async (held, text) => {
      desk.sandbox.graph.directory.update(target.oid, { mobilePhone: held, businessPhones: [] });
      await client.send(text);
      expect(found()).toBe(target.displayName);
    },
  );

  it('finds it among the business phones too, in one query', async () => {
    await client.send(people.annaSmith.oid);
    desk.sandbox.graph.directory.update(target.oid, { businessPhones: ['+31 20 123 4567'] });
    desk.graphCalls();
    await client.send('020 1234567');
    expect(found()).toBe(target.displayName);
    // One batch to find, one to read.
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', 'POST /v1.0/$batch']);
  });

  it('says that it can miss one that is written in another way', async () => {
    desk.sandbox.graph.directory.update(target.oid, { mobilePhone: 'ask reception: 20.12.34' });
    await client.send('020 1234567');
    expect(textOf(client.last().card)).toContain('can be missed');
  });

  it('takes a number that is an employee id for that too', async () => {
    desk.sandbox.graph.directory.update(target.oid, { employeeId: '123456' });
    await client.send('123456');
    expect(found()).toBe(target.displayName);
  });
});
