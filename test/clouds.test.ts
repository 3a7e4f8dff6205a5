import { GovernmentConstants } from 'botframework-connector/lib/auth/governmentConstants.js';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { people } from '../src/sandbox/people.ts';
import { actionsOf } from './support/cards.ts';
import { type DeskUnderTest, startDesk } from './support/desk.ts';

const required = {
  BOT_ID: 'b0b0b0b0-0000-4000-8000-00000000000a',
  BOT_TENANT_ID: '11111111-1111-4111-8111-11111111111a',
  BOT_PASSWORD: 'p',
};

// As Microsoft documents them: src/clouds.ts names the pages.
const documented = {
  public: {
    portalUrl: 'https://entra.microsoft.com',
    graph: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.com',
    tokenServiceUrl: 'https://token.botframework.com',
    aServiceUrlHost: 'smba.trafficmanager.net',
  },
  usgov: {
    portalUrl: 'https://entra.microsoft.us',
    graph: 'https://graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.us',
    tokenServiceUrl: 'https://tokengcch.botframework.azure.us',
    aServiceUrlHost: 'smba.infra.gov.teams.microsoft.us',
  },
  usgovhigh: {
    portalUrl: 'https://entra.microsoft.us',
    graph: 'https://dod-graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.us',
    tokenServiceUrl: 'https://apidod.botframework.azure.us',
    aServiceUrlHost: 'smba.infra.dod.teams.microsoft.us',
  },
  china: {
    portalUrl: 'https://entra.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: 'https://login.partner.microsoftonline.cn',
    openIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.azure.cn',
    tokenServiceUrl: 'https://token.botframework.azure.cn',
    aServiceUrlHost: '*.teams.microsoftonline.cn',
  },
} as const;
const cloudNames = Object.keys(documented) as (keyof typeof documented)[];
const national = cloudNames.filter((name) => name !== 'public');

describe('what a cloud sets', () => {
  it.each(cloudNames)('%s: every address, and what follows from it', (CLOUD) => {
    const { graph, authorityHost, portalUrl, channel } = readConfig({ ...required, CLOUD });
    const { aServiceUrlHost, ...expected } = documented[CLOUD];
    const { openIdMetadataUrl, tokenIssuer, tokenServiceUrl } = channel;
    expect({
      portalUrl,
      graph: graph.baseUrl,
      authorityHost,
      openIdMetadataUrl,
      tokenIssuer,
      tokenServiceUrl,
    }).toEqual(expected);
    expect(channel.serviceUrlHosts).toContain(aServiceUrlHost);
    // The bot's own token is for the service whose tokens it takes.
    expect(channel.oauthScope).toBe(tokenIssuer);
    expect(channel.signInRedirectUrl).toBe(`${tokenServiceUrl}/.auth/web/redirect`);
  });

  it.each(['usgov', 'usgovhigh'])('%s is what the SDK’s own constants say', (CLOUD) => {
    const { channel, authorityHost } = readConfig({ ...required, CLOUD });
    expect(channel).toMatchObject({
      openIdMetadataUrl: GovernmentConstants.ToBotFromChannelOpenIdMetadataUrl,
      tokenIssuer: GovernmentConstants.ToBotFromChannelTokenIssuer,
      oauthScope: GovernmentConstants.ToChannelFromBotOAuthScope,
    });
    expect(`${authorityHost}/`).toBe(GovernmentConstants.ToChannelFromBotLoginUrlPrefix);
  });

  it.each(national)('%s sends nothing to the public cloud', (CLOUD) => {
    const { graph, authorityHost, channel, portalUrl, fileHosts } = readConfig({ ...required, CLOUD });
    const { serviceUrlHosts, ...urls } = channel;
    const all = [graph.baseUrl, authorityHost, portalUrl, ...Object.values(urls)];
    for (const url of [...all, ...serviceUrlHosts, ...fileHosts])
      expect(url).not.toMatch(/\.(com|net)(\/|$)/);
  });

  it.each([
    ['public', 'api://AzureADTokenExchange'],
    ['usgov', 'api://AzureADTokenExchangeUSGov'],
    ['usgovhigh', 'api://AzureADTokenExchangeUSGov'],
    ['china', 'api://AzureADTokenExchangeChina'],
  ])('%s has its own audience of a managed identity’s token', (CLOUD, audience) => {
    const BOT_MANAGED_IDENTITY_CLIENT_ID = required.BOT_ID;
    const { bot } = readConfig({ ...required, BOT_PASSWORD: '', BOT_MANAGED_IDENTITY_CLIENT_ID, CLOUD });
    expect(bot.credential).toMatchObject({ kind: 'managedIdentity', audience });
  });

  it('lets single endpoints be set on top, and what follows from them follows', () => {
    const config = readConfig({
      ...required,
      CLOUD: 'public',
      GRAPH_BASE_URL: 'https://graph.example',
      BOT_TOKEN_SERVICE_URL: 'https://europe.token.botframework.com/',
    });
    expect(config.graph.baseUrl).toBe('https://graph.example');
    expect(config.authorityHost).toBe('https://login.microsoftonline.com');
    expect(config.channel.signInRedirectUrl).toBe('https://europe.token.botframework.com/.auth/web/redirect');
  });
});

describe('a bot of a national cloud, through its door', () => {
  let desk: DeskUnderTest | undefined;
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
  });

  it.each(national)('%s: its cards lead to its own admin center', async (CLOUD) => {
    desk = await startDesk({ environment: { CLOUD } });
    const client = await desk.as(people.userAdministrator);
    await client.send(people.obrien.oid);
    const links = actionsOf(client.last().card).flatMap(({ url }) => (typeof url === 'string' ? [url] : []));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link.startsWith(`${documented[CLOUD].portalUrl}/`)).toBe(true);
  });

  it.each(national)('%s: tokens of the public cloud’s Bot Framework are refused', async (CLOUD) => {
    // An empty variable counts as unset: the cloud's issuer holds.
    desk = await startDesk({ environment: { CLOUD, BOT_TOKEN_ISSUER: '' } });
    const token = await desk.sandbox.channelTokens.sign(desk.sandbox.serviceUrl);
    const answer = await fetch(`${desk.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    expect(desk.lines.join('')).toContain('"reason":"issuer"');
  });
});
