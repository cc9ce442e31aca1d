using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations.Storage;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Storage;

/// <summary>The stores as a host has them, over the storage of a connection string.</summary>
internal sealed class StorageServices(params IEnumerable<KeyValuePair<string, string?>> settings) : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddAzureStorage(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .BuildServiceProvider();

    public StorageServices(string connectionString)
        : this(KeyValuePair.Create("AzureWebJobsStorage", (string?)connectionString))
    {
    }

    public StorageRequestCounter Requests => Get<StorageRequestCounter>();

    public IDocumentStore Documents => Get<IDocumentStore>();

    public IBatchLedger Ledger => Get<IBatchLedger>();

    public IBatchQueue Queue => Get<IBatchQueue>();

    public IRunStore Runs => Get<IRunStore>();

    public IPreferenceStore Preferences => Get<IPreferenceStore>();

    public static async Task<StorageServices> ReadyAsync(string connectionString)
    {
        var services = new StorageServices(connectionString);
        await services.Get<StorageSetup>().EnsureCreatedAsync(["email", "teams"], CancellationToken.None);
        return services;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public void Dispose() => _services.Dispose();
}
