import { expect } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionsOf, inputsOf, textOf, titlesOf } from './cards.ts';
import { press } from './desk.ts';
import { toldOf } from './told.ts';

/** Somebody at a card, who wants a change made whatever goes wrong. */
export interface Contact {
  readonly client: TeamsClient;
  readonly messageId: string;
  /** Waits until nothing goes on any more, and draws all anew: only what is stored is left. */
  readonly settle: () => Promise<void>;
  /** Lets time pass. */
  readonly wait: (ms: number) => void;
  /** Looks at each card that is shown. @throws where it says what is not so */
  readonly check: (message: MessageView) => void;
}

/** A read may be ten minutes old: after that, what it does not show was not done. */
const longEnoughMs = 11 * 60_000;
const mostClicks = 30;

/**
 * Looks somebody up until a form with all these inputs is there, as often as that takes. @returns its message
 * @param find sends what is looked for.
 */
export async function reachForm(
  { client, settle, check }: Omit<Contact, 'messageId' | 'wait'>,
  oid: string,
  names: readonly FieldName[],
  find: () => Promise<unknown>,
): Promise<string> {
  let messageId: string | undefined;
  for (let clicks = 0; clicks < mostClicks; clicks++) {
    if (messageId === undefined) {
      await find();
      messageId = client.last().id;
    }
    if (client.view(messageId).signInButton) {
      await client.signIn(messageId);
      // One that a message asked for is answered with another message.
      messageId = client.last().id;
    }
    check(client.view(messageId));
    await settle();
    const { card } = client.view(messageId);
    const missing = names.filter((name) => !(name in inputsOf(card)));
    if (titlesOf(card).includes('Save') && missing.length === 0) return messageId;
    const leadsOn = actionsOf(card).find(({ title, verb, data }) => {
      const { $person, $section } = (data ?? {}) as { $person?: string; $section?: string };
      if (title === 'Show') return missing.some((name) => field(name).section === $section);
      // In front of others, one's own view is behind a button, and so is a sign-in.
      if (verb === 'view' || verb === 'lookUp') return true;
      return (title === 'Open' || title === 'Edit again') && $person === oid;
    });
    if (leadsOn) await client.submit(messageId, leadsOn as CardAction);
    else messageId = undefined;
  }
  throw new Error(`No form within ${mostClicks} clicks: ${lastText(client)}`);
}

/**
 * Has somebody's request shown until it can be approved, as often as that takes. @returns its message
 * @param find draws all anew.
 */
export async function reachReview(
  { client, check }: Omit<Contact, 'messageId' | 'wait'>,
  find: () => Promise<unknown>,
): Promise<string> {
  for (let clicks = 0; clicks < mostClicks; clicks++) {
    await find();
    const request = client.views().findLast(({ card }) => titlesOf(card).includes('Review'));
    if (!request) throw new Error(`There is no request: ${lastText(client)}`);
    await press(client, request, 'Review');
    if (client.view(request.id).signInButton) await client.signIn(request.id);
    check(client.view(request.id));
    if (titlesOf(client.view(request.id).card).includes('Approve')) return request.id;
  }
  throw new Error(`Nothing to approve within ${mostClicks} clicks: ${lastText(client)}`);
}

/**
 * Clicks what the card offers until it says that all is done: signs in, confirms, has the result shown, saves again.
 * @param goal the title of the card in the end.
 * @param typed what is typed into a form, as long as the bot may not have it.
 * @param isKept whether the bot has it already. Once a card told what became of it, it has: a form then has to hold it.
 * @returns the message as it is stored then; of a request, as its approver has it.
 */
export async function carryOn(
  contact: Contact,
  goal: 'Saved' | 'Undone',
  typed: Readonly<Record<string, string>> = {},
  isKept = false,
): Promise<MessageView> {
  const { client, messageId, wait, check } = contact;
  let hasLooked = false;
  let hasAll = isKept;
  for (let clicks = 0; clicks < mostClicks; clicks++) {
    check(client.view(messageId));
    if (client.view(messageId).signInButton) await client.signIn(messageId);
    check(client.view(messageId));
    const { message, isOwnView } = await drawnAnew(contact);
    check(message);
    if (textOf(message.card).startsWith(`${goal}\n`)) return message;
    const inputs = inputsOf(message.card);
    const isForm = Object.keys(inputs).length > 0;
    // From a form, what is to be undone would have to be typed.
    if (isForm && goal === 'Undone') return message;
    const next = nextButton(titlesOf(message.card), goal);
    // Where it could not be shown, it can be looked at again.
    if (next === undefined && isOwnView) continue;
    if (next === undefined) throw new Error(`Nothing leads on from here: ${textOf(message.card)}`);
    const looks = next === 'Show result' || next === 'Refresh';
    if (looks && hasLooked) wait(longEnoughMs);
    hasLooked = looks;
    // What was taken back is no more kept than it is wanted.
    if (toldOf(message.card).size > 0) hasAll = !textOf(message.card).startsWith('Undone\n');
    const wanted = Object.fromEntries(Object.entries(typed).filter(([name]) => name in inputs));
    if (isForm && hasAll) expect(inputs, 'what was typed before').toMatchObject(wanted);
    await press(client, message, next, next === 'Save' && !hasAll ? wanted : {});
  }
  throw new Error(`Not “${goal}” within ${mostClicks} clicks: ${lastText(client)}`);
}

/** Draws all anew. What one alone sees of a request is gone then, and behind the button of what all see. */
async function drawnAnew({
  client,
  messageId,
  settle,
}: Contact): Promise<{ readonly message: MessageView; readonly isOwnView: boolean }> {
  await settle();
  const review = actionsOf(client.view(messageId).card).find(({ verb }) => verb === 'review');
  if (review) {
    await client.submit(messageId, review as CardAction);
    if (client.view(messageId).signInButton) await client.signIn(messageId);
  }
  return { message: client.view(messageId), isOwnView: review !== undefined };
}

function nextButton(titles: readonly string[], goal: 'Saved' | 'Undone'): string | undefined {
  const inOrder = [
    'Confirm',
    'Keep mine',
    'Show result',
    'Try the rest again',
    ...(goal === 'Undone' ? ['Undo'] : []),
    'Save',
    'Edit again',
    'Open',
    'Approve',
    'Refresh',
  ];
  return inOrder.find((title) => titles.includes(title));
}

function lastText(client: TeamsClient): string {
  return client
    .views()
    .slice(-2)
    .map(({ card, text, error }) => [text, textOf(card), error].filter(Boolean).join(' | '))
    .join('\n---\n');
}
