import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { cardForAll, inGroup, settled } from '../support/groups.ts';
import { lookUp } from '../support/writes.ts';

// Whoever clicks whatever, wherever they have it from: nothing is done with anybody's rights but their own, and nothing
// private goes to a whole conversation.

const target = people.employee;
const clickers = {
  'who opened it': undefined,
  'another admin': people.globalAdministrator,
  'somebody without a role': people.obrien,
} as const;
const places = ['personal', 'groupChat', 'channel', 'copied payload', 'forwarded card'] as const;
const actions = ['save', 'undo', 'confirm', 'approve', 'decline'] as const;
type Place = (typeof places)[number];
type Action = (typeof actions)[number];

/** Found nowhere but in private values. */
const canary = 'Kanarie';
const cells: string[] = [];
let desk: DeskUnderTest;
let count = 0;
beforeAll(async () => {
  desk = await startDesk();
  desk.sandbox.graph.directory.update(target.oid, {
    mobilePhone: `+31 6 ${canary} 1`,
    businessPhones: [`${canary} 2`],
    streetAddress: `${canary} 3`,
    city: `${canary} 4`,
    employeeId: `${canary} 5`,
    otherMails: [`${canary}6@home.example`],
  });
  for (const person of [
    people.userAdministrator,
    people.helpdeskAdministrator,
    people.globalAdministrator,
    people.obrien,
  ])
    await (await desk.as(person)).send(people.authenticationAdministrator.userPrincipalName);
  const { groupChat } = desk.sandbox.teams.sampleConversations;
  desk.sandbox.teams.conversations.get(groupChat)?.addMember(people.obrien.oid);
  const admin = await inGroup(desk, people.userAdministrator, 'channel', false);
  await admin.sendMention('approvals here');
});
afterAll(async () => {
  process.stdout.write(`Who clicks what, where: ${cells.length} cells\n${cells.join('\n')}\n`);
  await desk.close();
});

const writes = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

/** Opens somebody's card, as far as the button that the action is about. */
async function opened(opener: { oid: string }, place: Place, action: Action) {
  const isGroup = place !== 'personal';
  const client = isGroup
    ? await inGroup(desk, opener, place === 'groupChat' ? 'groupChat' : 'channel', false)
    : await desk.as(opener);
  let view: MessageView;
  if (isGroup) {
    await client.sendMention(target.userPrincipalName);
    await settled(desk, client);
    view = client.last();
  } else view = await lookUp(client, target.oid);
  count += 1;
  const typed = `${canary} title ${count}`;
  switch (action) {
    case 'save':
      return { client, view, title: 'Save', typed: { companyName: typed } };
    case 'undo':
      view = await press(client, view, 'Save', { companyName: typed });
      return { client, view, title: 'Undo', typed: {} };
    case 'confirm':
      view = await press(client, view, 'Save', { userType: userType() === 'Guest' ? 'Member' : 'Guest' });
      return { client, view, title: 'Confirm', typed: {} };
    case 'approve':
    case 'decline': {
      const form = await press(client, view, 'Ask for a change');
      await press(client, form, 'Ask for approval', { employeeType: typed });
      await desk.app.idle();
      // What an approver's card sends.
      const admin = await inGroup(
        desk,
        people.userAdministrator,
        place === 'groupChat' ? 'groupChat' : 'channel',
        false,
      );
      await settled(desk, admin);
      const request = admin
        .views()
        .findLast(({ card }) => JSON.stringify(card).includes('"review"')) as MessageView;
      const review = await press(admin, request, 'Review');
      return { client: admin, view: review, title: action === 'approve' ? 'Approve' : 'Decline', typed: {} };
    }
  }
}
const userType = () =>
  (desk.sandbox.graph.directory.person(target.oid) as unknown as { userType: string }).userType;

/** Where the clicker has the payload from: the same message, or one of their own in another conversation. */
async function clickIn(
  place: Place,
  clicker: { oid: string },
  messageId: string,
): Promise<[TeamsClient, string]> {
  if (place === 'groupChat' || place === 'channel')
    return [await inGroup(desk, clicker, place, false), messageId];
  if (place === 'copied payload') {
    const client = await inGroup(desk, clicker, 'channel', false);
    await client.sendMention(people.authenticationAdministrator.userPrincipalName);
    await settled(desk, client);
    return [client, client.last().id];
  }
  const client = await desk.as(clicker);
  return [client, (await lookUp(client, people.authenticationAdministrator.oid)).id];
}

describe.each(actions)('%s', (action) => {
  describe.each(places)('of a card from: %s', (place) => {
    it.each(Object.keys(clickers) as (keyof typeof clickers)[])('clicked by %s', async (name) => {
      const isRequest = action === 'approve' || action === 'decline';
      const opener = isRequest ? people.helpdeskAdministrator : people.userAdministrator;
      const clicker = clickers[name] ?? opener;
      const { view, title, typed } = await opened(opener, place, action);
      const button = actionOf(view.card, title) as CardAction;
      const data = { ...(button.data as object), ...inputsOf(view.card), ...typed };
      const [client, messageId] =
        clicker === opener && place === 'personal' && !isRequest
          ? [await desk.as(opener), view.id]
          : await clickIn(place, clicker, view.id);
      const earlier = writes().length;
      await client.execute(messageId, { ...button, data: isRequest ? button.data : data });
      await desk.app.idle();
      const written = writes().slice(earlier);
      const isTheirs = clicker === opener;
      const mayWrite = isRequest ? action === 'approve' && name === 'another admin' : isTheirs;
      expect(written.map(({ callerOid }) => callerOid)).toEqual(mayWrite ? [clicker.oid] : []);
      // Nothing private in what a whole conversation gets.
      const toAll = desk.sandbox.teams.connector.calls.filter(({ conversationId }) =>
        conversationId.startsWith('19:'),
      );
      expect(JSON.stringify(toAll.map(({ activity }) => activity))).not.toContain(canary);
      cells.push(
        `${action} | ${place} | ${name} | ${mayWrite ? 'written with their rights' : 'nothing written'}`,
      );
    });
  });
});

it('shows all what was saved of the title, and no value else', async () => {
  const admin = await inGroup(desk, people.userAdministrator, 'channel', false);
  await admin.sendMention(target.userPrincipalName);
  await settled(desk, admin);
  const { id } = admin.last();
  const base = await cardForAll(desk, admin, id);
  expect(textOf(base)).toContain(target.displayName);
  expect(JSON.stringify(base)).not.toContain(`${canary} 1`);
});
