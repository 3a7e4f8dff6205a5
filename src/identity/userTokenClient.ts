import type { Activity } from 'botbuilder';
import { UserTokenClient } from 'botframework-connector';

export type TokenServiceStep = 'silent' | 'exchange' | 'code' | 'button' | 'signOut';
/** `refused`: the service has no token, or takes no such token or code. */
export type TokenServiceOutcome = 'done' | 'refused' | 'failed';
export type OnTokenService = (step: TokenServiceStep, outcome: TokenServiceOutcome) => void;

/** The SDK's client of the Token Service, for one turn, which tells what it was asked for and what came of it. */
export class WatchedUserTokenClient extends UserTokenClient {
  private readonly client: UserTokenClient;
  private readonly told: OnTokenService;
  constructor(client: UserTokenClient, told: OnTokenService) {
    super();
    this.client = client;
    this.told = told;
  }

  override getUserToken(userId: string, connectionName: string, channelId: string, magicCode: string) {
    const asked = this.client.getUserToken(userId, connectionName, channelId, magicCode);
    return this.watch(magicCode ? 'code' : 'silent', asked, (answer) => Boolean(answer?.token));
  }
  override exchangeToken(
    ...[user, connection, channel, request]: Parameters<UserTokenClient['exchangeToken']>
  ) {
    const asked = this.client.exchangeToken(user, connection, channel, request);
    return this.watch('exchange', asked, (answer) => Boolean(answer?.token));
  }
  override getSignInResource(connectionName: string, activity: Activity, finalRedirect: string) {
    return this.watch('button', this.client.getSignInResource(connectionName, activity, finalRedirect));
  }
  override signOutUser(userId: string, connectionName: string, channelId: string) {
    return this.watch('signOut', this.client.signOutUser(userId, connectionName, channelId));
  }
  override getTokenStatus(userId: string, channelId: string, includeFilter: string) {
    return this.client.getTokenStatus(userId, channelId, includeFilter);
  }
  override getAadTokens(...[user, connection, urls, channel]: Parameters<UserTokenClient['getAadTokens']>) {
    return this.client.getAadTokens(user, connection, urls, channel);
  }

  private async watch<Answer>(
    step: TokenServiceStep,
    asked: Promise<Answer>,
    isGood: (answer: Answer) => boolean = () => true,
  ): Promise<Answer> {
    try {
      const answer = await asked;
      this.told(step, isGood(answer) ? 'done' : 'refused');
      return answer;
    } catch (error) {
      const { statusCode } = error as { statusCode?: unknown };
      const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
      this.told(step, isRefusal ? 'refused' : 'failed');
      throw error;
    }
  }
}
