import { readFileSync } from 'node:fs';
import { readTemplate } from './environment.mjs';
import { redirectUri } from './tokenService.mjs';

const guid = /^(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads the manifest of the app registration with the values of an environment.
 * @param clouds what src/clouds.ts says of each cloud.
 * @returns it, and all that would keep it or its credentials from working.
 */
export function readRegistration(variables, clouds, file = 'aad.manifest.json') {
  const { value, problems } = readTemplate(file, readFileSync(file, 'utf8'), variables);
  const { CLOUD = 'public', TOKEN_SERVICE_DOMAIN, BOT_MANAGED_IDENTITY_PRINCIPAL_ID } = variables;
  for (const name of ['BOT_ID', 'AAD_APP_OBJECT_ID', 'BOT_TENANT_ID'])
    if (!guid.test(variables[name] ?? '')) problems.push(`${name}: is no GUID: provision writes it`);
  if (BOT_MANAGED_IDENTITY_PRINCIPAL_ID && !guid.test(BOT_MANAGED_IDENTITY_PRINCIPAL_ID))
    problems.push('BOT_MANAGED_IDENTITY_PRINCIPAL_ID: is no GUID: provision writes it');
  if (clouds[CLOUD] === undefined)
    problems.push(`CLOUD: ${CLOUD} is none of ${Object.keys(clouds).join(', ')}`);
  const redirect = redirectUri(TOKEN_SERVICE_DOMAIN);
  if (value && !value.web.redirectUris.includes(redirect))
    problems.push(`${file}: web.redirectUris: lacks ${redirect}, where people of this cloud sign in`);
  return { registration: value, problems };
}

/**
 * What the app registration is to trust, so that no secret is needed: the managed identity, for the bot's own token and
 * on-behalf-of, and the Azure Bot's OAuth connection, for people's sign-in.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export function federatedCredentials(variables, clouds) {
  const { CLOUD = 'public', BOT_TENANT_ID, BOT_MANAGED_IDENTITY_PRINCIPAL_ID } = variables;
  const { AUTHORITY_HOST, tokenExchangeAudience } = clouds[CLOUD];
  const trusted = { issuer: `${AUTHORITY_HOST}/${BOT_TENANT_ID}/v2.0`, audiences: [tokenExchangeAudience] };
  const managedIdentity = {
    name: 'managed-identity',
    description: 'The identity that Profile Desk runs with',
    ...trusted,
    subject: BOT_MANAGED_IDENTITY_PRINCIPAL_ID,
  };
  const oauthConnection = {
    name: 'oauth-connection',
    description: 'The OAuth connection of the Azure Bot, by which people sign in',
    ...trusted,
    subject: projectedIdentity(variables),
  };
  return [
    ...(BOT_MANAGED_IDENTITY_PRINCIPAL_ID ? [managedIdentity] : []),
    // The subject of such a connection is documented for the public cloud alone.
    ...(CLOUD === 'public' ? [oauthConnection] : []),
  ];
}

/**
 * The OAuth connection as Entra sees it: tenant, Bot Service's token store, and the connection's unique identifier, which
 * is the registration's object id, since nobody outside the tenant knows that one.
 * https://github.com/microsoft/Agents/blob/main/docs/HowTo/azurebot-user-authentication-fic.md
 */
function projectedIdentity({ BOT_TENANT_ID, AAD_APP_OBJECT_ID }) {
  const tokenStore = '5b404cf4-a79d-4cfe-b866-24bf8e1a4921';
  return `/eid1/c/pub/t/${encodedGuid(BOT_TENANT_ID)}/a/${encodedGuid(tokenStore)}/${AAD_APP_OBJECT_ID}`;
}

/** A GUID's bytes in the order of Windows, whose first three groups are little-endian, in base64url. */
function encodedGuid(text) {
  const groups = text.split('-').map((group) => Buffer.from(group, 'hex'));
  return Buffer.concat(groups.map((bytes, at) => (at < 3 ? bytes.reverse() : bytes))).toString('base64url');
}

/**
 * Where an administrator consents for the tenant to all that the registration declares:
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function consentLink({ CLOUD = 'public', BOT_ID, BOT_TENANT_ID, TOKEN_SERVICE_DOMAIN }, clouds) {
  const { AUTHORITY_HOST, GRAPH_BASE_URL } = clouds[CLOUD];
  const query = new URLSearchParams({
    client_id: BOT_ID,
    scope: `${GRAPH_BASE_URL}/.default`,
    redirect_uri: redirectUri(TOKEN_SERVICE_DOMAIN),
  });
  return `${AUTHORITY_HOST}/${BOT_TENANT_ID}/v2.0/adminconsent?${query}`;
}
