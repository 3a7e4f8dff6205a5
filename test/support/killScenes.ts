import { randomUUID } from 'node:crypto';
import type { FieldName } from '../../src/profile/fields.ts';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, titlesOf } from './cards.ts';
import { reachForm } from './carryOn.ts';
import { press } from './desk.ts';
import { type ProfilePart, partsOf, photoOf, picture, putBack, textsOf } from './manyParts.ts';
import { show } from './writes.ts';

/** The clicks that are cut off: how the card comes to stand where it is then, the button, and what it is for. */
export const ways = {
  save: { names: ['city'], button: 'Save', goal: 'Saved' },
  saveParts: { names: 'all', button: 'Confirm', goal: 'Saved' },
  undo: { names: ['city'], button: 'Undo', goal: 'Undone' },
  undoParts: { names: 'all', button: 'Confirm', goal: 'Undone' },
  keepMine: { names: ['city'], button: 'Keep mine', goal: 'Saved' },
  tryRest: { names: ['city', 'aboutMe'], button: 'Try the rest again', goal: 'Saved' },
  photo: { names: ['city', 'photo'], button: 'Save', goal: 'Saved' },
  approve: { names: ['city', 'aboutMe'], button: 'Approve', goal: 'Saved' },
} as const satisfies Record<
  string,
  { names: readonly FieldName[] | 'all'; button: string; goal: 'Saved' | 'Undone' }
>;
export type Way = keyof typeof ways;
export const wayNames = Object.keys(ways) as Way[];

/** What the next contact is, when the bot is back. */
export const contacts = ['sameButton', 'redelivery', 'showResult', 'undo', 'lookUp'] as const;

export interface Cut {
  readonly way: Way;
  /** The call that the click stops at, from 1 on; it is made if `after`, and its answer never comes. */
  readonly call: number;
  readonly moment: 'before' | 'after';
  readonly contact: (typeof contacts)[number];
  /** How long after the kill that is, in milliseconds. */
  readonly pauseMs: number;
}

/** A click that is about to be cut off, who clicks, and whom it is about. */
export interface Scene {
  readonly client: TeamsClient;
  readonly oid: string;
  readonly parts: readonly ProfilePart[];
  readonly messageId: string;
  readonly action: CardAction;
  /** The parts that a write arrived for which had its value already. */
  readonly twice: string[];
}

/** What somebody else wrote meanwhile. */
const theirs = 'Utrecht';

/** Where a scene is set. */
interface Place {
  readonly sandbox: Sandbox;
  readonly client: TeamsClient;
  /** In a channel: who may decide, and who asks. */
  readonly approver: TeamsClient;
  readonly asker: TeamsClient;
  readonly settle: () => Promise<void>;
}

/** Somebody new, whom no other scene is about. @returns the user principal name */
function createPerson({ sandbox }: Place, parts: readonly ProfilePart[], oid: string): string {
  const seed = samplePeople.find(({ user }) => user.id === people.withFullProfile.oid);
  if (!seed) throw new Error('There is nobody with a full profile');
  const userPrincipalName = `${oid}@northwind-harbor.example`;
  sandbox.graph.directory.create({ ...seed, user: { ...seed.user, id: oid, userPrincipalName } });
  putBack({ sandbox }, oid, parts);
  return userPrincipalName;
}

/** Brings a card to where the button is that is then cut off. */
export async function prepareScene(place: Place, way: Way): Promise<Scene> {
  const { client, settle } = place;
  const { graph } = place.sandbox;
  const { names, button } = ways[way];
  const oid = randomUUID();
  const all = [...partsOf(oid), ...(names === 'all' ? [] : [photoOf(oid)])];
  const own = all.filter(({ name }) => names === 'all' || (names as readonly string[]).includes(name));
  const userPrincipalName = createPerson(place, own, oid);
  const parts = way === 'keepMine' ? own.map((part) => ({ ...part, before: theirs })) : own;
  const typed = textsOf(parts);
  const find = async (): Promise<void> => {
    if (way !== 'photo') return void (await client.send(oid));
    await client.send(`photo ${userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'new.png', as: 'inline' });
  };
  const look = { client, settle, check: () => undefined };
  if (way === 'approve') return await prepareApproval(place, { oid, parts, twice: [] }, typed);
  const messageId = await reachForm(look, oid, Object.keys(typed) as FieldName[], find);
  const click = (title: string) => press(client, client.view(messageId), title);
  const isForm = button === 'Save';
  if (!isForm) {
    if (way === 'keepMine') graph.directory.update(oid, { city: theirs });
    if (way === 'tryRest')
      graph.faults.add({
        kind: 'throttle',
        retryAfterSeconds: 120,
        match: (request) => parts[0]?.writtenBy({ ...request }) !== undefined,
      });
    await press(client, client.view(messageId), 'Save', typed);
    if (way === 'undoParts') {
      await click('Confirm');
      await click('Undo');
    }
    // What is shown is stored as well, before anything is cut off.
    await storedWith(client, messageId, button);
  }
  const shown = client.view(messageId);
  const action = actionOf(shown.card, button) as CardAction;
  const data = { ...(action.data as object), ...(isForm ? { ...inputsOf(shown.card), ...typed } : {}) };
  return { client, oid, parts, messageId, action: { ...action, data }, twice: [] };
}

/** Has somebody ask for a change, in front of who may approve it. */
async function prepareApproval(
  { asker, approver }: Place,
  about: Pick<Scene, 'oid' | 'parts' | 'twice'>,
  typed: Readonly<Record<string, string>>,
): Promise<Scene> {
  await asker.open();
  await asker.sendMention(about.oid);
  await asker.waitFor(() => titlesOf(asker.last().card).includes('Ask for a change'), 60_000);
  const form = await press(asker, asker.last(), 'Ask for a change');
  const whole = await show(asker, form, 'about');
  await press(asker, whole, 'Ask for approval', typed);
  const request = await approver.waitFor(
    () => approver.views().find(({ card }) => titlesOf(card).includes('Review')),
    60_000,
  );
  // What they see anew is none of the approver's calls.
  asker.close();
  const { id, card } = await press(approver, request, 'Review');
  return { ...about, client: approver, messageId: id, action: actionOf(card, 'Approve') as CardAction };
}

/** Whether the bot had written down what was typed, by the calls that were made. */
export function isKept({ way, call, moment }: Cut, calls: readonly string[]): boolean {
  if (ways[way].button !== 'Save') return true;
  const claim = calls.indexOf('store write edit') + 1;
  return claim > 0 && (claim < call || (claim === call && moment === 'after'));
}

async function storedWith(client: TeamsClient, messageId: string, title: string): Promise<void> {
  await client.waitFor(
    () =>
      JSON.stringify(client.messages().find(({ id }) => id === messageId)?.attachments).includes(
        `"${title}"`,
      ),
    60_000,
  );
}
