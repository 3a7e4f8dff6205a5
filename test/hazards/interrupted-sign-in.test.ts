import fc from 'fast-check';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, actionsOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type ClickScene, clickScenes, openScene } from '../support/clickScenes.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { longAgo } from '../support/longAgo.ts';
import { hazard } from './hazard.ts';

// In the middle of an edit the sign-in ends: the token expires or is gone, somebody signs out, consent is withdrawn, or a
// policy wants more. What was typed stays, and after the sign-in the same edit goes on.

const dayMs = 24 * 60 * 60_000;
const writes = 'User.ReadWrite.All';
let now = longAgo;
let desk: DeskUnderTest;
let client: TeamsClient;
let expired: string;
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now }, environment: { HISTORY_DAYS: '1' } });
  client = await desk.as(people.userAdministrator);
  // Issued two hours ago: it was good for one.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * 60 * 60_000 });
  expired = await desk.sandbox.entra.issueApiToken(client.oid);
  vi.useRealTimers();
});
afterAll(() => desk.close());

const isRead = ({ method }: { readonly method: string }): boolean => method !== 'PATCH';
const forget = () => desk.sandbox.tokenService.forget(client.userId);
const wantMore = (times: number) => {
  forget();
  desk.sandbox.entra.settings.claimsChallenges = times;
};

/** What happens before a click. */
const troubles: Readonly<Record<string, () => unknown>> = {
  'the token is gone': forget,
  'the token expired': () => desk.sandbox.tokenService.keep(client.userId, expired),
  'the client can’t sign in silently': () => {
    forget();
    desk.sandbox.teams.settings.ssoMode = 'unsupported';
  },
  'the exchange of tokens is refused': () => {
    forget();
    desk.sandbox.tokenService.settings.silentSignIn = false;
  },
  'signed out': () => client.send('sign out'),
  'a policy of Entra wants more': () => wantMore(1),
  'a policy of Entra wants more twice': () => wantMore(2),
  'Graph challenges the read': () => desk.sandbox.graph.faults.add({ match: isRead, kind: 'claims' }),
  'Graph challenges the write': () =>
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'claims' }),
  'Graph challenges the write twice': () =>
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'claims', times: 2 }),
  'consent to writing is withdrawn': () => {
    forget();
    desk.sandbox.entra.settings.consents.delete(writes);
  },
};

async function begin(): Promise<void> {
  now += 2 * dayMs;
  await desk.clear();
  const { entra, teams, tokenService } = desk.sandbox;
  entra.settings.claimsChallenges = 0;
  entra.settings.consents.add(writes);
  teams.settings.ssoMode = 'silent';
  tokenService.settings.silentSignIn = true;
  tokenService.keep(client.userId, await entra.issueApiToken(client.oid));
}

const person = () => desk.sandbox.graph.directory.person(people.obrien.oid);
const applied = () => desk.patches().filter(({ status }) => status === 204);
const editIdOf = (card: unknown): unknown =>
  actionsOf(card)
    .map(({ data }) => (data as { $edit?: string } | undefined)?.$edit)
    .find(Boolean);

const total = { silent: 0, buttons: 0, consents: 0, policies: 0, pressed: 0, values: 0, written: 0 };

/** What the troubles leave: whether more is wanted than to sign in once. */
interface Demands {
  /** None of them needs the person's hand. */
  readonly areSilent: boolean;
  readonly lacksConsent: boolean;
  /** A policy that is not content right after the button was used wants what the button can't give. */
  readonly wantsMoreYet: boolean;
}

function demandsOf(names: readonly string[]): Demands {
  const { entra, graph, teams, tokenService } = desk.sandbox;
  const challenges = entra.settings.claimsChallenges + graph.faults.pending;
  const lacksConsent = !entra.settings.consents.has(writes);
  // A token that is no good any more shows only when it is used, and then it is the button that is offered.
  const signsInSilently =
    teams.settings.ssoMode === 'silent' &&
    tokenService.settings.silentSignIn &&
    !names.includes('the token expired');
  return {
    areSilent: signsInSilently && challenges === 0 && !lacksConsent,
    lacksConsent,
    wantsMoreYet: challenges > (signsInSilently ? 1 : 0),
  };
}

