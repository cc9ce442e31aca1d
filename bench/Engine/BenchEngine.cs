using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;

namespace Nudges.Bench.Engine;

/// <summary>The embedded engine with the bench's workflows, and a counter of its storage requests.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Counter _counter;
    private int _instances;

    private BenchEngine(ServiceProvider services, Counter counter) => (_services, _counter) = (services, counter);

    public long StorageRequests => _counter.Count;

    private IDurableClient Client => _services.GetRequiredService<IDurableClient>();

    public static async Task<BenchEngine> StartAsync(string storage, CancellationToken cancellationToken)
    {
        var counter = new Counter();
        var options = new BlobClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new BlobServiceClient(storage, options))
            .AddWorkflows(typeof(BenchEngine).Assembly)
            .AddEmbeddedEngine(_ => { })
            .BuildServiceProvider();
        await services.GetRequiredService<EmbeddedEngine>().StartAsync(cancellationToken);
        return new BenchEngine(services, counter);
    }

    /// <summary>Runs an instance; how many seconds it took.</summary>
    public async Task<double> RunAsync(OrchestratorRef<int, int> orchestrator, int input, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, $"{orchestrator.Name}-{++_instances}", cancellationToken);
        var end = await Client.WaitForInstanceCompletionAsync(id, cancellationToken);
        return end.SerializedOutput == $"{input}" ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{id} ended {end.RuntimeStatus}.");
    }

    /// <summary>The bytes that a finished instance of so many activities keeps.</summary>
    public async Task<double> KeptByAsync(int activities, int instances, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var instance = 0; instance < instances; instance++)
        {
            await RunAsync(FanOut.Reference, activities, cancellationToken);
        }

        return Math.Round((double)(GC.GetTotalMemory(forceFullCollection: true) - before) / instances);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Counter : HttpPipelineSynchronousPolicy
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
