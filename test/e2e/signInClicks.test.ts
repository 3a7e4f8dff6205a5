import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, CardAnswer, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { sendSignInCode } from '../support/rawClicks.ts';

// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/authentication-flow-in-universal-action-for-adaptive-cards

const target = people.obrien;
const typed = { jobTitle: 'Dock Master', businessPhones: '' };
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
  message = client.last();
  desk.graphCalls();
  desk.sandbox.tokenService.forgetAll();
});
afterEach(() => desk.close());

const patches = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const clicks = () =>
  desk.sandbox.teams.deliveries.filter(({ activity }) => activity.name === 'adaptiveCard/action');
const bodiesOf = () =>
  clicks().map(({ body }) => body as { statusCode: number; type: string; value: object });

const save = (): Promise<CardAnswer> =>
  client.submit(message.id, actionOf(client.shown(message.id), 'Save') as CardAction, typed);

async function expectSaved(): Promise<void> {
  expect(patches()).toEqual([{ jobTitle: 'Dock Master', businessPhones: [] }]);
  await desk.app.idle();
  await client.reload();
  expect(textOf(client.view(message.id).card)).toMatch(/^Saved\n/);
}

describe('a click of somebody who is not signed in', () => {
  it('signs in silently, and is done with what was typed', async () => {
    const answer = await save();
    expect(answer.kind).toBe('card');
    expect(clicks().map(({ status }) => status)).toEqual([200, 200]);
    const [asked] = bodiesOf();
    expect(asked).toMatchObject({
      statusCode: 401,
      type: 'application/vnd.microsoft.activity.loginRequest',
      value: { connectionName: 'profile-desk', tokenExchangeResource: { id: expect.any(String) } },
    });
    await expectSaved();
  });

  it.each(['consentNeeded', 'unsupported'] as const)(
    'is offered the button, and done after it (%s)',
    async (mode) => {
      desk.sandbox.teams.settings.ssoMode = mode;
      expect((await save()).kind).toBe('login');
      expect(client.view(message.id).signInButton).toMatchObject({ title: 'Sign in' });
      expect(client.view(message.id).signInButton?.text).toContain('with your own rights');
      expect(desk.graphCalls()).toEqual([]);
      await client.signIn(message.id);
      await expectSaved();
    },
  );

  it('is offered the button where the token can’t be exchanged', async () => {
    desk.sandbox.tokenService.settings.silentSignIn = false;
    expect((await save()).kind).toBe('login');
    expect(bodiesOf().map(({ statusCode }) => statusCode)).toEqual([401, 412]);
    expect(patches()).toEqual([]);
    await client.signIn(message.id);
    await expectSaved();
  });

  it('is not done with a wrong code, and can be tried again', async () => {
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    await save();
    await client.completeSignIn(message.id, '000000');
    expect(clicks().map(({ status }) => status)).toEqual([200, 200]);
    expect(bodiesOf().at(-1)).toMatchObject({
      statusCode: 401,
      type: 'application/vnd.microsoft.error.invalidAuthCode',
    });
    expect(patches()).toEqual([]);
    await client.signIn(message.id);
    await expectSaved();
  });

  it('is not done with another account’s rights', async () => {
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    await save();
    await client.signIn(message.id, people.globalAdministrator.oid);
    expect(client.view(message.id).signInButton?.text).toContain('another account');
    expect(desk.graphCalls()).toEqual([]);
    await client.signIn(message.id);
    await expectSaved();
  });

  it('is done once though its retry comes twice', async () => {
    await save();
    await client.redeliver(clicks().at(-1)?.activityId ?? '', { newId: true });
    await expectSaved();
  });
});

describe('a code of a sign-in', () => {
  it.each([[undefined], [123_456], [{}], [['123456']]])(
    'that is no text (%j) is asked of nobody, and the sign-in waits on',
    async (state) => {
      desk.sandbox.teams.settings.ssoMode = 'unsupported';
      await client.send(target.oid);
      const { id } = client.views().findLast(({ signInButton }) => signInButton) ?? {};
      const asked = desk.sandbox.tokenService.lookUps.length;
      expect(await sendSignInCode(desk, client.oid, state)).toMatchObject({ status: 404 });
      expect(desk.sandbox.tokenService.lookUps).toHaveLength(asked);
      await client.signIn(id ?? '');
      expect(textOf(client.last().card)).toContain(target.displayName);
    },
  );
});

