import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people, protectedGroupId } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
let store: Store;
beforeEach(async () => {
  store = createMemoryStore();
  desk = await startDesk({ environment: { PROTECTED_GROUP_ID: protectedGroupId }, store });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const patches = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const isProtected = 'This person is protected: the operator allows no changes here.';
const membership = { pathIncludes: 'checkMemberGroups' };

async function open(text: string): Promise<MessageView> {
  await client.send(text);
  return client.last();
}

function expectClosed({ card }: MessageView): void {
  expect(textOf(card)).toContain(isProtected);
  expect(inputsOf(card)).toEqual({});
  // What is read on demand can be looked at.
  expect(titlesOf(card).filter((title) => title !== 'Show')).toEqual([
    'Look up again',
    'View in Entra admin center',
  ]);
}

/** Sends Save for the edit that the journal has for the card, though the card has no inputs. */
async function forgeSave(message: MessageView): Promise<string> {
  const { $card = '', $person = '' } = actionOf(message.card, 'Look up again').data as Record<string, string>;
  const { edits } = (await store.read([`card/${$card}`]))[`card/${$card}`] as {
    edits: Record<string, string>;
  };
  const data = { $card, $person, $edit: edits[client.oid], $form: '1', jobTitle: 'Forged' };
  await client.execute(message.id, { verb: 'save', data });
  await desk.app.idle();
  await client.reload();
  return textOf(client.view(message.id).card);
}

describe('PROTECTED_GROUP_ID', () => {
  const members = [people.protectedPerson, people.nestedProtectedPerson];
  it.each(members)('$displayName is shown, and nothing can be changed', async (member) => {
    for (const text of [member.oid, member.userPrincipalName, member.displayName]) {
      const message = await open(text);
      expect(textOf(message.card)).toContain(member.userPrincipalName);
      expectClosed(message);
    }
  });

  it.each(members)('a forged save of $displayName is refused', async (member) => {
    expect(await forgeSave(await open(member.oid))).toContain('This card did not hold what was sent');
    expect(patches()).toEqual([]);
  });

  it('leaves everybody else to be changed', async () => {
    const saved = await press(client, await open(people.obrien.oid), 'Save', { jobTitle: 'Dock Master' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
  });

  it('holds for who joined the group after the card was opened, and for undoing', async () => {
    const saved = await press(client, await open(people.obrien.oid), 'Save', { jobTitle: 'Dock Master' });
    const opened = await open(people.obrien.oid);
    desk.sandbox.graph.directory.setGroups(people.obrien.oid, [protectedGroupId]);
    const refused = await press(client, opened, 'Save', { jobTitle: 'Pilot' });
    expect(textOf(refused.card)).toContain(isProtected);
    expect(textOf((await press(client, saved, 'Undo')).card)).toContain(isProtected);
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
    await desk.app.idle();
    await client.reload();
    expect(textOf(client.view(opened.id).card)).toMatch(/^Not saved\n/);
  });

  it.each([403, 429, 503])('a membership that can’t be read counts as protected (%i)', async (status) => {
    desk.sandbox.graph.faults.add({ match: membership, kind: 'status', status, times: 2 });
    expectClosed(await open(people.obrien.oid));
  });

  it('one that can’t be read when saving keeps from saving, and what was typed can be saved later', async () => {
    const opened = await open(people.obrien.oid);
    desk.sandbox.graph.faults.add({ match: membership, kind: 'status', status: 503, times: 2 });
    const refused = await press(client, opened, 'Save', { jobTitle: 'Dock Master' });
    expect(textOf(refused.card)).toContain(isProtected);
    expect(patches()).toEqual([]);
    desk.sandbox.graph.faults.clear();
    await press(client, refused, 'Save');
    expect(patches()).toEqual([{ jobTitle: 'Dock Master' }]);
  });

  it('without consent to read memberships, everybody counts as protected', async () => {
    desk.sandbox.entra.settings.consents.delete('GroupMember.Read.All');
    const message = await open(people.obrien.oid);
    expectClosed(message);
    await forgeSave(message);
    expect(patches()).toEqual([]);
  });
});
