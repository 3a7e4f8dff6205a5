import { randomInt, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { isToken } from './accessTokens.ts';
import type { Entra } from './entraId.ts';
import { connectorAudience } from './entraId.ts';
import { signInPage, unknownLinkPage } from './signInPage.ts';
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

const exchangeForm = z.object({ token: z.string().optional() });
const completionForm = z.object({ state: z.string(), oid: z.string() });

/** A token that is kept, and who renews it; a token that a test put in is kept as it is. */
interface Kept {
  readonly token: string;
  readonly oid?: string;
}

/** Renewed so long before its end: https://learn.microsoft.com/azure/bot-service/bot-builder-concept-authentication, which says that the service renews tokens. */
const renewMs = 5 * 60_000;

/**
 * Bot Framework's Token Service, in the requests that the SDK makes (botframework-connector 4.23.3,
 * src/tokenApi/operations), and the page behind the sign-in button.
 */
export function createTokenService(options: TokenServiceOptions) {
  const { tenant, entra, accounts, address, accountOf } = options;
  /** By channel, user and connection: https://learn.microsoft.com/azure/bot-service/bot-builder-concept-authentication. */
  const kept = new Map<string, Kept>();
  /** Codes that nobody redeemed yet: who signed in, and for whose conversation. */
  const codes = new Map<string, { readonly oid: string; readonly userId: string }>();
  /** What links were made for: a state stands for the person of the conversation that asked. */
  const states = new Map<string, { readonly userId: string }>();
  const settings = {
    /** False: the exchange is refused, as where nobody consented to the bot's own API; then the button helps. */
    silentSignIn: true,
    /** Another account's token is given instead of the caller's, as a browser with two accounts may. */
    signInAs: undefined as string | undefined,
  };
  /** For whom a token was looked up, in their order: Teams' ids. */
  const lookUps: string[] = [];
  const routes = new Hono();
  const key = (userId: string, connectionName = '', channelId = '') =>
    `${channelId} ${userId} ${connectionName}`;

  routes.use('/api/*', async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    const verified = await entra.verifyToken(token, connectorAudience).catch(() => undefined);
    if (verified?.appid !== tenant.botId)
      return c.json(problem('Unauthorized', 'The bot’s token is missing or wrong.'), 401);
    await next();
  });

  routes.get('/api/usertoken/GetToken', async (c) => {
    const { userId, connectionName, channelId, code } = c.req.query();
    lookUps.push(userId ?? '');
    if (!userId || !connectionName)
      return c.json(problem('BadArgument', 'userId and connectionName are required.'), 400);
    if (connectionName !== tenant.connectionName)
      return c.json(problem('NotFound', 'No such connection.'), 404);
    const place = key(userId, connectionName, channelId);
    if (code) {
      // It shows that who signed in sits in the conversation that asked: it is good once, and for that person only.
      // https://learn.microsoft.com/azure/bot-service/bot-builder-security-enhanced (identity spoofing)
      const redeemed = codes.get(code);
      if (redeemed?.userId !== userId) return c.body(null, 404);
      codes.delete(code);
      kept.set(place, await newToken(redeemed.oid));
    }
    const token = await renewed(place);
    return token ? c.json(tokenResponse(token, channelId)) : c.body(null, 404);
  });

  routes.post('/api/usertoken/exchange', async (c) => {
    const { userId, connectionName, channelId } = c.req.query();
    const { token } = exchangeForm.safeParse(await c.req.json().catch(() => undefined)).data ?? {};
    // https://github.com/microsoft/teams.net/issues/68
    if (!userId || !channelId || connectionName !== tenant.connectionName || token === undefined)
      return c.json(problem('BadArgument', 'Missing or invalid argument.'), 400);
    const verified = await entra.verifyApiToken(token).catch(() => undefined);
    if (!verified?.oid) return c.json(problem('BadArgument', 'The token can’t be exchanged.'), 400);
    // https://github.com/microsoft/Agents-for-python/pull/380, https://github.com/microsoft/botbuilder-dotnet/issues/3702
    if (!settings.silentSignIn) return c.json(problem('ConsentRequired', 'Consent Required'), 400);
    const own = await newToken(settings.signInAs ?? verified.oid);
    kept.set(key(userId, connectionName, channelId), own);
    return c.json(tokenResponse(own.token, channelId));
  });

  // Without a connection, of all: the parameter is optional (connectionName1 of the SDK's parameters.ts).
  routes.delete('/api/usertoken/SignOut', (c) => {
    const { userId = '', connectionName, channelId } = c.req.query();
    const prefix = key(userId, connectionName, channelId);
    for (const place of kept.keys())
      if (connectionName ? place === prefix : place.startsWith(prefix)) kept.delete(place);
    return c.json({});
  });

  routes.get('/api/botsignin/GetSignInResource', (c) => {
    const asked = readState(c.req.query('state') ?? '');
    const userId = asked?.conversation?.user?.id;
    if (!userId || asked?.connectionName !== tenant.connectionName || asked.msAppId !== tenant.botId)
      return c.json(problem('BadArgument', 'The state is not one of this bot’s.'), 400);
    const state = randomUUID();
    states.set(state, { userId });
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
    if (userId === undefined) return c.html(unknownLinkPage(), 404);
    const signingIn = accounts()
      .all()
      .filter((account) => account.accountEnabled);
    return c.html(signInPage(state, accountOf(userId), signingIn));
  });
  pages.post('/complete', async (c) => {
    const given = completionForm.safeParse(await c.req.json().catch(() => undefined)).data;
    const { state, oid } = given ?? { state: '', oid: '' };
    const userId = states.get(state)?.userId;
    if (userId === undefined) return c.json({ error: 'This link is too old. Ask the bot again.' }, 400);
    if (!accounts().byObjectId(oid)?.accountEnabled)
      return c.json({ error: 'Nobody can sign in with this account.' }, 400);
    let code: string;
    do code = String(randomInt(100_000, 1_000_000));
    while (codes.has(code));
    codes.set(code, { oid, userId });
    return c.json({ code });
  });

  async function newToken(oid: string): Promise<Kept> {
    return { oid, token: await entra.issueApiToken(oid) };
  }

  async function renewed(place: string): Promise<string | undefined> {
    const { token, oid } = kept.get(place) ?? {};
    if (!token || !oid || expiryOf(token) - renewMs > Date.now()) return token;
    kept.delete(place);
    if (!accounts().byObjectId(oid)?.accountEnabled) return undefined;
    const fresh = await newToken(oid);
    kept.set(place, fresh);
    return fresh.token;
  }

  function tokenResponse(token: string, channelId = '') {
    const expiration = new Date(expiryOf(token)).toISOString();
    return { channelId, connectionName: tenant.connectionName, token, expiration };
  }

  return {
    routes,
    pages,
    settings,
    lookUps,
    /** Forgets everybody's tokens, as after a sign-out or a long time. */
    forgetAll: () => kept.clear(),
    /**
     * Forgets one person's. A token is kept by user, not by conversation, and in Teams a person has one id for a bot everywhere,
     * so who signed in in the personal chat is known in a channel here. No source says whether Teams' service always does it so:
     * a bot is tried without, by forgetting what it knows.
     */
    forget: (userId: string) => void kept.delete(key(userId, tenant.connectionName, 'msteams')),
    /** Whether it has one person's. */
    has: (userId: string) => kept.has(key(userId, tenant.connectionName, 'msteams')),
    /** Puts a token in, whatever it is, as if the service had got it from Entra. */
    keep: (userId: string, token: string) =>
      void kept.set(key(userId, tenant.connectionName, 'msteams'), { token }),
  };
}

export type TokenService = ReturnType<typeof createTokenService>;

/** Milliseconds since the epoch; of what is no token, as if it were a new one. */
function expiryOf(token: string): number {
  const seconds = isToken(token) ? decodeJwt(token).exp : undefined;
  return seconds === undefined ? Date.now() + 3_600_000 : seconds * 1_000;
}

function problem(code: string, message: string) {
  return { error: { code, message } };
}

interface SignInState {
  readonly connectionName?: string;
  readonly msAppId?: string;
  readonly conversation?: { readonly user?: { readonly id?: string } };
}

/** What `UserTokenClient.createTokenExchangeState` made (botframework-connector 4.23.3). */
function readState(state: string): SignInState | undefined {
  try {
    return JSON.parse(Buffer.from(state, 'base64').toString('utf8')) as SignInState;
  } catch {
    return undefined;
  }
}
