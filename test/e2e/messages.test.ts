import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { elementsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
});
beforeEach(async () => {
  desk.sandbox.teams.settings.ssoMode = 'silent';
  await client.send('cancel');
  desk.graphCalls();
});
afterAll(() => desk.close());

/** Has Teams deliver an activity that differs from a message by this. @returns the answer, and what the bot said to it */
async function deliver(changes: object): Promise<{ status: number; body?: unknown; said: string[] }> {
  const account = desk.sandbox.graph.directory.byObjectId(client.oid);
  if (!account) throw new Error('no account');
  const before = client.views().length;
  const activity = { ...desk.sandbox.teams.activityOf(account, { type: 'message', text: '' }), ...changes };
  const answer = await desk.sandbox.teams.redeliver(client.oid, activity, true);
  await client.reload();
  const said = client
    .views()
    .slice(before)
    .map(({ text, card }) => text ?? textOf(card));
  return { ...answer, said };
}

const forgetSignIn = (): void => {
  desk.sandbox.tokenService.forgetAll();
  desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
};

describe('help', () => {
  it.each(['help', 'Help', 'hi', 'Hello!', ' HELLO ', 'hi.', '?', 'hallo'])('answers %j', async (text) => {
    await client.send(text);
    const help = textOf(client.last().card);
    for (const word of ['find', 'help', 'sign out', 'cancel']) expect(help).toContain(word);
    expect(desk.graphCalls()).toEqual([]);
  });

  it('leaves an open question open', async () => {
    await client.send('find');
    await client.send('help');
    expect(textOf(client.last().card)).toContain('What you can type');
    await client.send(target.userPrincipalName);
    expect(textOf(client.last().card)).toContain(target.displayName);
  });

  it('leaves a sign-in open that is under way', async () => {
    forgetSignIn();
    await client.send(target.oid);
    const asked = client.last();
    await client.send('help');
    await client.signIn(asked.id);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
  });
});

describe('an open question', () => {
  it.each(['find', 'history', 'photo'])('of %s is left by a command, which is no name', async (asked) => {
    await client.send(asked);
    await client.send(`find ${target.userPrincipalName}`);
    expect(textOf(client.last().card)).toContain(target.displayName);
  });

  it('is asked again by the same command', async () => {
    await client.send('find');
    await client.send('find');
    expect(client.last().text).toBe('Who are you looking for?');
    expect(desk.graphCalls()).toEqual([]);
  });
});

describe('the welcome', () => {
  it('comes once, however often Teams tells of the installation', async () => {
    const fresh = await desk.as(people.helpdeskAdministrator);
    expect(fresh.views()).toHaveLength(1);
    const told = desk.sandbox.teams.deliveries.filter(
      ({ oid, activity }) => oid === fresh.oid && /^(installation|conversation)Update$/.test(activity.type),
    );
    expect(told).toHaveLength(2);
    for (const { activityId } of told)
      for (const newId of [true, false])
        expect((await fresh.redeliver(activityId, { newId })).status).toBeLessThan(300);
    await fresh.reload();
    expect(fresh.views()).toHaveLength(1);
  });

  it('does not come with an upgrade, and nothing is said on removal', async () => {
    for (const action of ['add-upgrade', 'remove', 'remove-upgrade'])
      expect(await deliver({ type: 'installationUpdate', action })).toMatchObject({ said: [] });
  });
});

describe('cancel', () => {
  it('leaves the question who is looked for', async () => {
    await client.send('find');
    await client.send('Cancel');
    expect(client.last().text).toBe('Cancelled.');
    await client.send('stop');
    expect(client.last().text).toBe('There is nothing to cancel.');
  });

  it('leaves a sign-in, and its button then still signs in', async () => {
    forgetSignIn();
    await client.send(target.oid);
    const asked = client.last();
    await client.send('cancel');
    expect(client.last().text).toBe('Cancelled.');
    await client.signIn(asked.id);
    expect(client.last().text).toBe('You are signed in.');
    expect(desk.graphCalls()).toEqual([]);
    await client.send(target.oid);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
  });
});

