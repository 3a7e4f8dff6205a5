import { type Activity, CloudAdapter, type InvokeResponse, type TurnContext } from 'botbuilder';
import type { AppCredentials } from 'botframework-connector';
import type { Config } from '../config.ts';
import { createBotCredentials } from '../identity/botCredentials.ts';
import type { OnTokenService } from '../identity/userTokenClient.ts';
import type { Log } from '../log.ts';
import { ChannelAuthentication } from './channelAuthentication.ts';
import type { ChannelKeys } from './channelKeys.ts';

/** The SDK's adapter, with authentication apart from the turn: whatever fails in the first is a 401, never a 500. */
export class ProfileDeskAdapter extends CloudAdapter {
  /** Rejects where the bot can get no token of its own. One that is valid still is used. */
  readonly checkCredential: () => Promise<void>;

  /** @param onTokenService told of what the Token Service was asked for. */
  constructor(config: Config, log: Log, keys: ChannelKeys, onTokenService?: OnTokenService) {
    const { channel } = config;
    const credentials = createBotCredentials(config, log);
    // All of them, from one explicit object: set one, and those left out are undefined instead of the default
    // (botframework-connector src/auth/botFrameworkAuthenticationFactory.ts).
    const endpoints = {
      ToChannelFromBotLoginUrl: `${config.authorityHost}/${config.bot.tenantId}`,
      ToChannelFromBotOAuthScope: channel.oauthScope,
      ToBotFromChannelTokenIssuer: channel.tokenIssuer,
      ToBotFromChannelOpenIdMetadataUrl: channel.openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: channel.openIdMetadataUrl,
      OAuthUrl: channel.tokenServiceUrl,
      CallerId: '',
      ValidateAuthority: 'true',
      MicrosoftAppId: config.bot.id,
      MicrosoftAppTenantId: config.bot.tenantId,
      MicrosoftAppType: 'SingleTenant',
    };
    super(new ChannelAuthentication(endpoints, credentials, keys, onTokenService));
    this.checkCredential = async () => {
      const { MicrosoftAppId, ToChannelFromBotLoginUrl } = endpoints;
      const own = await credentials.createCredentials(
        MicrosoftAppId,
        channel.oauthScope,
        ToChannelFromBotLoginUrl,
        true,
      );
      await (own as AppCredentials).getToken();
    };
  }

  /** @returns undefined where the token is not the Bot Framework's for this bot and this service URL. */
  async answer(
    activity: Activity,
    authorization: string,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const authenticated = await this.botFrameworkAuthentication
      .authenticateRequest(activity, authorization)
      .catch(() => undefined);
    if (!authenticated) return undefined;
    const answer = await this.processActivity(authenticated, activity, logic);
    return answer ?? { status: 200 };
  }
}
