using Azure.Storage.Blobs;
using Nudges.Conformance;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>What the embedded engine promises beyond the conformance suite: its workflows and hosts.</summary>
[Collection(StorageCollection.Name)]
public abstract class EngineTests(AzuriteFixture azurite)
{
    private protected static readonly EventRef<int> Number = new("number");
    private protected static readonly Work<int, int> Double = new("double", input => input * 2);

    private protected static readonly Flow<int, int> Waits = new("waits", (context, _) => context.WaitForExternalEvent(Number));

    private protected static readonly Flow<int, int> Sum = new("sum", async (context, count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync(Double.Reference, number)))).Sum());

    protected string Storage => azurite.ConnectionString;

    protected string Container { get; } = $"engine-{Guid.NewGuid():N}";

    private protected static async Task<OrchestrationMetadata> RunAsync<TIn, TOut>(
        EmbeddedHost host, Flow<TIn, TOut> flow, TIn input = default!, string id = "instance", Func<OrchestrationMetadata, bool>? until = null)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, id, default);
        return until is null ? await host.RunToEndAsync(id) : await host.WaitAsync(id, until);
    }

    private protected Task<EmbeddedHost> StartAsync(
        IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities,
        Action<EngineOptions>? configure = null, Action<BlobClientOptions>? storage = null) =>
        EmbeddedHost.StartAsync(Storage, Container, orchestrators, activities, configure, storage);

    private protected async Task<EmbeddedHost> StartWaitingAsync(Action<BlobClientOptions>? storage = null, Action<EngineOptions>? configure = null)
    {
        var host = await StartAsync([Waits, Sum], [Double], configure, storage);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(Waits.Reference, 0, "waits", default);
        return host;
    }
}
