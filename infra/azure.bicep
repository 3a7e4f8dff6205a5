// Everything that Profile Desk needs in Azure, in one resource group. There is no secret in it: the bot runs with a
// managed identity, which the app registration trusts (`npm run entra` says how) and which alone may use the storage.

@minLength(3)
@maxLength(10)
@description('Part of the names that are unique in all of Azure: lower-case letters and digits.')
param resourceSuffix string

@description('Where the resources are.')
param location string = resourceGroup().location

@maxLength(30)
@description('The name of the bot.')
param appName string

@description('Application id, object id and tenant of the app registration.')
param botId string
param appRegistrationObjectId string
param botTenantId string

@description('The Azure Bot: global, or a region such as westeurope, whose Token Service tokenServiceDomain then has to name.')
param botLocation string = 'global'

@description('The host of the Token Service, where people sign in.')
param tokenServiceDomain string

@description('What one instance runs on. Always on, which the bot needs, begins with B1.')
param planSku string = 'B1'

@minValue(1)
@description('How many instances.')
param instances int = 1

@description('Further variables of the bot, by the names of env/.env.example; no secret.')
param settings object = {}

var oauthConnectionName = 'profile-desk'
var containerName = 'profile-desk'

// --- who the bot is -------------------------------------------------------------------------------------------------

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'profile-desk-${resourceSuffix}'
  location: location
}

// --- what it keeps --------------------------------------------------------------------------------------------------

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'profiledesk${resourceSuffix}'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource container 'containers' = {
      name: containerName
      properties: { publicAccess: 'None' }
    }
  }
}

// Storage Blob Data Contributor: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
var blobDataContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
)

resource mayUseContainer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage::blobs::container
  name: guid(storage::blobs::container.id, identity.id, blobDataContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataContributor
  }
}

// --- what tells how it does -----------------------------------------------------------------------------------------

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'profile-desk-${resourceSuffix}'
  location: location
  properties: {
    retentionInDays: 90
    sku: { name: 'PerGB2018' }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'profile-desk-${resourceSuffix}'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
  }
}

// --- where it runs --------------------------------------------------------------------------------------------------

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'profile-desk-${resourceSuffix}'
  location: location
  kind: 'linux'
  sku: { name: planSku, capacity: instances }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2023-12-01' = {
  name: 'profile-desk-${resourceSuffix}'
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Any instance takes any request.
    clientAffinityEnabled: false
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      appCommandLine: 'node index.js'
      alwaysOn: true
      healthCheckPath: '/ready'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
    }
  }

  resource variables 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      // The artefact is complete, and is mounted as it is: https://learn.microsoft.com/azure/app-service/deploy-run-package
      WEBSITE_RUN_FROM_PACKAGE: '1'
      SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
      BOT_ID: botId
      BOT_TENANT_ID: botTenantId
      BOT_MANAGED_IDENTITY_CLIENT_ID: identity.properties.clientId
      BOT_TOKEN_SERVICE_URL: 'https://${tokenServiceDomain}'
      OAUTH_CONNECTION_NAME: oauthConnectionName
      STORAGE: '${storage.properties.primaryEndpoints.blob}${containerName}'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    })
    dependsOn: [mayUseContainer]
  }

  // Who deploys does so as themselves, and with no password of the app's:
  // https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable
  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource deploymentPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

// The bot's log, with its audit lines: https://learn.microsoft.com/azure/app-service/troubleshoot-diagnostic-logs
resource consoleLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'console'
  properties: {
    workspaceId: logs.id
    logs: [{ category: 'AppServiceConsoleLogs', enabled: true }]
  }
}

// --- how Teams reaches it -------------------------------------------------------------------------------------------

module bot 'bot.bicep' = {
  name: 'profile-desk-bot'
  params: {
    botName: 'profile-desk-${resourceSuffix}'
    appName: appName
    location: botLocation
    botId: botId
    appRegistrationObjectId: appRegistrationObjectId
    botTenantId: botTenantId
    botDomain: app.properties.defaultHostName
    oauthConnectionName: oauthConnectionName
  }
}

// The Agents Toolkit writes these to the environment: https://aka.ms/teamsfx-actions/arm-deploy
output BOT_DOMAIN string = app.properties.defaultHostName
output BOT_AZURE_APP_SERVICE_RESOURCE_ID string = app.id
output BOT_MANAGED_IDENTITY_PRINCIPAL_ID string = identity.properties.principalId
