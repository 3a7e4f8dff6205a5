import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type Activity,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
} from 'botbuilder';
import {
  AuthenticationConstants,
  type ClaimsIdentity,
  type ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentialsFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { type JWTPayload, jwtVerify } from 'jose';
import { type OnTokenService, WatchedUserTokenClient } from '../identity/userTokenClient.ts';
import type { ChannelKeys } from './channelKeys.ts';
import { algorithms, clockSkew } from './gate.ts';

type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;

/** Most tokens of the channel that are remembered, and most service addresses: a handful of each is in use. */
const mostKept = 100;

/**
 * The SDK's authentication, which makes on every turn what is the same as on the turn before: the key from its numbers,
 * the proof of the same token, and a client with its pipeline for the connector and one for the Token Service
 * (botframework-connector 4.23.3, src/auth/openIdMetadata.ts, jwtTokenExtractor.ts, connectorFactoryImpl.ts).
 * All of them are without a state of their own, so they are made once.
 */
export class ChannelAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #authenticated = new Map<string, Promise<Authenticated>>();
  readonly #connectors = new Map<string, Promise<ConnectorClient>>();
  readonly #issuer: string;
  readonly #audience: string;
  readonly #keys: ChannelKeys;
  readonly #onTokenService: OnTokenService | undefined;
  #userTokenClient: Promise<UserTokenClient> | undefined;

  /** @param onTokenService told of what the Token Service was asked for. */
  constructor(
    endpoints: ConfigurationBotFrameworkAuthenticationOptions,
    credentials: ServiceClientCredentialsFactory,
    keys: ChannelKeys,
    onTokenService?: OnTokenService,
  ) {
    super(endpoints, credentials);
    this.#issuer = String(endpoints.ToBotFromChannelTokenIssuer);
    this.#audience = String(endpoints.MicrosoftAppId);
    this.#keys = keys;
    keys.install();
    this.#onTokenService = onTokenService;
  }

  /**
   * A token that was verified once is known until it expires, which the gate looks at each time before this is called.
   * What depends on the activity is part of the key.
   *
   * It is verified before the SDK does so: that reads a token first, and adds four issuers to a list of the process for
   * every tenant that it names (src/auth/emulatorValidation.ts); and it writes to standard error for every one that is
   * wrong (src/auth/jwtTokenExtractor.ts).
   */
  override authenticateRequest(activity: Activity, authorization: string): Promise<Authenticated> {
    const key = JSON.stringify([activity.channelId, activity.serviceUrl, authorization]);
    return remembered(this.#authenticated, key, async () => {
      const { channelId, serviceUrl } = activity;
      const claims = await this.#verify(authorization, channelId);
      if (claims[AuthenticationConstants.ServiceUrlClaim] !== serviceUrl)
        throw new Error('The token is for another service URL');
      const authenticated = await super.authenticateRequest(activity, authorization);
      return {
        ...authenticated,
        connectorFactory: this.createConnectorFactory(authenticated.claimsIdentity),
      };
    });
  }

  /**
   * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-4-verify-the-jwt-token.
   * @throws where the token is not the channel's for this bot.
   */
  async #verify(authorization: string, channelId: string): Promise<JWTPayload> {
    const keyOf = async ({ kid = '' }): Promise<KeyObject> => {
      const found = await this.#keys.getKey(kid);
      if (!found) throw new Error('The key of the token is not known');
      const { endorsements = [] } = found;
      if (endorsements.length > 0 && !endorsements.includes(channelId))
        throw new Error('The key of the token has no endorsement for the channel');
      return createPublicKey(found.key);
    };
    const { payload } = await jwtVerify(authorization.replace(/^Bearer /, ''), keyOf, {
      issuer: this.#issuer,
      audience: this.#audience,
      algorithms: [...algorithms],
      clockTolerance: clockSkew,
      requiredClaims: ['exp'],
    });
    return payload;
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return new RememberingFactory(super.createConnectorFactory(identity), this.#connectors);
  }

  /** Of the one bot that this process is. */
  override createUserTokenClient(identity: ClaimsIdentity): Promise<UserTokenClient> {
    const told = this.#onTokenService;
    this.#userTokenClient ??= super
      .createUserTokenClient(identity)
      .then((client) => (told ? new WatchedUserTokenClient(client, told) : client))
      .catch((error: unknown) => {
        this.#userTokenClient = undefined;
        throw error;
      });
    return this.#userTokenClient;
  }
}

class RememberingFactory extends ConnectorFactory {
  readonly #factory: ConnectorFactory;
  readonly #connectors: Map<string, Promise<ConnectorClient>>;
  constructor(factory: ConnectorFactory, connectors: Map<string, Promise<ConnectorClient>>) {
    super();
    this.#factory = factory;
    this.#connectors = connectors;
  }

  override create(serviceUrl: string, audience?: string): Promise<ConnectorClient> {
    const key = JSON.stringify([serviceUrl, audience]);
    return remembered(this.#connectors, key, () => this.#factory.create(serviceUrl, audience));
  }
}

/** What failed is not kept, and of what is kept the oldest goes first. */
function remembered<Made>(
  kept: Map<string, Promise<Made>>,
  key: string,
  make: () => Promise<Made>,
): Promise<Made> {
  const known = kept.get(key);
  if (known) return known;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return made;
}
