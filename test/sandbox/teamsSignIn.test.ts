import { afterEach, describe, expect, it } from 'vitest';
import type { TeamsSettings } from '../../src/sandbox/teams/teams.ts';
import { type Answer, cardAnswer, cardMessage, type Heard, oauthMessage } from '../support/echoBot.ts';
import { ada, startTeams, type TeamsUnderTest } from './teamsUnderTest.ts';

const link = 'http://127.0.0.1/sign-in/start?state=s1';
const answered = { type: 'AdaptiveCard', version: '1.5', body: [] };
const save = { type: 'Action.Execute', verb: 'save', data: { $edit: 'e1' } };
const loginRequest = (exchangeId?: string) =>
  cardAnswer(
    {
      text: 'Please sign in',
      connectionName: 'profile-desk',
      buttons: [{ type: 'signin', title: 'Sign in', value: link }],
      ...(exchangeId ? { tokenExchangeResource: { id: exchangeId } } : {}),
    },
    401,
    'application/vnd.microsoft.activity.loginRequest',
  );

let desk: TeamsUnderTest;
afterEach(() => desk.close());

describe('an OAuth card', () => {
  async function start(onSignIn: Answer, settings: Partial<TeamsSettings> = {}, exchangeId?: string) {
    desk = await startTeams(async (activity, connector) => {
      if (activity.text) await connector.send(oauthMessage(link, exchangeId));
      return activity.name?.startsWith('signin/') ? onSignIn : undefined;
    }, settings);
    const client = await desk.open(ada);
    await client.send('who am I');
    return client;
  }

  it('is answered silently, by two clients, and shown to nobody', async () => {
    const client = await start({ status: 200 }, {}, 'x1');
    const value = { id: 'x1', connectionName: 'profile-desk', token: `sso of ${ada.oid}` };
    expect(desk.heard('signin/tokenExchange').map((activity) => activity.value)).toEqual([value, value]);
    const ids = desk.heard('signin/tokenExchange').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(client.views().map(({ text }) => text)).toEqual(['who am I']);
    await client.reload();
    expect(desk.heard('signin/tokenExchange')).toHaveLength(2);
    expect(client.views()).toHaveLength(1);
  });

  it('is answered once by one client', async () => {
    await start({ status: 200 }, { duplicateTokenExchange: false }, 'x1');
    expect(desk.heard('signin/tokenExchange')).toHaveLength(1);
  });

  it('is left to one of two clients that are really open', async () => {
    const client = await start({ status: 200 }, { duplicateTokenExchange: false });
    await desk.open(ada);
    await client.send('again');
    expect(client.views().filter(({ signInButton }) => signInButton)).toHaveLength(2);
    expect(desk.heard('signin/tokenExchange')).toEqual([]);
  });

  it.each([
    ['the exchange fails', { status: 412 }, {}, 'x1'],
    ['it offers no exchange', { status: 200 }, {}, undefined],
    ['consent is missing', { status: 200 }, { ssoMode: 'consentNeeded' as const }, 'x1'],
  ])(
    'shows its button where %s, and the code goes to the bot',
    async (_why, onSignIn, settings, exchangeId) => {
      const client = await start(onSignIn, settings, exchangeId);
      expect(client.last().signInButton).toEqual({ text: 'Please sign in.', title: 'Sign in', link });
      await client.signIn(client.last().id);
      expect(desk.heard('signin/verifyState').map((activity) => activity.value)).toEqual([
        { state: '123456' },
      ]);
      expect(client.views().some(({ signInButton }) => signInButton)).toBe(onSignIn.status !== 200);
    },
  );

  it('fails unseen where the client can not do it: only the bot is told', async () => {
    const client = await start({ status: 200 }, { ssoMode: 'unsupported' }, 'x1');
    expect(desk.heard('signin/failure')).toMatchObject([{ value: { code: 'resourcematchfailed' } }]);
    expect(client.views()).toHaveLength(1);
  });
});

describe('a card action that asks for a sign-in', () => {
  async function start(
    onAction: (value: Record<string, unknown>) => Answer,
    settings: Partial<TeamsSettings> = {},
  ) {
    desk = await startTeams(async (activity, connector) => {
      if (activity.name === 'adaptiveCard/action') return onAction({ ...activity.value });
      if (activity.text) await connector.send(cardMessage({ ...answered, body: [{ type: 'TextBlock' }] }));
      return undefined;
    }, settings);
    const client = await desk.open(ada);
    await client.send('show');
    return { client, id: client.last().id };
  }
  const actions = () => desk.heard('adaptiveCard/action').map(({ value }: Heard) => value);

  it('is sent again with a token, silently', async () => {
    const { client, id } = await start(({ authentication }) =>
      authentication ? cardAnswer(answered) : loginRequest('x1'),
    );
    const answer = await client.submit(id, save);
    expect(answer.kind).toBe('card');
    expect(actions()).toMatchObject([
      { action: save, trigger: 'manual' },
      {
        action: save,
        trigger: 'manual',
        authentication: { id: 'x1', connectionName: 'profile-desk', token: `sso of ${ada.oid}` },
      },
    ]);
    expect(client.view(id).signInButton).toBeUndefined();
  });

  it.each([
    ['the exchange is refused', {}, 'x1', 2],
    ['it offers no exchange', {}, undefined, 1],
    ['the client can not do it silently', { ssoMode: 'unsupported' as const }, 'x1', 1],
  ])(
    'shows its button where %s, and is sent again with the code',
    async (_why, settings, exchangeId, tries) => {
      const { client, id } = await start(({ authentication, state }) => {
        if (state) return cardAnswer(answered);
        if (authentication)
          return cardAnswer({ code: '412' }, 412, 'application/vnd.microsoft.error.preconditionFailed');
        return loginRequest(exchangeId);
      }, settings);
      await client.submit(id, save);
      expect(actions()).toHaveLength(tries);
      expect(client.view(id)).toMatchObject({ signInButton: { title: 'Sign in' }, busy: false });
      await client.signIn(id);
      expect(actions().at(-1)).toMatchObject({ action: save, trigger: 'manual', state: '123456' });
      expect(client.view(id).signInButton).toBeUndefined();
      expect(client.shown(id)).toEqual(answered);
    },
  );

  it('keeps its button after a wrong code', async () => {
    const { client, id } = await start(({ state }) =>
      state
        ? cardAnswer({ code: '401' }, 401, 'application/vnd.microsoft.error.invalidAuthCode')
        : loginRequest(),
    );
    await client.submit(id, save);
    await client.signIn(id);
    expect(client.view(id)).toMatchObject({ signInButton: { link }, error: expect.any(String) });
  });
});
