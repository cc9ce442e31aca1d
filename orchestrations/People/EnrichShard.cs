using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

public sealed record EnrichShardInput
{
    public required string Version { get; init; }

    public required int Shard { get; init; }
}

/// <summary>Adds to a shard's people what only a read of one user gives. A second run reads it again and overwrites.</summary>
public sealed class EnrichShard(IDirectory directory, PeopleReader reader, IDocumentStore documents) : Activity<EnrichShardInput, Nothing>(Reference)
{
    public static readonly ActivityRef<EnrichShardInput, Nothing> Reference = new(nameof(EnrichShard));

    public override async Task<Nothing> RunAsync(EnrichShardInput input, CancellationToken cancellationToken)
    {
        var shard = await reader.ShardAsync(input.Version, input.Shard, cancellationToken);
        var people = await directory.EnrichAsync(shard.People, cancellationToken);
        await documents.WriteAsync(Documents.PeopleShard(input.Version, input.Shard), shard with { People = people }, cancellationToken);
        return Nothing.Value;
    }
}
