import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

// Graph may refuse a token that it took a moment ago, and ask for another sign-in:
// https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation.

const target = people.obrien;
const match = { method: 'PATCH' };
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  outside({ city: 'Rotterdam' });
  await client.send(target.oid);
  message = client.last();
  await desk.app.idle();
});
afterEach(() => desk.close());

const outside = (changes: Readonly<Record<string, unknown>>) =>
  desk.sandbox.graph.directory.update(target.oid, changes);
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
const show = () => client.view(message.id);

/** The message as it is seen later, on any device. */
async function stored(): Promise<MessageView> {
  await desk.app.idle();
  await client.reload();
  return show();
}

describe('a challenge of Graph itself, when it is written', () => {
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
    const earlier = patches().length;
    desk.sandbox.graph.faults.add({ match, kind: 'claims', times });
    await press(client, show(), title, title === 'Save' ? { city: 'Delft', mobilePhone: '' } : {});
    expect(show().signInButton?.text).toContain('Conditional Access');
    return () => patches().slice(earlier);
  };

  it.each(Object.keys(scenes))('%s is done after the sign-in, without being pressed again', async (title) => {
    const sent = await challenged(title, 1);
    await client.signIn(message.id);
    expect(sent().map(({ status }) => status)).toEqual([401, 204]);
    expect(sent()[1]?.body).toEqual(sent()[0]?.body);
    expect(textOf((await stored()).card)).toMatch(title === 'Undo' ? /^Undone\n/ : /^Saved\n/);
  });

  it('that a sign-in does not end is told once, and what was typed is kept', async () => {
    const sent = await challenged('Save', 2);
    await client.signIn(message.id);
    const told = await stored();
    expect(told.signInButton).toBeUndefined();
    expect(textOf(told.card)).toContain('A Conditional Access policy on Microsoft Graph wants more');
    expect(textOf(told.card)).toMatch(/code 401, correlation ID \S+/);
    expect(sent().map(({ status }) => status)).toEqual([401, 401]);
    const again = await press(client, told, 'Edit again');
    expect(inputsOf(again.card)).toMatchObject({ city: 'Delft', mobilePhone: '' });
    expect(textOf((await press(client, again, 'Save')).card)).toMatch(/^Saved\n/);
  });

  it('leaves the person free for others to save meanwhile', async () => {
    await challenged('Save', 1);
    const beatriz = await desk.as(people.globalAdministrator);
    await beatriz.send(target.oid);
    const saved = await press(beatriz, beatriz.last(), 'Save', { city: 'Utrecht' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    await client.signIn(message.id);
    expect(textOf((await stored()).card)).toContain('Now\nUtrecht\n');
    expect(desk.sandbox.graph.directory.person(target.oid)?.city).toBe('Utrecht');
  });
});
