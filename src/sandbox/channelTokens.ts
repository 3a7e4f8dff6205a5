import { Hono } from 'hono';
import type { JWK, JWTHeaderParameters, JWTPayload } from 'jose';
import { connectorAudience } from './entraId.ts';
import { createSigningKey, lifetime, type SigningKey } from './signingKey.ts';
import type { Tenant } from './types.ts';

/**
 * The tokens that the Bot Framework sends along with activities, and the keys to check them by:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot.
 */
export async function createChannelTokens(tenant: Tenant, address: () => string) {
  const key = await createSigningKey('sandbox-channel-1');
  // A key says for which channels it is good.
  const keys: (JWK & { readonly endorsements: readonly string[] })[] = [
    { ...key.publicJwk, endorsements: ['msteams'] },
  ];
  const routes = new Hono();
  routes.get('/v1/.well-known/openidconfiguration', (c) =>
    c.json({
      issuer: connectorAudience,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${address()}/botframework/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
  );
  routes.get('/v1/.well-known/keys', (c) => c.json({ keys }));

  return {
    routes,
    /**
     * @param claims instead of, or besides, those of a proper token; undefined leaves a claim out
     * @param header in the same way
     */
    sign(
      serviceUrl: string,
      claims: JWTPayload = {},
      header: Partial<JWTHeaderParameters> = {},
    ): Promise<string> {
      const proper = { serviceurl: serviceUrl, iss: connectorAudience, aud: tenant.botId, ...lifetime() };
      return key.sign({ ...proper, ...claims }, header);
    },
    /** Publishes another key, good for these channels. */
    async addKey(keyId: string, endorsements: readonly string[]): Promise<SigningKey> {
      const added = await createSigningKey(keyId);
      keys.push({ ...added.publicJwk, endorsements });
      return added;
    },
  };
}

export type ChannelTokens = Awaited<ReturnType<typeof createChannelTokens>>;