/**
 * Does what the card asks for: signs in, and presses a button where something else was wanted than to sign in.
 * @returns whether another edit goes on
 */
async function goOn(
  message: MessageView,
  { title, typed }: ClickScene,
  demanded: Demands,
  isOther: boolean,
): Promise<boolean> {
  const { signInButton, card } = message;
  if (signInButton) {
    total.buttons += 1;
    await client.signIn(message.id);
    return isOther;
  }
  const titles = titlesOf(card);
  const pressIt = async (button = titles.includes('Save') ? 'Save' : title): Promise<void> => {
    total.pressed += 1;
    await press(client, message, button);
  };
  if (demanded.lacksConsent && titles.includes('Grant admin consent')) {
    total.consents += 1;
    desk.sandbox.entra.settings.consents.add(writes);
    await pressIt();
    return isOther;
  }
  if (demanded.wantsMoreYet && textOf(card).includes('wants more than this sign-in gives')) {
    total.policies += 1;
    // An undo has nothing that was typed: it is offered again.
    await pressIt(titles.includes(title) ? title : 'Edit again');
    return isOther || !titles.includes(title);
  }
  // What was refused for want of a consent is confirmed anew.
  const asksAgain = demanded.lacksConsent && titles.includes('Confirm');
  // The form of an edit that was taken up again, or its question.
  if (!isOther && !asksAgain) throw new Error(`It does not go on after the sign-in: ${textOf(card)}`);
  if (titles.includes('Save')) expect(inputsOf(card)).toMatchObject(typed);
  await pressIt();
  return isOther;
}

async function interrupted(scene: ClickScene, names: readonly string[]): Promise<void> {
  await begin();
  const { id, card } = await openScene(desk, client, scene);
  const edit = editIdOf(card);
  const [before, earlier] = [person(), applied().length];
  for (const name of names) await troubles[name]?.();
  const demanded = demandsOf(names);
  await client.submit(id, actionOf(card, scene.title) as CardAction, scene.typed);
  let isOther = false;
  let steps = 0;
  for (; applied().length === earlier; steps += 1) {
    expect(person(), 'nothing is written meanwhile').toEqual(before);
    if (steps > 12) throw new Error(`It does not end: ${textOf(client.view(id).card)}`);
    isOther = await goOn(client.view(id), scene, demanded, isOther);
    await desk.app.idle();
  }
  if (steps === 0) total.silent += 1;
  if (demanded.areSilent) expect(steps, 'what was done by hand').toBe(0);
  total.values += Object.keys(scene.writes).length;
  expect(
    applied()
      .slice(earlier)
      .map(({ body }) => body),
  ).toEqual([scene.writes]);
  total.written += Object.keys(scene.writes).length;
  const stored = await desk.stored(client, client.view(id));
  expect(textOf(stored.card)).toMatch(scene.says);
  // An undo is an edit of its own.
  if (!isOther && scene.title !== 'Undo') expect(editIdOf(stored.card)).toBe(edit);
}

const scenes = clickScenes.filter(({ name }) => !name.startsWith('Save once more'));

hazard(
  {
    number: 16,
    hazard:
      'The sign-in ends in the middle of an edit: expired, signed out, consent withdrawn, a policy that wants more',
    promise:
      'What was typed stays, and after the sign-in the same edit goes on, without being clicked again: only a consent, or ' +
      'a policy that a fresh sign-in does not content, asks for more clicks',
    cases: 200,
  },
  async (run) => {
    await run.property(
      fc.asyncProperty(
        fc.constantFrom(...scenes.map(({ name }) => name)),
        fc.uniqueArray(fc.constantFrom(...Object.keys(troubles)), { minLength: 1, maxLength: 3 }),
        (name, happens) => interrupted(scenes.find((one) => one.name === name) as ClickScene, happens),
      ),
    );
    const { silent, buttons, consents, policies, pressed, values, written } = total;
    // A few cases need not meet all of it.
    if (run.scale === 1)
      await run.check('all ways to go on were taken', () => {
        for (const [what, count] of Object.entries(total)) expect(count, what).toBeGreaterThan(0);
      });
    return (
      `${silent} went on silently, ${buttons} sign-in buttons; ${pressed} more clicks after ${consents} consents and ` +
      `${policies} policies that wanted more yet; ${values - written} of ${values} values lost`
    );
  },
);
