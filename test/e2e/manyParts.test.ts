import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { heldIn } from '../support/fieldValues.ts';
import { partsOf, putBack, textsOf } from '../support/manyParts.ts';
import { lookUp, pressAndConfirm } from '../support/writes.ts';

// One Save that writes to six places. What goes wrong with some of them is in test/hazards/partial-saves.test.ts.

const { oid } = people.withFullProfile;
const parts = partsOf(oid);
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.globalAdministrator);
  putBack(desk, oid, parts);
});
afterEach(() => desk.close());

const held = () => parts.map(({ name }) => heldIn(desk, oid, name));

describe('a save of many parts', () => {
  it('takes two round trips one after another: the read before it, and the writes', async () => {
    const message = await lookUp(client, oid, 'about');
    desk.graphCalls();
    await press(client, message, 'Save', textsOf(parts.slice(0, 3)));
    expect(desk.graphCalls()).toEqual(['POST /v1.0/$batch', 'POST /v1.0/$batch']);
    expect(held().slice(0, 3)).toEqual(parts.slice(0, 3).map(({ after }) => after));
  });

  it('is undone as a whole', async () => {
    const message = await lookUp(client, oid, 'about', 'signIn');
    const saved = await pressAndConfirm(client, message, 'Save', textsOf(parts));
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(held()).toEqual(parts.map(({ after }) => after));
    await pressAndConfirm(client, saved, 'Undo');
    expect(held()).toEqual(parts.map(({ before }) => before));
  });
});
