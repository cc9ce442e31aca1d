using Nudges.Conformance;
using Nudges.Local.Azurite;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Tests;

/// <summary>Durable Functions, as the embedded engine.</summary>
public sealed class DurableConformanceTests(AzuriteFixture azurite) : DurableConformance, IClassFixture<AzuriteFixture>
{
    protected override async Task<IDurableHost> StartAsync(IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities) =>
        await DurableTaskHost.StartAsync(azurite.ConnectionString, orchestrators, activities);
}

/// <summary>One Azurite for all tests, over a folder of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-azurite-").FullName;
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync() => _azurite = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
