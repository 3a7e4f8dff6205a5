import type { Activity } from 'botbuilder';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import { authenticationOf } from './botUnderTest.ts';
import { askForToken, startServices } from './entraUnderTest.ts';

export const connection = 'profile-desk';

interface Person {
  readonly oid: string;
}

/** The sandbox's Token Service, with the SDK's client as the bot's adapter makes it for a turn. */
export async function startTokenService() {
  const sandbox = await startServices();
  const claim = { type: AuthenticationConstants.AudienceClaim, value: sandbox.tenant.botId };
  const identity = new ClaimsIdentity([claim], true);
  const authentication = authenticationOf(sandbox);
  const client = await authentication.createUserTokenClient(identity);
  const userIdOf = ({ oid }: Person) => sandbox.teams.userIdOf(oid);

  const activityOf = ({ oid }: Person): Activity => {
    const account = sandbox.graph.directory.byObjectId(oid);
    if (!account) throw new Error('No such account');
    return sandbox.teams.activityOf(account, { type: 'message', text: 'hi' }) as unknown as Activity;
  };

  /** The bot's own token, past the SDK. */
  const botToken = async (): Promise<string> => {
    const form = { grant_type: 'client_credentials', scope: 'https://api.botframework.com/.default' };
    return (await askForToken(sandbox, form)).body.access_token ?? '';
  };

  /** Answers the sign-in page's form. A text is sent as it is. */
  const complete = async (body: unknown) => {
    const response = await fetch(`${sandbox.url}/sign-in/complete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly code?: string; readonly error?: string };
    return { status: response.status, body: answer };
  };

  return {
    sandbox,
    client,
    connectorFactory: authentication.createConnectorFactory(identity),
    userIdOf,
    activityOf,
    botToken,
    complete,
    tokenOf: (person: Person, code = '', channel = 'msteams') =>
      client.getUserToken(userIdOf(person), connection, channel, code),
    exchange: (token: string, person: Person) =>
      client.exchangeToken(userIdOf(person), connection, 'msteams', { token }),
    /** Signs in behind the button that somebody was shown. @returns the code that it ends with, if any */
    async signIn(asker: Person, account = asker): Promise<string | undefined> {
      const { signInLink = '' } = await client.getSignInResource(connection, activityOf(asker), '');
      const state = new URL(signInLink).searchParams.get('state');
      return (await complete({ state, oid: account.oid })).body.code;
    },
    /** Asks the service past the SDK, with the parameters that name a person's token. */
    async ask(
      path: string,
      { method = 'GET', token, body, query = {} }: AskOptions = {},
      person?: Person,
    ): Promise<Response> {
      const named = person
        ? { userId: userIdOf(person), connectionName: connection, channelId: 'msteams' }
        : {};
      const given = Object.entries({ ...named, ...query }).filter(([, value]) => value !== '');
      return await fetch(`${sandbox.url}/token-service/api/${path}?${new URLSearchParams(given)}`, {
        method,
        headers: {
          authorization: `Bearer ${token ?? (await botToken())}`,
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    },
    close: () => sandbox.close(),
  };
}

interface AskOptions {
  readonly method?: string;
  /** The bot's own if left out. */
  readonly token?: string | undefined;
  readonly body?: object;
  /** Parameters beside those of the person; an empty one leaves the parameter out. */
  readonly query?: Readonly<Record<string, string>>;
}

export type TokenServiceUnderTest = Awaited<ReturnType<typeof startTokenService>>;
