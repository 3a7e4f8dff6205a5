import { GovernmentConstants } from 'botframework-connector/lib/auth/governmentConstants.js';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const required = {
  BOT_ID: 'b0b0b0b0-0000-4000-8000-00000000000a',
  BOT_TENANT_ID: '11111111-1111-4111-8111-11111111111a',
  BOT_PASSWORD: 'p',
};

describe('national clouds', () => {
  it.each(['usgov', 'usgovhigh'])('%s is what the SDK’s own constants say', (CLOUD) => {
    const { channel, authorityHost } = readConfig({ ...required, CLOUD });
    expect(channel).toMatchObject({
      openIdMetadataUrl: GovernmentConstants.ToBotFromChannelOpenIdMetadataUrl,
      tokenIssuer: GovernmentConstants.ToBotFromChannelTokenIssuer,
      tokenServiceUrl: GovernmentConstants.OAuthUrl,
      oauthScope: GovernmentConstants.ToChannelFromBotOAuthScope,
    });
    expect(`${authorityHost}/`).toBe(GovernmentConstants.ToChannelFromBotLoginUrlPrefix);
  });

  // https://learn.microsoft.com/graph/deployments
  it.each([
    ['usgov', 'https://graph.microsoft.us', 'https://entra.microsoft.us'],
    ['usgovhigh', 'https://dod-graph.microsoft.us', 'https://entra.microsoft.us'],
    ['china', 'https://microsoftgraph.chinacloudapi.cn', 'https://entra.microsoftonline.cn'],
  ])('%s has its own Graph and admin center', (CLOUD, graph, portal) => {
    const config = readConfig({ ...required, CLOUD });
    expect([config.graph.baseUrl, config.portalUrl]).toEqual([graph, portal]);
  });

  it.each(['usgov', 'usgovhigh', 'china'])('%s sends nothing to the public cloud', (CLOUD) => {
    const { graph, authorityHost, channel, portalUrl } = readConfig({ ...required, CLOUD });
    const { serviceUrlHosts, ...urls } = channel;
    for (const url of [graph.baseUrl, authorityHost, portalUrl, ...Object.values(urls), ...serviceUrlHosts])
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

  it('lets single endpoints be set on top', () => {
    const config = readConfig({ ...required, CLOUD: 'china', GRAPH_BASE_URL: 'https://graph.example' });
    expect(config.graph.baseUrl).toBe('https://graph.example');
    expect(config.authorityHost).toContain('.cn');
  });
});
