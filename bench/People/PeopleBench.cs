using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Storage;
using Nudges.Local.Engine;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Bench.People;

/// <summary>A night's sync.</summary>
internal sealed record Night(SyncedPeople People, double Seconds, long Graph, long Storage);

/// <summary>The embedded engine with the sync alone, and counters of its requests.</summary>
internal sealed class PeopleBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Counter _graph;
    private int _nights;

    private PeopleBench(ServiceProvider services, Counter graph) => (_services, _graph) = (services, graph);

    public static async Task<PeopleBench> StartAsync(string storage, Uri standIn, int profiles, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Graph:BaseAddress"] = new Uri(standIn, "v1.0").AbsoluteUri,
            ["Graph:Anonymous"] = "true",
        }).Build();
        var graph = new Counter();
        var services = new ServiceCollection().AddLogging().AddAzureStorage(settings).AddGraph(settings);
        services.AddHttpClient("graph").AddHttpMessageHandler(() => new CountingHandler(graph));
        services.AddOptions<NudgeOptions>().Configure(options => options.ProfilesPerNight = profiles);
        services.AddSingleton<PeopleReader>()
            .AddSingleton<DirectoryRecords>()
            .AddSingleton<ErasedPeople>()
            .AddSingleton<IOrchestrator, SyncPeople>()
            .AddSingleton<IActivity, ReadPeopleChanges>()
            .AddSingleton<IActivity, MergePeople>()
            .AddSingleton<IActivity, AssemblePeople>()
            .AddSingleton<IActivity, PublishPeople>()
            .AddEmbeddedEngine(engine => engine.DefaultVersion = OrchestrationVersion.Current);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync([], cancellationToken);
        await provider.GetRequiredService<EmbeddedEngine>().StartAsync(cancellationToken);
        return new PeopleBench(provider, graph);
    }

    public async Task<Night> SyncAsync(CancellationToken cancellationToken)
    {
        var storage = _services.GetRequiredService<StorageRequestCounter>();
        var (graphBefore, storageBefore, watch) = (_graph.Count, storage.Total, Stopwatch.StartNew());
        var client = _services.GetRequiredService<IDurableClient>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync(SyncPeople.Reference, Nothing.Value, $"night-{_nights++}", cancellationToken);
        var end = await client.WaitForInstanceCompletionAsync(id, cancellationToken);
        var people = end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? JsonSerializer.Deserialize<SyncedPeople>(end.SerializedOutput!, NudgesJson.Options)!
            : throw new InvalidOperationException($"The sync ended {end.RuntimeStatus}: {end.FailureDetails?.Root.ErrorMessage}");
        return new Night(people, watch.Elapsed.TotalSeconds, _graph.Count - graphBefore, storage.Total - storageBefore);
    }

    /// <summary>The ids of some people, from the first shard.</summary>
    public async Task<IReadOnlyList<string>> SomeAsync(int count, CancellationToken cancellationToken)
    {
        var reader = _services.GetRequiredService<PeopleReader>();
        var latest = (await reader.LatestAsync(cancellationToken))!;
        return [.. (await reader.ShardAsync(latest, 0, cancellationToken)).People.Take(count).Select(person => person.Id.Value)];
    }

    /// <summary>How many shards are stored under a version's own name.</summary>
    public async Task<int> WrittenAsync(string version, CancellationToken cancellationToken)
    {
        var written = await _services.GetRequiredService<PeopleReader>().VersionAsync(version, cancellationToken);
        return Enumerable.Range(0, written.Shards.Value).Count(shard => written.PlaceOf(shard) == version);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<EmbeddedEngine>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private sealed class Counter
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }

    private sealed class CountingHandler(Counter counter) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            counter.Add();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
