import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { clickOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { openScene, writeOf } from '../support/clickScenes.ts';
import { cardTextOf, clickActivity, deliverTo } from '../support/delivery.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { cardForAll, settled } from '../support/groups.ts';
import { longAgo } from '../support/longAgo.ts';
import {
  everybody,
  mayWrite,
  names,
  type OnRequest,
  onEdit,
  onRequest,
  type Place,
  pairs,
  places,
  type Scene,
  scenes,
  type Who,
} from '../support/othersClicks.ts';
import { withoutHaste } from '../support/polls.ts';
import { writeRecords, writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

// Somebody else sends what the button of one's card sends: in the same chat or channel, from a card that was forwarded, or
// with a payload that was copied. A bot that acted for the card's owner then would be a confused deputy:
// https://en.wikipedia.org/wiki/Confused_deputy_problem.

const target = people.obrien;
const dayMs = 24 * 60 * 60_000;
let now = longAgo;
const store = createMemoryStore();
let desk: DeskUnderTest;
const clients = new Map<string, TeamsClient>();
const clientOf = (who: Who, place: Place) => clients.get(`${who} ${place}`) as TeamsClient;
beforeAll(async () => {
  desk = await startDesk({
    store,
    clock: { now: () => now },
    deadlines: withoutHaste,
    environment: { HISTORY_DAYS: '1' },
  });
  for (const who of names)
    for (const place of places) {
      const conversation = place === 'personal' ? undefined : desk.sandbox.teams.sampleConversations[place];
      const client = await desk.as(everybody[who], conversation ? { conversationId: conversation } : {});
      clients.set(`${who} ${place}`, client);
      if (place === 'personal') await client.send(target.oid);
    }
});
afterAll(() => desk.close());

async function lookUp(client: TeamsClient): Promise<void> {
  if (names.some((who) => clientOf(who, 'personal') === client)) await client.send(target.userPrincipalName);
  else await client.sendMention(target.userPrincipalName);
  await settled(desk, client);
}
const person = () => desk.sandbox.graph.directory.person(target.oid);
const requestsSoFar = () => desk.sandbox.graph.requests.length;

/** What the messages of a conversation hold. */
const messagesIn = ({ conversationId }: TeamsClient) =>
  (desk.sandbox.teams.conversations.get(conversationId)?.snapshot().messages ?? []).map(
    ({ text, attachments }) => ({ text, attachments }),
  );

async function deliver(client: TeamsClient, messageId: string, action: CardAction) {
  const activity = clickActivity(desk.sandbox, client, messageId, action);
  const answer = await deliverTo(desk.sandbox, desk.url, activity);
  await desk.app.idle();
  return answer;
}

/**
 * Sends what the button of a card sends, as somebody else, and checks that nothing was done with the owner's rights.
 * @returns the card that answers
 */
async function attempt(clicker: TeamsClient, messageId: string, action: CardAction): Promise<unknown> {
  const [before, from] = [person(), requestsSoFar()];
  const { status, body } = await deliver(clicker, messageId, action);
  expect(status).toBe(200);
  expect(writesOf(desk, from), 'writes').toEqual([]);
  expect(person()).toEqual(before);
  for (const { callerOid } of desk.sandbox.graph.requests.slice(from)) expect(callerOid).toBe(clicker.oid);
  return (body as { value?: unknown }).value;
}

/** Why somebody was refused something, by the log. */
function refusalsOf({ oid }: TeamsClient): unknown[] {
  const lines = desk.lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return lines.filter(({ event, actor }) => event === 'refused' && actor === oid).map(({ why }) => why);
}

/** The edit that the card's button stands for. */
function editIdOf(card: unknown, title: string): string {
  return String((clickOf(card, title).data as { $edit?: string }).$edit);
}

const begin = async (): Promise<void> => {
  now += 2 * dayMs;
  await desk.clear();
};
const total = { attempts: 0, ownersWrites: 0, clickersWrites: 0, refusals: 0 };
/** Who clicked on whose edit, and where it was opened and clicked. */
const seenPairs = new Set<string>();
const seenWays = new Set<string>();

/** A click on somebody else's edit: the clicker gets a card of their own, and the owner's is as it was. */
async function clickOnEdit(scene: Scene, owner: Who, clicker: Who, from: Place, to: Place): Promise<void> {
  await begin();
  seenPairs.add(`${owner} ${clicker}`);
  seenWays.add(`${from} ${to}`);
  const own = clientOf(owner, from);
  const prepared = await openScene(desk, own, scene, lookUp);
  await settled(desk, own);
  const message = own.view(prepared.id);
  const action = clickOf(message.card, scene.title, scene.typed);
  const other = clientOf(clicker, to);
  const before = messagesIn(own);
  const card = await attempt(other, message.id, action);
  total.attempts += 1;
  // A fresh card of the clicker's own, that works with their rights and no others.
  expect(titlesOf(card)).toContain('Save');
  expect(JSON.stringify(card)).not.toContain(editIdOf(message.card, scene.title));
  const fresh = `edit/${editIdOf(card, 'Save')}`;
  expect((await store.read([fresh]))[fresh]).toMatchObject({ ownerId: other.oid, state: 'open' });
  // Who opens the profile once more asks for nothing of the owner's.
  if (scene.title !== 'Edit again') expect(refusalsOf(other)).toEqual(['notOwner']);
  // In front of others nothing is told of it.
  if (from !== 'personal') expect(messagesIn(own)).toEqual(before);

  const earlier = requestsSoFar();
  if ('writes' in scene && mayWrite(owner)) {
    const outcome = await deliver(own, message.id, action);
    expect(cardTextOf(outcome)).toMatch(scene.says);
    expect(writesOf(desk, earlier)).toEqual([writeOf(scene)]);
    expect(writeRecords(desk, earlier)[0]?.callerOid).toBe(own.oid);
    total.ownersWrites += 1;
  }
  // Where their role has no input for it, there is nothing to save.
  if (!('postalCode' in inputsOf(card))) return;
  const later = requestsSoFar();
  const postalCode = String(total.attempts);
  const save = clickOf(card, 'Save', { postalCode });
  expect(cardTextOf(await deliver(other, message.id, save))).toMatch(/^(Saved|Not saved)/);
  expect(writesOf(desk, later)).toEqual([writeOf({ writes: { postalCode } })]);
  expect(writeRecords(desk, later)[0]?.callerOid).toBe(other.oid);
  total.clickersWrites += 1;
}
async function clickOnRequest({ from, isCopied, click: { title, by } }: OnRequest): Promise<void> {
  await begin();
  const asker = clientOf('samuel', from);
  const approver = clientOf('ingrid', from);
  const other = clientOf(by, isCopied ? 'personal' : from);
  desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Clerk' });
  await lookUp(asker);
  const form = await press(asker, asker.last(), 'Ask for a change');
  total.attempts += 1;
  if (title === 'Ask for approval') {
    const before = messagesIn(asker).length;
    const action = clickOf(form.card, title, { jobTitle: 'Chief' });
    const card = await attempt(other, form.id, action);
    expect(messagesIn(asker).length, 'messages: no request').toBe(before);
    expect(JSON.stringify(card)).not.toContain(editIdOf(form.card, title));
    return;
  }
  await press(asker, form, 'Ask for approval', { jobTitle: 'Chief' });
  await settled(desk, approver);
  const request = approver.views().find(({ card }) => titlesOf(card).includes('Review')) as MessageView;
  let action = clickOf(request.card, 'Review');
  const isOfEdit = !['approve', 'decline', 'withdraw'].includes(title);
  if (isOfEdit) {
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Head' });
    const conflict = await press(approver, await press(approver, request, 'Review'), 'Approve');
    action = clickOf(conflict.card, title);
  } else action = { ...action, verb: title, data: { ...(action.data as object), $verb: title } };
  const before = textOf(await cardForAll(desk, approver, request.id));
  const card = await attempt(other, request.id, action);
  expect(textOf(await cardForAll(desk, approver, request.id)), 'the request').toBe(before);
  if (isOfEdit)
    expect(JSON.stringify(card)).not.toContain(
      editIdOf({ actions: [{ type: 'Action.Execute', ...action }] }, String(action.title)),
    );
  else total.refusals += 1;
  expect(refusalsOf(other)).toHaveLength(1);
}

hazard(
  {
    number: 7,
    hazard: 'Somebody else clicks a card, forwards it, or sends a copy of what its button sends',
    promise:
      'An edit is applied by its owner alone; anybody else gets a card of their own, with their own rights, and a line in the log',
    cases: 500,
  },
  async (run) => {
    const onRequests = Math.ceil(run.cases / 4);
    await run.property(
      fc.asyncProperty(onEdit, ({ pair: { owner, clicker }, scene: name, from, to }) =>
        clickOnEdit(scenes.find((one) => one.name === name) as Scene, owner, clicker, from, to),
      ),
      run.cases - onRequests,
    );
    await run.property(fc.asyncProperty(onRequest, clickOnRequest), onRequests);
    if (run.scale === 1) {
      expect(seenPairs.size, 'pairs of an owner and a clicker').toBe(pairs.length);
      expect(seenWays.size, 'places to open a card and to click it').toBe(places.length ** 2);
    }
    const { attempts, clickersWrites, ownersWrites, refusals } = total;
    return (
      `${attempts} attempts by ${seenPairs.size} pairs of people, ${refusals} of them to decide a request: no write; ` +
      `after them ${clickersWrites} saves of the ` +
      `clicker’s own card and ${ownersWrites} of the owner’s, each with the rights of whoever clicked`
    );
  },
);