describe('a refresh of somebody who is not signed in', () => {
  it.each(['consentNeeded', 'silent'] as const)(
    'gets a card, and is never asked to sign in (%s)',
    async (mode) => {
      desk.sandbox.teams.settings.ssoMode = mode;
      const account = desk.sandbox.graph.directory.byObjectId(client.oid);
      if (!account) throw new Error('no account');
      const { data } = actionOf(message.card, 'Save');
      const value = { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' };
      const outgoing = { type: 'invoke', name: 'adaptiveCard/action', value, replyToId: message.id } as const;
      await desk.sandbox.teams.redeliver(client.oid, desk.sandbox.teams.activityOf(account, outgoing), true);
      expect(clicks().map(({ status }) => status)).toEqual([200]);
      const [body] = bodiesOf();
      expect(body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
      expect(textOf(body?.value)).toContain('You are not signed in');
      expect(desk.graphCalls()).toEqual([]);
      await desk.app.idle();
      await client.reload();
      expect(client.view(message.id).card).toEqual(message.card);
    },
  );
});

describe('a policy that wants more than the sign-in gives', () => {
  it('offers the button once, and saves what was typed after it', async () => {
    desk.sandbox.entra.settings.claimsChallenges = 1;
    expect((await save()).kind).toBe('login');
    expect(client.view(message.id).signInButton?.text).toContain('Conditional Access');
    expect(patches()).toEqual([]);
    await client.signIn(message.id);
    await expectSaved();
  });

  it('says what it wants where a fresh sign-in does not help, and keeps what was typed', async () => {
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await save();
    await client.signIn(message.id);
    expect(textOf(client.view(message.id).card)).toContain('50076');
    expect(patches()).toEqual([]);
    await desk.app.idle();
    await client.reload();
    expect(textOf(client.view(message.id).card)).toContain('50076');
    const again = await press(client, client.view(message.id), 'Edit again');
    expect(inputsOf(again.card)).toMatchObject(typed);
    await press(client, again, 'Save');
    await expectSaved();
  });

  it.each(['Confirm', 'Keep mine', 'Take theirs', 'Undo'])(
    '%s is done after the sign-in, without being pressed again',
    async (title) => {
      const changes =
        title === 'Confirm' ? { accountEnabled: 'false' } : { jobTitle: 'Dock Master', city: 'Delft' };
      if (title === 'Keep mine' || title === 'Take theirs')
        desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Pilot' });
      const shown = await press(client, message, 'Save', changes);
      const writes = patches().length;
      desk.sandbox.tokenService.forgetAll();
      desk.sandbox.entra.settings.claimsChallenges = 1;
      await client.submit(message.id, actionOf(shown.card, title) as CardAction);
      expect(client.view(message.id).signInButton?.text).toContain('Conditional Access');
      await client.signIn(message.id);
      expect(patches()).toHaveLength(writes + 1);
      expect(textOf(client.view(message.id).card)).toMatch(/^(Saved|Undone)\n/);
    },
  );

  it('leaves Undo to be pressed again where a consent was missing first', async () => {
    const { consents } = desk.sandbox.entra.settings;
    const saved = await press(client, message, 'Save', { city: 'Delft' });
    desk.sandbox.tokenService.forgetAll();
    consents.delete('User.ReadWrite.All');
    const refused = await press(client, saved, 'Undo');
    expect(textOf(refused.card)).toMatch(/^Not undone\n/);
    consents.add('User.ReadWrite.All');
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await press(client, refused, 'Undo');
    await client.signIn(message.id);
    expect(textOf(client.view(message.id).card)).toContain('50076');
    const undone = await press(client, client.view(message.id), 'Undo');
    expect(textOf(undone.card)).toMatch(/^Undone\n/);
    expect(patches()).toEqual([{ city: 'Delft' }, { city: 'Seattle' }]);
  });

  it('offers the button to a client without Action.Execute too', async () => {
    desk.sandbox.entra.settings.claimsChallenges = 1;
    await client.submitFallback(message.id, actionOf(message.card, 'Save') as CardAction, typed);
    expect(client.last().signInButton?.text).toContain('Conditional Access');
    await client.signIn(client.last().id);
    await expectSaved();
  });

  it('leaves a way back to a client without Action.Execute too', async () => {
    desk.sandbox.entra.settings.claimsChallenges = 2;
    await client.submitFallback(message.id, actionOf(message.card, 'Save') as CardAction, typed);
    await client.signIn(client.last().id);
    expect(textOf(client.view(message.id).card)).toContain('50076');
    const again = await press(client, client.view(message.id), 'Edit again');
    expect(inputsOf(again.card)).toMatchObject(typed);
  });
});

describe('a consent that is missing for writing', () => {
  it('is told with the link to give it, and what was typed can be saved after that', async () => {
    const { consents } = desk.sandbox.entra.settings;
    consents.delete('User.ReadWrite.All');
    await save();
    await desk.app.idle();
    await client.reload();
    const { card } = client.view(message.id);
    expect(textOf(card)).toContain(
      'An administrator has not yet consented to Profile Desk changing profiles.',
    );
    const link = new URL(String(actionOf(card, 'Grant admin consent').url));
    expect(link.searchParams.get('scope')).toContain('/User.ReadWrite.All');
    expect(patches()).toEqual([]);
    consents.add('User.ReadWrite.All');
    await press(client, client.view(message.id), 'Save');
    await expectSaved();
  });
});
