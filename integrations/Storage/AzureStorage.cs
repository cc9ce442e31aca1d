using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Integrations.Storage;

/// <summary>Keeps the product's state in one Azure Storage account, or in Azurite.</summary>
public static class AzureStorage
{
    /// <summary>
    /// Adds the stores, the three service clients as singletons, and a hosted service that creates what is missing at start.
    /// <c>AzureWebJobsStorage</c> is read when a client is first used: a connection string, or the identity-based settings of
    /// Azure Functions. All clients share one connection pool and one <see cref="StorageRequestCounter"/>.
    /// </summary>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StorageRequestCounter>();
        services.AddSingleton(_ => StorageAccount.From(configuration));
        services.AddSingleton(provider => provider.GetRequiredService<StorageAccount>()
            .Blobs(Configure(provider, StorageService.Blobs, new BlobClientOptions())));
        services.AddSingleton(provider => provider.GetRequiredService<StorageAccount>()
            .Queues(Configure(provider, StorageService.Queues, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None })));
        services.AddSingleton(provider => provider.GetRequiredService<StorageAccount>()
            .Tables(Configure(provider, StorageService.Tables, new TableClientOptions())));
        services.AddSingleton<IDocumentStore, BlobDocumentStore>();
        services.AddSingleton<IBatchLedger, TableBatchLedger>();
        services.AddSingleton<IRunStore, TableRunStore>();
        services.AddSingleton<IPreferenceStore, TablePreferenceStore>();
        services.AddSingleton<IBatchQueue, QueueBatchQueue>();
        services.AddSingleton<IEventQueue, QueueEventQueue>();
        services.AddSingleton<StorageSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageSetup>());
        return services;
    }

    // A storage that is down is noticed after about five seconds; one that throttles says itself how long to wait.
    private static TOptions Configure<TOptions>(IServiceProvider provider, StorageService service, TOptions options) where TOptions : ClientOptions
    {
        options.Transport = new HttpClientTransport(provider.GetRequiredService<StorageRequestCounter>().CreateClient(service));
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(300);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(10);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
        options.AddPolicy(new StorageFailurePolicy(), HttpPipelinePosition.PerCall);
        return options;
    }
}
