import { type Activity, CardFactory, type TurnContext } from 'botbuilder';
import type { SignInUrlResponse, UserTokenClient } from 'botframework-connector';

/** Bot Framework's Token Service for the person of a turn. It keeps the token, not the bot. */
export interface TokenService {
  /** The person's token, silently. @param code the six digits that a sign-in ended with, to be redeemed. */
  token(code?: string): Promise<string | undefined>;
  /** Exchanges a token that the Teams client got silently for the person's token. */
  exchange(token: string): Promise<string | undefined>;
  /** The link of the sign-in button, and what a client needs to sign in silently. */
  signInResource(): Promise<SignInUrlResponse>;
  signOut(): Promise<void>;
}

export function tokenServiceOf(context: TurnContext, connectionName: string): TokenService {
  const adapter = context.adapter as unknown as { UserTokenClientKey: symbol };
  const client: UserTokenClient = context.turnState.get(adapter.UserTokenClientKey);
  const { from, channelId } = context.activity;
  return {
    async token(code) {
      const answer = await client.getUserToken(from.id, connectionName, channelId, code ?? '');
      return answer?.token || undefined;
    },
    async exchange(token) {
      // The service answers an error where it can't exchange; the client then shows the button.
      const answer = await client
        .exchangeToken(from.id, connectionName, channelId, { token })
        .catch(() => undefined);
      return answer?.token || undefined;
    },
    signInResource: () => client.getSignInResource(connectionName, context.activity as Activity, ''),
    signOut: () => client.signOutUser(from.id, connectionName, channelId),
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
