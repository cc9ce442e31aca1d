using System.Globalization;
using System.Text.Json.Serialization;
using Nudges.Orchestrations.Durable;
using Nudges.People;

namespace Nudges.Orchestrations.People;

/// <summary>Brings what changed in the directory, and some profiles, into a new version of people, and makes it the latest.</summary>
public sealed class SyncPeople() : Orchestrator<Nothing, SyncedPeople>(Reference)
{
    public static readonly OrchestratorRef<Nothing, SyncedPeople> Reference = new(nameof(SyncPeople));

    /// <summary>From this version on people are read by what changed.</summary>
    internal const string FirstVersionByChanges = "1.2";

    /// <summary>Parts that are merged at the same time: each holds what was read of about 16,000 people.</summary>
    private const int PartsAtOnce = 2;

    /// <summary>Shards that were enriched at the same time.</summary>
    private const int Window = 20;

    public override async Task<SyncedPeople> RunAsync(OrchestrationContext context, Nothing input)
    {
        var version = context.CurrentUtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)
            + "-" + context.NewGuid().ToString("N")[..8];
        if (context.CompareVersionTo(FirstVersionByChanges) < 0)
        {
            return await ListAsync(context, version);
        }

        PeopleChangesRead read;
        do
        {
            read = await context.CallActivityAsync(ReadPeopleChanges.Reference, version, Retries.Standard);
        }
        while (!read.IsOver);

        var merged = new List<MergedPeople>();
        foreach (var parts in Enumerable.Range(0, read.Parts).Chunk(PartsAtOnce))
        {
            merged.AddRange(await Task.WhenAll(parts.Select(part => context.CallActivityAsync(
                MergePeople.Reference, new MergePeopleInput { Version = version, Part = part }, Retries.Standard))));
        }

        await context.CallActivityAsync(AssemblePeople.Reference, Assembled(version, merged), Retries.Standard);
        var synced = await context.CallActivityAsync(PublishPeople.Reference, version, Retries.Standard);
        return synced with { Profiles = merged.Sum(part => part.Profiles), Problem = merged.Select(part => part.Problem).FirstOrDefault(problem => problem is not null) };
    }

    /// <summary>What a version consists of whose parts were merged.</summary>
    internal static AssemblePeopleInput Assembled(string version, List<MergedPeople> parts) => new()
    {
        Version = version,
        People = parts.Sum(part => part.People),
        Shards = [.. parts.SelectMany(part => part.Shards)],
        Parts = [.. parts.Index().Where(part => part.Item.Organisation).Select(part => part.Index)],
    };

    private static async Task<SyncedPeople> ListAsync(OrchestrationContext context, string version)
    {
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

    /// <summary>Profiles that were read; null where they are not counted.</summary>
    public int? Profiles { get; init; }

    /// <summary>A sentence where profiles could not be read; null where they could.</summary>
    public string? Problem { get; init; }

    [JsonIgnore]
    public ShardCount Shards => new(ShardBits);
}
