import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const match = { method: 'PATCH' };
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeEach(async () => {
  desk = await startDesk();
  outside({ city: 'Rotterdam' });
});
afterEach(() => desk.close());

const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};
const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);
const show = () => client.view(message.id);

/** Signs a User Administrator in, who looks the person up. */
async function open(): Promise<void> {
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
  message = client.last();
  await desk.app.idle();
}

// Graph may refuse a token that it took a moment ago, and ask for another sign-in:
// https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation.
describe('a challenge of Graph itself, when it is written', () => {
  beforeEach(open);

  const scenes: Readonly<Record<string, () => Promise<unknown>>> = {
    Save: async () => undefined,
    Confirm: () => press(client, show(), 'Save', { accountEnabled: 'false', city: 'Delft' }),
    'Keep mine': () => {
      outside({ city: 'Utrecht' });
      return press(client, show(), 'Save', { city: 'Delft' });
    },
    Undo: () => press(client, show(), 'Save', { city: 'Delft' }),
  };
  /** Presses a button, whose write Graph challenges so many times. @returns the writes that follow from it */
  const challenged = async (title: string, times: number) => {
    await scenes[title]?.();
    const [before, earlier] = [person(), desk.patches().length];
    desk.sandbox.graph.faults.add({ match, kind: 'claims', times });
    await press(client, show(), title, title === 'Save' ? { city: 'Delft', mobilePhone: '' } : {});
    expect(show().signInButton).toMatchObject({
      title: 'Sign in',
      text: expect.stringContaining('Conditional Access'),
    });
    expect(person()).toEqual(before);
    return () => desk.patches().slice(earlier);
  };

  it.each(Object.keys(scenes))('%s is done after the sign-in, without being pressed again', async (title) => {
    const sent = await challenged(title, 1);
    await client.signIn(message.id);
    expect(sent().map(({ status }) => status)).toEqual([401, 204]);
    expect(sent()[1]?.body).toEqual(sent()[0]?.body);
    const { card } = await desk.stored(client, message);
    expect(textOf(card)).toMatch(title === 'Undo' ? /^Undone\n/ : /^Saved\n/);
  });

  it('that a sign-in does not end is told once, and what was typed is kept', async () => {
    const sent = await challenged('Save', 2);
    await client.signIn(message.id);
    const told = await desk.stored(client, message);
    expect(told.signInButton).toBeUndefined();
    expect(textOf(told.card)).toContain('A Conditional Access policy on Microsoft Graph wants more');
    expect(textOf(told.card)).toMatch(/code 401, correlation ID \S+/);
    expect(sent().map(({ status }) => status)).toEqual([401, 401]);
    const again = await press(client, told, 'Edit again');
    expect(inputsOf(again.card)).toMatchObject({ city: 'Delft', mobilePhone: '' });
    expect(textOf((await press(client, again, 'Save')).card)).toMatch(/^Saved\n/);
  });

  it('that a sign-in does not end leaves Undo there to be pressed again', async () => {
    await challenged('Undo', 2);
    await client.signIn(message.id);
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toContain('A Conditional Access policy on Microsoft Graph wants more');
    expect(textOf((await press(client, told, 'Undo')).card)).toMatch(/^Undone\n/);
    expect(person().city).toBe('Rotterdam');
  });

  it('leaves the person free for others to save meanwhile', async () => {
    await challenged('Save', 1);
    const beatriz = await desk.as(people.globalAdministrator);
    await beatriz.send(target.oid);
    const saved = await press(beatriz, beatriz.last(), 'Save', { city: 'Utrecht' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    await client.signIn(message.id);
    expect(textOf((await desk.stored(client, message)).card)).toContain('Now\nUtrecht\n');
    expect(person().city).toBe('Utrecht');
  });
});

describe('a save that needs more than the token at hand', () => {
  // Entra gives all that was ever consented to. Here nobody had consented to writing when the profile was opened, so that
  // the save needs another token.
  beforeEach(async () => {
    const { consents } = desk.sandbox.entra.settings;
    consents.clear();
    consents.add('User.Read.All');
    await open();
  });
  const consent = () => {
    const { consents, registered } = desk.sandbox.entra.settings;
    for (const permission of registered) consents.add(permission);
  };

  it('is told of a missing consent, and done with Save once it is there', async () => {
    await press(client, message, 'Save', { city: 'Delft' });
    const told = await desk.stored(client, message);
    expect(textOf(told.card)).toContain('not yet consented');
    expect(textOf(told.card)).toContain('City: Rotterdam → Delft');
    consent();
    await press(client, told, 'Save');
    expect(person().city).toBe('Delft');
  });

  it('is done after the sign-in that a challenge of Entra asks for', async () => {
    consent();
    desk.sandbox.entra.settings.claimsChallenges = 1;
    await press(client, message, 'Save', { city: 'Delft' });
    expect(desk.patches()).toEqual([]);
    expect(show().signInButton?.title).toBe('Sign in');
    await client.signIn(message.id);
    expect(textOf((await desk.stored(client, message)).card)).toMatch(/^Saved\n/);
    expect(person().city).toBe('Delft');
  });

  it('is told, after a second challenge, that a policy wants more, with its code; what was typed is kept', async () => {
    consent();
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await press(client, message, 'Save', { city: 'Delft' });
    await client.signIn(message.id);
    expect(textOf(show().card)).toContain('50076');
    desk.sandbox.entra.settings.claimsChallenges = 0;
    await press(client, await press(client, show(), 'Edit again'), 'Save');
    expect(person().city).toBe('Delft');
  });
});
