using System.Globalization;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.People;

/// <summary>Reads the directory into a new version of people, in shards, and makes it the latest.</summary>
public sealed class SyncPeople() : Orchestrator<Nothing, SyncedPeople>(Reference)
{
    public static readonly OrchestratorRef<Nothing, SyncedPeople> Reference = new(nameof(SyncPeople));

    /// <summary>Shards that are enriched at the same time.</summary>
    private const int Window = 20;

    public override async Task<SyncedPeople> RunAsync(OrchestrationContext context, Nothing input)
    {
        var version = context.CurrentUtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)
            + "-" + context.NewGuid().ToString("N")[..8];
        var listed = await context.CallActivityAsync(ListPeople.Reference, version, Retries.Standard);
        foreach (var shards in Enumerable.Range(0, listed.Shards.Value).Chunk(Window))
        {
            await Task.WhenAll(shards.Select(shard => context.CallActivityAsync(
                EnrichShard.Reference, new EnrichShardInput { Version = version, Shard = shard }, Retries.Standard)));
        }

        return await context.CallActivityAsync(PublishPeople.Reference, version, Retries.Standard);
    }
}

/// <summary>What a sync came to.</summary>
public sealed record SyncedPeople
{
    public required string Version { get; init; }

    public required int ShardBits { get; init; }

    public required int People { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public Nudges.People.ShardCount Shards => new(ShardBits);
}
