using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

public sealed record AssemblePeopleInput
{
    public required string Version { get; init; }

    public required int People { get; init; }

    /// <summary>The shards that were written for the version; fits the engines' limit up to about 5,000 of them.</summary>
    public required IReadOnlyList<int> Shards { get; init; }

    /// <summary>The parts of the organisation that were written for the version.</summary>
    public required IReadOnlyList<int> Parts { get; init; }
}

/// <summary>Writes down what a new version consists of, once all its parts are merged. A second run writes the same.</summary>
public sealed class AssemblePeople(PeopleReader reader, IDocumentStore documents) : Activity<AssemblePeopleInput, SyncedPeople>(Reference)
{
    public static readonly ActivityRef<AssemblePeopleInput, SyncedPeople> Reference = new(nameof(AssemblePeople));

    public override async Task<SyncedPeople> RunAsync(AssemblePeopleInput input, CancellationToken cancellationToken)
    {
        var round = (await documents.ReadAsync(Documents.DirectoryRound(input.Version), cancellationToken))!.Value;
        var former = round.From is null ? null : await reader.VersionAsync(round.From, cancellationToken);
        var (shards, parts) = (input.Shards.ToHashSet(), input.Parts.ToHashSet());
        var version = new PeopleVersion
        {
            Version = input.Version,
            ShardBits = round.ShardBits,
            FirstShardBits = former?.FirstShardBits ?? round.ShardBits,
            People = input.People,
            SyncedAt = round.StartedAt,
            ShardPlaces = [.. Enumerable.Range(0, 1 << round.ShardBits).Select(shard => shards.Contains(shard) ? input.Version : former!.PlaceOf(shard))],
            PartBits = round.PartBits,
            PartPlaces = [.. Enumerable.Range(0, round.Parts.Value).Select(part => parts.Contains(part) ? input.Version : former!.PartPlaces[part])],
            DeltaLink = round.Delta,
        };
        version = version with
        {
            SharedAddresses = parts.Count > 0 || former is null ? await SharedAddresses.FindAsync(reader.Organisation(version), cancellationToken) : former.SharedAddresses,
        };
        await documents.WriteAsync(Documents.People(input.Version), version, cancellationToken);
        return new SyncedPeople { Version = input.Version, ShardBits = round.ShardBits, People = input.People };
    }
}
