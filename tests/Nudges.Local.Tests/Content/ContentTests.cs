using Azure.Storage.Blobs;
using Nudges.Content;
using Nudges.Local.Tests.Storage;

namespace Nudges.Local.Tests.Content;

/// <summary>Tests over the content of one company: each starts with none.</summary>
public abstract class ContentTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private StorageServices _storage = null!;

    internal StorageServices Storage => _storage;

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        var container = new BlobContainerClient(azurite.ConnectionString, "nudges");
        await foreach (var blob in container.GetBlobsAsync())
        {
            await container.DeleteBlobAsync(blob.Name);
        }
    }

    public Task DisposeAsync()
    {
        _storage.Dispose();
        return Task.CompletedTask;
    }

    internal Gatherer Gatherer(params IReadOnlyList<SourceDefinition> sources) => new(_storage, sources);
}
