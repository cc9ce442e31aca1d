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
public sealed class EnrichShard(IDirectory directory, IDocumentStore documents) : Activity<EnrichShardInput, Nothing>(Reference)
{
    public static readonly ActivityRef<EnrichShardInput, Nothing> Reference = new(nameof(EnrichShard));

    public override async Task<Nothing> RunAsync(EnrichShardInput input, CancellationToken cancellationToken)
    {
        var key = Documents.PeopleShard(input.Version, input.Shard);
        var shard = await documents.ReadAsync(key, cancellationToken)
            ?? throw new InvalidOperationException($"Shard {input.Shard} of people version {input.Version} is not in storage.");
        var people = await directory.EnrichAsync(shard.Value.People, cancellationToken);
        await documents.WriteAsync(key, shard.Value with { People = people }, cancellationToken);
        return Nothing.Value;
    }
}
