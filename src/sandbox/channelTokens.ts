import { Hono } from 'hono';
import type { JWTPayload } from 'jose';
import { connectorAudience } from './entraId.ts';
import { createSigningKey, lifetime } from './signingKey.ts';
import type { Tenant } from './types.ts';

/**
 * The tokens that the Bot Framework sends along with activities, and the keys to check them by:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot.
 */
export async function createChannelTokens(tenant: Tenant, address: () => string) {
  const key = await createSigningKey('sandbox-channel-1');
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
  // A key says for which channels it is good.
  routes.get('/v1/.well-known/keys', (c) =>
    c.json({ keys: [{ ...key.publicJwk, endorsements: ['msteams'] }] }),
  );

  return {
    routes,
    /** @param claims instead of, or besides, those of a proper token; undefined leaves a claim out. */
    sign(serviceUrl: string, claims: JWTPayload = {}): Promise<string> {
      return key.sign({
        serviceurl: serviceUrl,
        iss: connectorAudience,
        aud: tenant.botId,
        ...lifetime(),
        ...claims,
      });
    },
  };
}

export type ChannelTokens = Awaited<ReturnType<typeof createChannelTokens>>;
