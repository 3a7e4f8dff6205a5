import { AuthenticationConstants } from 'botframework-connector';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { askForToken } from './entraUnderTest.ts';
import { connection, startTokenService, type TokenServiceUnderTest } from './tokenServiceUnderTest.ts';

const { employee, userAdministrator: admin } = people;
let service: TokenServiceUnderTest;
beforeAll(async () => {
  service = await startTokenService();
});
afterAll(() => service.close());
afterEach(() => {
  vi.useRealTimers();
  service.sandbox.tokenService.forgetAll();
  Object.assign(service.sandbox.tokenService.settings, { silentSignIn: true, signInAs: undefined });
});

/** What the Teams client gets silently. */
const silent = (person = employee) => service.sandbox.entra.issueApiToken(person.oid);
const exchange = async (token?: string) => await service.exchange(token ?? (await silent()), employee);
// What depends on the time is asked past the SDK, which keeps the bot's own token for all of the process.
const jumpTo = (now: number) => vi.useFakeTimers({ toFake: ['Date'], now });

describe('GetToken', () => {
  it('gives nothing where nobody signed in', async () => {
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
  });

  it('gives a kept token to that person, connection and channel only', async () => {
    const { token } = await exchange();
    const found = await service.tokenOf(employee);
    expect(found).toMatchObject({ token, connectionName: connection, channelId: 'msteams' });
    expect((await service.tokenOf(admin))?.token).toBeUndefined();
    expect((await service.tokenOf(employee, '', 'webchat'))?.token).toBeUndefined();
    const other = await service.client.getUserToken(service.userIdOf(employee), 'other', 'msteams', '');
    expect(other?.token).toBeUndefined();
  });

  it('renews a token before it ends, and only then', async () => {
    const { token } = await exchange();
    const start = Date.now();
    const later = async (minutes: number): Promise<string> => {
      jumpTo(start + minutes * 60_000);
      const response = await service.ask('usertoken/GetToken', {}, employee);
      return ((await response.json()) as { token: string }).token;
    };
    expect(await later(50)).toBe(token);
    const renewed = await later(56);
    expect(decodeJwt(renewed).exp).toBeGreaterThan(decodeJwt(token).exp ?? Number.NaN);
    expect(await later(57)).toBe(renewed);
  });

  it('says when the token ends', async () => {
    const { token, expiration } = await exchange();
    expect(new Date(expiration).getTime()).toBe((decodeJwt(token).exp ?? 0) * 1_000);
  });

  it('gives what a test put in as it is', async () => {
    service.sandbox.tokenService.keep(service.userIdOf(admin), 'garbage');
    expect((await service.tokenOf(admin))?.token).toBe('garbage');
  });
});

describe('exchange', () => {
  it('gives a token of the same person for the bot’s own API', async () => {
    const given = await silent();
    const { token } = await exchange(given);
    expect(token).not.toBe(given);
    expect(decodeJwt(token)).toMatchObject({ oid: employee.oid, scp: 'access_as_user' });
  });

  it('gives another account’s token on order', async () => {
    service.sandbox.tokenService.settings.signInAs = admin.oid;
    expect(decodeJwt((await exchange()).token).oid).toBe(admin.oid);
  });

  // The SDK knows 400 as an answer: it throws nothing, and gives the error as if it were a token.
  it('asks for consent in a way that the SDK takes for an answer without a token', async () => {
    service.sandbox.tokenService.settings.silentSignIn = false;
    const answer = await exchange();
    expect(answer).toMatchObject({ error: { code: 'ConsentRequired' } });
    expect(answer.token).toBeUndefined();
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
  });

  it.each<[string, () => Promise<string>]>([
    ['garbage', async () => 'garbage'],
    ['nothing', async () => ''],
    ['a token of the channel', () => service.sandbox.channelTokens.sign(service.sandbox.serviceUrl)],
    ['the bot’s own token', () => service.botToken()],
  ])('refuses %s', async (_what, token) => {
    expect(await exchange(await token())).toMatchObject({ error: { code: 'BadArgument' } });
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
  });

  it('refuses an expired token', async () => {
    const token = await silent();
    jumpTo(Date.now() + 3_601_000);
    const response = await service.ask('usertoken/exchange', { method: 'POST', body: { token } }, employee);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'BadArgument' } });
  });
});

describe('GetSignInResource', () => {
  it('gives a link of the sandbox and what silent sign-in needs', async () => {
    const activity = service.activityOf(employee);
    const { signInLink, tokenExchangeResource } = await service.client.getSignInResource(
      connection,
      activity,
      '',
    );
    expect(signInLink).toContain(`${service.sandbox.url}/sign-in/start?state=`);
    expect(tokenExchangeResource).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/u),
      uri: `api://botid-${service.sandbox.tenant.botId}`,
    });
  });

  it('knows no other connection', async () => {
    const asked = service.client.getSignInResource('other', service.activityOf(employee), '');
    await expect(asked).rejects.toMatchObject({ statusCode: 400 });
  });

  it.each(['', '!!', Buffer.from('null').toString('base64')])(
    'is not put off by the state “%s”',
    async (state) => {
      expect((await service.ask('botsignin/GetSignInResource', { query: { state } })).status).toBe(400);
    },
  );
});

describe('signing out', () => {
  it('takes the token of that person', async () => {
    for (const person of [employee, admin]) await service.exchange(await silent(person), person);
    await service.client.signOutUser(service.userIdOf(employee), connection, 'msteams');
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
    expect((await service.tokenOf(admin))?.token).toBeTruthy();
  });

  it('takes all of a person’s tokens where no connection is named', async () => {
    await exchange();
    const options = { method: 'DELETE', query: { connectionName: '' } };
    expect((await service.ask('usertoken/SignOut', options, employee)).status).toBe(200);
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
  });
});

describe('the door of the service', () => {
  it('is open for the bot’s own token only', async () => {
    const { body } = await askForToken(service.sandbox, {
      grant_type: 'client_credentials',
      scope: `${service.sandbox.environment().GRAPH_BASE_URL}/.default`,
    });
    for (const token of ['', 'garbage', await silent(), body.access_token])
      expect((await service.ask('usertoken/GetToken', { token: token ?? '' }, employee)).status).toBe(401);
  });

  it('answers a request without its parameters in words', async () => {
    for (const [path, method] of [
      ['usertoken/GetToken', 'GET'],
      ['usertoken/exchange', 'POST'],
    ] as const) {
      const response = await service.ask(path, { method });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'BadArgument' } });
    }
  });
});

describe('the connector', () => {
  it('is reached with the token that the SDK gets for the bot', async () => {
    const { sandbox } = service;
    const audience = AuthenticationConstants.ToChannelFromBotOAuthScope;
    const connector = await service.connectorFactory.create(sandbox.serviceUrl, audience);
    await fetch(`${sandbox.url}/teams/api/${employee.oid}/open`, { method: 'POST' });
    const { conversation } = service.activityOf(employee);
    const members = await connector.conversations.getConversationMembers(conversation.id);
    expect(members.map(({ id }) => id)).toContain(service.userIdOf(employee));
  });
});
