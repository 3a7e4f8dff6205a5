// Sources:
// Public: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
// Government: https://learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high (GCC High, and DoD apart from it)
// China: https://learn.microsoft.com/azure/bot-service/how-to-deploy-china-cloud
// The Token Service: https://learn.microsoft.com/azure/bot-service/ref-oauth-redirect-urls
// Entra's authorities: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
// Graph: https://learn.microsoft.com/graph/deployments
// Files of OneDrive and SharePoint: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
// What a federated credential is meant for: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
// Teams' service URLs: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
// and, with China's, https://github.com/microsoft/teams.ts packages/api/src/auth/cloud-environment.ts
const gov = {
  portalUrl: 'https://entra.microsoft.us',
  tokenExchangeAudience: 'api://AzureADTokenExchangeUSGov',
  AUTHORITY_HOST: 'https://login.microsoftonline.us',
  BOT_OPENID_METADATA_URL: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  BOT_TOKEN_ISSUER: 'https://api.botframework.us',
};
/** The addresses of Microsoft's services, by cloud, under the names of their variables. */
export const clouds = {
  public: {
    portalUrl: 'https://entra.microsoft.com',
    tokenExchangeAudience: 'api://AzureADTokenExchange',
    GRAPH_BASE_URL: 'https://graph.microsoft.com',
    AUTHORITY_HOST: 'https://login.microsoftonline.com',
    BOT_OPENID_METADATA_URL: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    BOT_TOKEN_ISSUER: 'https://api.botframework.com',
    BOT_TOKEN_SERVICE_URL: 'https://token.botframework.com',
    FILE_HOSTS: '*.sharepoint.com',
    SERVICE_URL_HOSTS:
      'smba.trafficmanager.net,smba.onyx.prod.teams.trafficmanager.net,*.botframework.com,*.teams.microsoft.com',
  },
  usgov: {
    ...gov,
    GRAPH_BASE_URL: 'https://graph.microsoft.us',
    BOT_TOKEN_SERVICE_URL: 'https://tokengcch.botframework.azure.us',
    FILE_HOSTS: '*.sharepoint.us',
    SERVICE_URL_HOSTS: 'smba.infra.gov.teams.microsoft.us',
  },
  usgovhigh: {
    ...gov,
    GRAPH_BASE_URL: 'https://dod-graph.microsoft.us',
    BOT_TOKEN_SERVICE_URL: 'https://apidod.botframework.azure.us',
    FILE_HOSTS: '*.sharepoint-mil.us',
    SERVICE_URL_HOSTS: 'smba.infra.dod.teams.microsoft.us',
  },
  china: {
    portalUrl: 'https://entra.microsoftonline.cn',
    tokenExchangeAudience: 'api://AzureADTokenExchangeChina',
    GRAPH_BASE_URL: 'https://microsoftgraph.chinacloudapi.cn',
    AUTHORITY_HOST: 'https://login.partner.microsoftonline.cn',
    BOT_OPENID_METADATA_URL: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    BOT_TOKEN_ISSUER: 'https://api.botframework.azure.cn',
    BOT_TOKEN_SERVICE_URL: 'https://token.botframework.azure.cn',
    FILE_HOSTS: '*.sharepoint.cn',
    SERVICE_URL_HOSTS: '*.botframework.azure.cn,*.teams.microsoftonline.cn',
  },
} as const;

export function isCloud(name: string): name is keyof typeof clouds {
  return Object.hasOwn(clouds, name);
}
