// Learning Nudges in one resource group: a Flex Consumption function app that signs in everywhere as one managed identity.
// No keys: storage and telemetry refuse them. The secrets there are live in a vault (see README.md).

@description('Short name of the deployment, lower-case letters and digits; resource names are made from it.')
@minLength(3)
@maxLength(11)
param name string = 'nudges'

@description('Where to deploy. Flex Consumption must be offered there.')
param location string = resourceGroup().location

@description('The client id of the app registration that stands for the API: access tokens must be for it.')
param apiClientId string

@description('When the daily run starts: six-field cron, second first, UTC.')
param schedule string = '0 0 7 * * *'

@description('Channels by preference, separated by commas: teams, email.')
param channels string = 'teams,email'

@description('Content sources: objects of name, address and optionally language.')
param sources contentSource[]

@description('The sender of emails: an address verified with SendGrid.')
param emailFrom string

@description('The name shown beside it.')
param emailFromName string = 'Learning Nudges'

@description('The Verification Key of SendGrid\'s signed Event Webhook, a public key; several separated by commas. Empty: no events are taken.')
param sendGridEventKeys string = ''

@description('The address employees reach the app by, without a slash at the end; empty: the function app\'s own.')
param siteAddress string = ''

@description('The id that the organisation\'s catalogue of Teams apps gave the bot\'s app; empty: the app is installed for nobody.')
param teamsAppId string = ''

@description('Whether people whom the bot may not write to are notified in their activity feed. Needs teamsAppId and the permission TeamsActivity.Send.')
param teamsActivityFeed bool = false

@description('Teams that campaigns may tell in their channel, by names of letters, digits and dashes. The webhook of each is the secret TeamsWorkflow-NAME in the vault.')
param teams string[] = []

@description('The most instances the app scales out to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance, in MB. It also sets how many activities and orchestrators an instance runs at once: docs/durable.md.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

type contentSource = {
  @description('Unique: lower-case letters, digits and dashes.')
  name: string
  address: string
  @description('Two letters; for items that do not say their own.')
  language: string?
}

var unique = take(uniqueString(resourceGroup().id, name), 8)
var appName = 'func-${name}-${unique}'
var site = empty(siteAddress) ? 'https://${appName}.azurewebsites.net' : siteAddress
var vaultName = 'kv-${name}-${unique}'
var packageContainer = 'packages'

// Built-in roles, each the least that does what its comment says.
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // what the Functions host asks for: leases, keys, documents
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // batches, durable control queues
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // ledger, runs, durable history
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb' // send telemetry
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6' // read the secrets
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${replace(name, '-', '')}${unique}'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: packageContainer
    }
  }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
    name: guid(storage.id, identity.id, role)
    scope: storage
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource insightsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identity.id, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2', http20Enabled: true }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: { instanceMemoryMB: instanceMemoryMB, maximumInstanceCount: maximumInstances }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
    }
  }
  dependsOn: [storageRoles, vaultRole]

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__accountName: storage.name
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
        TaskHubName: 'Nudges'
        AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(instanceMemoryMB / 256)
        AzureFunctionsJobHost__extensions__durableTask__maxConcurrentOrchestratorFunctions: string(instanceMemoryMB / 128)
        Nudges__Schedule: schedule
        Nudges__Channels: channels
        Nudges__SiteAddress: site
        Nudges__LinkKey: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/LinkKey)'
        Graph__ClientId: identity.properties.clientId
        SendGrid__ApiKey: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/SendGridApiKey)'
        SendGrid__From: emailFrom
        SendGrid__FromName: emailFromName
        SendGrid__EventKeys: sendGridEventKeys
        Teams__BotId: identity.properties.clientId
        Teams__TenantId: tenant().tenantId
        Teams__AppId: teamsAppId
        Teams__ActivityFeed: string(teamsActivityFeed)
        Authentication__Schemes__Bearer__Authority: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        Authentication__Schemes__Bearer__ValidAudiences__0: apiClientId
      },
      toObject(teams, team => 'Teams__Workflows__${team}', team => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=TeamsWorkflow-${team})'),
      toObject(range(0, length(sources)), i => 'Nudges__Sources__${i}__Name', i => sources[i].name),
      toObject(range(0, length(sources)), i => 'Nudges__Sources__${i}__Address', i => sources[i].address),
      toObject(range(0, length(sources)), i => 'Nudges__Sources__${i}__Language', i => sources[i].?language ?? 'en')
    )
  }
}

// The bot signs in as the same identity. It is written from, never to: its endpoint answers no one.
resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: 'bot-${name}-${unique}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Learning Nudges'
    endpoint: '${site}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant().tenantId
    disableLocalAuth: true
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true } }
  }
}

output appName string = app.name
output siteAddress string = site
output vaultName string = vault.name
output identityPrincipalId string = identity.properties.principalId
output botId string = identity.properties.clientId
