import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterAll(() => desk.close());

describe('a click of an old client that makes no sense', () => {
  const context = { $card: 'c', $edit: 'e', $person: target.oid };
  it.each<[string, unknown]>([
    ['an unknown verb', { ...context, $verb: 'explode' }],
    ['a verb that every object has', { ...context, $verb: 'constructor' }],
    ['no verb', context],
    ['a verb that is no text', { ...context, $verb: ['save'] }],
    ['a very long verb', { ...context, $verb: 'save'.repeat(50) }],
    ['no edit and no person', { $verb: 'save' }],
    ['a person that is no id', { $verb: 'open', $person: '../me' }],
    ['nothing at all', {}],
    ['null', null],
    ['a text', 'save'],
    ['a number', 42],
    ['a list', [{ ...context, $verb: 'save' }]],
  ])('is answered in words, without asking Graph: %s', async (_kind, value) => {
    await client.send(target.oid);
    const { id } = client.last();
    const before = JSON.stringify(client.views());
    desk.graphCalls();
    const { status } = await client.sendValue(id, value);
    expect(status).toBe(200);
    expect(desk.graphCalls()).toEqual([]);
    expect(JSON.stringify(client.views())).not.toBe(before);
    const { card, text } = client.last();
    expect(text ?? textOf(card)).toMatch(/Who are you looking for\?|This card is too old/);
  });
});
