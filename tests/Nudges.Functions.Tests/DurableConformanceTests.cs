using Nudges.Conformance;
using Nudges.Local.Tests;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Tests;

/// <summary>Durable Functions, as the embedded engine.</summary>
[Collection(StorageCollection.Name)]
public sealed class DurableConformanceTests(AzuriteFixture azurite) : DurableConformance
{
    protected override async Task<IDurableHost> StartAsync(IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities) =>
        await DurableTaskHost.StartAsync(azurite.ConnectionString, orchestrators, activities);
}