describe('a message while something is open', () => {
  it('of another name is looked up instead, once signed in', async () => {
    forgetSignIn();
    await client.send(target.oid);
    await client.send(people.employee.oid);
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain(people.employee.userPrincipalName);
  });

  it('of six digits is a search, also while a sign-in code could come', async () => {
    const { directory } = desk.sandbox.graph;
    directory.update(people.employee.oid, { employeeId: '480213' });
    await client.send('480213');
    expect(textOf(client.last().card)).toContain(people.employee.userPrincipalName);
    forgetSignIn();
    await client.send(target.oid);
    await client.send('480213');
    expect(client.last().signInButton?.title).toBe('Sign in');
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain(people.employee.userPrincipalName);
  });

  it('of the six digits that were asked for signs in', async () => {
    forgetSignIn();
    await client.send(target.oid);
    const { link = '' } = client.last().signInButton ?? {};
    const state = new URL(link).searchParams.get('state');
    const response = await fetch(`${desk.sandbox.url}/sign-in/complete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state, oid: client.oid }),
    });
    await client.send(((await response.json()) as { code: string }).code);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
  });

  it('to sign out ends the sign-in; the next look-up asks for it', async () => {
    await client.send('find');
    await client.send('Sign out');
    expect(client.last().text).toContain('You are signed out');
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    await client.send(target.oid);
    expect(client.last().signInButton?.title).toBe('Sign in');
    expect(desk.graphCalls()).toEqual([]);
    await client.signIn(client.last().id);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
  });
});

describe('what is no plain text', () => {
  it.each(['<img src=x onerror=alert(1)>', '[a](https://evil.example)', '<at>Declan</at>', '**x** _y_ `z`'])(
    'is shown as it was typed: %s',
    async (text) => {
      await client.send(text);
      const { card } = client.last();
      expect(textOf(card)).toContain(`“${text}”`);
      // A TextBlock would read it as Markdown.
      const blocks = elementsOf(card).filter(({ type }) => type === 'TextBlock');
      expect(JSON.stringify(blocks)).not.toContain(text.slice(1, 8));
    },
  );

  it.each<[string, object]>([
    ['nothing at all', { text: undefined, attachments: undefined }],
    ['spaces', { text: ' \n\t\u00a0 ' }],
    ['a value of another bot’s card', { text: undefined, value: { version: '9.9', action: 'explode' } }],
  ])('%s is answered with the question who is looked for', async (_kind, changes) => {
    const { status, said } = await deliver(changes);
    expect(status).toBe(200);
    expect(said).toEqual(['Who are you looking for?']);
  });

  it.each<[string, object]>([
    [
      'a file',
      {
        text: undefined,
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            name: 'a.csv',
            content: { downloadUrl: 'https://x.example' },
          },
        ],
      },
    ],
    [
      'a picture',
      { text: '', attachments: [{ contentType: 'image/png', contentUrl: 'https://x.example/a.png' }] },
    ],
  ])('%s that is not where Teams keeps files is told to be out of reach', async (_kind, changes) => {
    const { status, said } = await deliver(changes);
    expect(status).toBe(200);
    expect(said).toEqual([
      'This can’t be the photo\nThe picture could not be fetched from Teams. Send it again.',
    ]);
    expect(desk.graphCalls()).toEqual([]);
  });

  it('in place of a name is answered with the question again', async () => {
    await client.send('find');
    expect((await deliver({ text: undefined, attachments: [] })).said).toEqual(['Who are you looking for?']);
  });
});

describe('what is no message', () => {
  const tenant = () => ({ tenant: { id: desk.sandbox.tenant.tenantId } });
  it.each<[string, () => object]>([
    [
      'an edited message',
      () => ({
        type: 'messageUpdate',
        text: target.oid,
        channelData: { ...tenant(), eventType: 'editMessage' },
      }),
    ],
    [
      'a deleted message',
      () => ({ type: 'messageDelete', channelData: { ...tenant(), eventType: 'softDeleteMessage' } }),
    ],
    ['a reaction', () => ({ type: 'messageReaction', reactionsAdded: [{ type: 'like' }] })],
    ['a reaction taken back', () => ({ type: 'messageReaction', reactionsRemoved: [{ type: 'like' }] })],
    ['an event', () => ({ type: 'event', name: 'application/vnd.microsoft.readReceipt', value: {} })],
    ['typing', () => ({ type: 'typing' })],
    ['a kind of the future', () => ({ type: 'somethingNew', text: target.oid })],
  ])('%s is taken without an answer, and without asking Graph', async (_kind, changes) => {
    const { status, said } = await deliver(changes());
    expect(status).toBeLessThan(300);
    expect(said).toEqual([]);
    expect(desk.graphCalls()).toEqual([]);
  });

  it.each([
    'composeExtension/query',
    'composeExtension/fetchTask',
    'task/fetch',
    'fileConsent/invoke',
    'actionableMessage/executeAction',
    'something/new',
    undefined,
  ])('an invoke that is none of the bot’s is refused: %s', async (name) => {
    const { status, body, said } = await deliver({ type: 'invoke', name, value: { x: 1 } });
    expect(status).toBe(501);
    expect(body).toBeUndefined();
    expect(said).toEqual([]);
    expect(desk.graphCalls()).toEqual([]);
  });
});
