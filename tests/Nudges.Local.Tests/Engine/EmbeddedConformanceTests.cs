using Nudges.Conformance;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class EmbeddedConformanceTests(AzuriteFixture azurite) : DurableConformance
{
    protected override async Task<IDurableHost> StartAsync(IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities) =>
        await EmbeddedHost.StartAsync(azurite.ConnectionString, $"engine-{Guid.NewGuid():N}", orchestrators, activities);
}
