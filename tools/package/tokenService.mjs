/**
 * The hosts of Bot Framework’s Token Service, by cloud; in the public one, the Azure Bot’s region decides:
 * https://learn.microsoft.com/azure/bot-service/ref-oauth-redirect-urls. Government clouds have further ones:
 * https://learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high.
 */
export const tokenServiceHosts = {
  public: [
    'token.botframework.com',
    'europe.token.botframework.com',
    'unitedstates.token.botframework.com',
    'india.token.botframework.com',
  ],
  usgov: ['tokengcch.botframework.azure.us', 'token.botframework.azure.us'],
  usgovhigh: ['apidod.botframework.azure.us', 'token.botframework.azure.us'],
  china: ['token.botframework.azure.cn'],
};

export function redirectUri(host) {
  return `https://${host}/.auth/web/redirect`;
}
