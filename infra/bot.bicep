// The Azure Bot: how Teams reaches the bot, and how people sign in to it. By itself it serves a bot that runs elsewhere,
// such as on a developer's machine.

param botName string

@maxLength(30)
param appName string

param location string = 'global'

@description('Application id, object id and tenant of the app registration, which is single-tenant.')
param botId string
param appRegistrationObjectId string
param botTenantId string

@description('The bot\'s host, without https://.')
param botDomain string

param oauthConnectionName string = 'profile-desk'

// Of an app registration: a bot of the type UserAssignedMSI has none, so nobody could sign in to it.
resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: botName
  location: location
  kind: 'azurebot'
  // Free for Teams: https://azure.microsoft.com/pricing/details/bot-services
  sku: { name: 'F0' }
  properties: {
    displayName: appName
    endpoint: 'https://${botDomain}/api/messages'
    msaAppType: 'SingleTenant'
    msaAppId: botId
    msaAppTenantId: botTenantId
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: location
    properties: { channelName: 'MsTeamsChannel' }
  }

  // Without a secret: the Token Service proves by a federated credential of the app registration that it may sign people
  // in to the bot's own API. The unique identifier is the last part of that credential's subject.
  // https://learn.microsoft.com/microsoft-365/agents-sdk/azure-bot-user-authorization-federated-credentials
  // `az bot authsetting list-providers` tells the provider's id and its parameters.
  resource signIn 'connections' = {
    name: oauthConnectionName
    location: location
    properties: {
      serviceProviderDisplayName: 'AAD v2 with Federated Credentials'
      serviceProviderId: 'c00b44ab-5e16-c44c-af26-2fd5bc55eb18'
      clientId: botId
      scopes: 'api://botid-${botId}/access_as_user'
      parameters: [
        { key: 'ClientId', value: botId }
        { key: 'UniqueIdentifier', value: appRegistrationObjectId }
        { key: 'TokenExchangeUrl', value: 'api://botid-${botId}' }
        { key: 'TenantId', value: botTenantId }
      ]
    }
  }
}
