import { randomInt, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Entra } from './entraId.ts';
import { connectorAudience } from './entraId.ts';
import { signInPage } from './signInPage.ts';
import type { Account, Accounts, Tenant } from './types.ts';

export interface TokenServiceOptions {
  readonly tenant: Tenant;
  readonly entra: Entra;
  readonly accounts: () => Accounts;
  /** Own address on the sandbox's http server. */
  readonly address: () => string;
  /** Whose Teams id this is. */
  readonly accountOf: (userId: string) => Account | undefined;
}

/**
 * Bot Framework's Token Service, in the requests that the SDK makes (botframework-connector 4.23.3,
 * src/tokenApi/operations), and the page behind the sign-in button.
 */
export function createTokenService(options: TokenServiceOptions) {
  const { tenant, entra, accounts, address, accountOf } = options;
  /** Tokens by user, connection and channel. */
  const kept = new Map<string, string>();
  const codes = new Map<string, { oid: string }>();
  /** What links were made for: a state stands for the conversation that asked. */
  const states = new Map<string, { userId: string }>();
  const settings = {
    /** False: the exchange is refused, as where nobody consented to the bot's own API; then the button helps. */
    silentSignIn: true,
    /** Another account's token is given instead of the caller's, as a browser with two accounts may. */
    signInAs: undefined as string | undefined,
  };
  const routes = new Hono();
  const key = (userId: string, connectionName: string) => `${userId} ${connectionName} msteams`;

  routes.use('/api/*', async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    const verified = await entra.verifyToken(token, connectorAudience).catch(() => undefined);
    if (verified?.appid !== tenant.botId)
      return c.json(
        { error: { code: 'Unauthorized', message: 'The bot’s token is missing or wrong.' } },
        401,
      );
    await next();
  });

  routes.get('/api/usertoken/GetToken', async (c) => {
    const { userId = '', connectionName = '', code } = c.req.query();
    if (connectionName !== tenant.connectionName)
      return c.json({ error: { code: 'NotFound', message: 'No such connection.' } }, 404);
    if (code) {
      const redeemed = codes.get(code);
      codes.delete(code);
      if (!redeemed) return c.body(null, 404);
      kept.set(key(userId, connectionName), await entra.issueApiToken(redeemed.oid));
    }
    const token = kept.get(key(userId, connectionName));
    return token ? c.json(tokenResponse(token)) : c.body(null, 404);
  });

  routes.post('/api/usertoken/exchange', async (c) => {
    const { userId = '', connectionName = '' } = c.req.query();
    const { token = '' } = await c.req.json<{ token?: string }>();
    const verified = settings.silentSignIn
      ? await entra.verifyApiToken(token).catch(() => undefined)
      : undefined;
    if (!verified?.oid || connectionName !== tenant.connectionName) {
      return c.json({ error: { code: 'BadArgument', message: 'Unable to exchange the token.' } }, 400);
    }
    const own = await entra.issueApiToken(settings.signInAs ?? verified.oid);
    kept.set(key(userId, connectionName), own);
    return c.json(tokenResponse(own));
  });

  routes.delete('/api/usertoken/SignOut', (c) => {
    const { userId = '', connectionName = '' } = c.req.query();
    kept.delete(key(userId, connectionName));
    return c.json({});
  });

  routes.get('/api/botsignin/GetSignInResource', (c) => {
    const asked = JSON.parse(Buffer.from(c.req.query('state') ?? '', 'base64').toString('utf8')) as {
      conversation?: { user?: { id?: string } };
    };
    const state = randomUUID();
    states.set(state, { userId: asked.conversation?.user?.id ?? '' });
    return c.json({
      signInLink: `${address()}/sign-in/start?state=${state}`,
      tokenExchangeResource: {
        id: randomUUID(),
        uri: `api://botid-${tenant.botId}`,
        providerId: '30dd229c-58e3-4a48-bdfd-91ec48eb906c',
      },
    });
  });

  const pages = new Hono();
  pages.get('/start', (c) => {
    const state = c.req.query('state') ?? '';
    const userId = states.get(state)?.userId;
    if (userId === undefined) return c.text('This link is too old. Ask the bot again.', 404);
    const signingIn = accounts()
      .all()
      .filter((account) => account.accountEnabled);
    return c.html(signInPage(state, accountOf(userId), signingIn));
  });
  pages.post('/complete', async (c) => {
    const { state = '', oid = '' } = await c.req.json<{ state?: string; oid?: string }>();
    if (!states.has(state) || !accounts().byObjectId(oid)?.accountEnabled)
      return c.json({ error: 'Nobody can sign in so.' }, 400);
    const code = String(randomInt(100_000, 1_000_000));
    codes.set(code, { oid });
    return c.json({ code });
  });

  function tokenResponse(token: string) {
    return {
      channelId: 'msteams',
      connectionName: tenant.connectionName,
      token,
      expiration: new Date(Date.now() + 3_600_000).toISOString(),
    };
  }

  return {
    routes,
    pages,
    settings,
    /** Forgets everybody's tokens, as after a sign-out or a long time. */
    forgetAll: () => kept.clear(),
    /** Puts a token in, whatever it is, as if the service had got it from Entra. */
    keep: (userId: string, token: string) => kept.set(key(userId, tenant.connectionName), token),
  };
}

export type TokenService = ReturnType<typeof createTokenService>;
