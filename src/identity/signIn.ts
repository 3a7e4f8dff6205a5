import { type Activity, CardFactory, type TurnContext } from 'botbuilder';
import type { SignInUrlResponse, UserTokenClient } from 'botframework-connector';

/** Bot Framework's Token Service for the person of a turn. It keeps the token, not the bot. */
export interface TokenService {
  /** Asks for the token before anybody waits for it; the next `token()` answers with it. */
  askAhead(): void;
  /** The person's token, silently. @param code the six digits that a sign-in ended with, to be redeemed. */
  token(code?: string): Promise<string | undefined>;
  /** Exchanges a token that the Teams client got silently for the person's token. */
  exchange(token: string): Promise<string | undefined>;
  /** The link of the sign-in button, and what a client needs to sign in silently. */
  signInResource(): Promise<SignInUrlResponse>;
  signOut(): Promise<void>;
}

/** @returns the same one throughout a turn. */
export function tokenServiceOf(context: TurnContext, connectionName: string): TokenService {
  const service = services.get(context) ?? createTokenService(context, connectionName);
  services.set(context, service);
  return service;
}

const services = new WeakMap<TurnContext, TokenService>();

function createTokenService(context: TurnContext, connectionName: string): TokenService {
  const adapter = context.adapter as unknown as { UserTokenClientKey: symbol };
  const client: UserTokenClient = context.turnState.get(adapter.UserTokenClientKey);
  const { from, channelId } = context.activity;
  let ahead: Promise<string | undefined> | undefined;
  const ask = async (code = ''): Promise<string | undefined> => {
    const answer = await client.getUserToken(from.id, connectionName, channelId, code);
    return answer?.token || undefined;
  };
  return {
    askAhead() {
      ahead = ask();
      // Nobody may ever come to ask.
      ahead.catch(() => undefined);
    },
    token(code) {
      const token = code === undefined && ahead ? ahead : ask(code);
      ahead = undefined;
      return token;
    },
    async exchange(token) {
      ahead = undefined;
      // The service answers an error where it can't exchange; the client then shows the button.
      const answer = await client
        .exchangeToken(from.id, connectionName, channelId, { token })
        .catch(() => undefined);
      return answer?.token || undefined;
    },
    signInResource: () => client.getSignInResource(connectionName, context.activity as Activity, ''),
    signOut() {
      ahead = undefined;
      return client.signOutUser(from.id, connectionName, channelId);
    },
  };
}

/**
 * The card with the sign-in button. With `silently`, a client that can get a token by itself does so first:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-code.
 */
export async function signInCard(
  service: TokenService,
  connectionName: string,
  words: { readonly title: string; readonly text: string },
  silently: boolean,
): Promise<Partial<Activity>> {
  const { signInLink, tokenExchangeResource, tokenPostResource } = await service.signInResource();
  const { title, text } = words;
  const card = silently
    ? CardFactory.oauthCard(connectionName, title, text, signInLink, tokenExchangeResource, tokenPostResource)
    : CardFactory.oauthCard(connectionName, title, text, signInLink);
  return { attachments: [card] };
}
