/**
 * The hosts of Bot Framework’s Token Service, by cloud; in the public one, the Azure Bot’s region decides:
 * https://learn.microsoft.com/azure/bot-service/ref-oauth-redirect-urls.
 */
export const tokenServiceHosts = {
  public: [
    'token.botframework.com',
    'europe.token.botframework.com',
    'unitedstates.token.botframework.com',
    'india.token.botframework.com',
  ],
  usgov: ['token.botframework.azure.us'],
  usgovhigh: ['token.botframework.azure.us'],
  china: ['token.botframework.azure.cn'],
};

export function redirectUri(host) {
  return `https://${host}/.auth/web/redirect`;
}
