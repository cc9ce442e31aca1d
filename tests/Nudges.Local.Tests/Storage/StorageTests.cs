namespace Nudges.Local.Tests.Storage;

/// <summary>Stores over the collection's Azurite, made ready.</summary>
[Collection(StorageCollection.Name)]
public abstract class StorageTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private StorageServices? _storage;

    private protected StorageServices Storage => _storage!;

    /// <summary>Kept from all other tests by its name.</summary>
    protected string Unique { get; } = $"t{Guid.NewGuid():N}";

    public async Task InitializeAsync() => _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);

    public Task DisposeAsync()
    {
        Storage.Dispose();
        return Task.CompletedTask;
    }
}
