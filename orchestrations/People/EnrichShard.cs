using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.People;

public sealed record EnrichShardInput
{
    public required string Version { get; init; }

    public required int Shard { get; init; }
}

/// <summary>
/// A step of syncs older than <see cref="SyncPeople.FirstVersionByChanges"/>: nothing is left to do in it, as <see cref="ListPeople"/>
/// reads profiles too.
/// </summary>
public sealed class EnrichShard() : Activity<EnrichShardInput, Nothing>(Reference)
{
    public static readonly ActivityRef<EnrichShardInput, Nothing> Reference = new(nameof(EnrichShard));

    public override Task<Nothing> RunAsync(EnrichShardInput input, CancellationToken cancellationToken) => Task.FromResult(Nothing.Value);
}
