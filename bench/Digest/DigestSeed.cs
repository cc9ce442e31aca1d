using Nudges.Bench.Content;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Bench.Digest;

/// <summary>Writes what a run starts from, as gathering and syncing leave it.</summary>
internal sealed class DigestSeed(IDocumentStore documents, int employees, int items, int hours)
{
    private const string Version = "bench";
    private const int WritesAtOnce = 4;
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public const int Sources = 20;

    /// <summary>Each source's items, and the people in shards as the latest version.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        for (var source = 0; source < Sources; source++)
        {
            var count = (items / Sources) + (source < items % Sources ? 1 : 0);
            await documents.WriteAsync(Documents.SourceItems(GeneratedItems.Source(source).Name), GeneratedItems.Of(source, count), cancellationToken);
        }

        var shards = ShardCount.For(employees);
        var members = Enumerable.Range(0, employees).ToLookup(number => shards.ShardOf(GeneratedPeople.IdOf(number)));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, shards.Value),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (shard, cancel) => await documents.WriteAsync(
                Documents.PeopleShard(Version, shard),
                new PeopleShard { Index = shard, People = [.. members[shard].Select(number => GeneratedPeople.Of(number, hours)).OrderBy(person => person.Id.Value, StringComparer.Ordinal)] },
                cancel));
        await documents.WriteAsync(
            Documents.People(Version),
            new PeopleVersion { Version = Version, ShardBits = shards.Bits, FirstShardBits = shards.Bits, People = employees, SyncedAt = At },
            cancellationToken);
        await documents.WriteAsync(Documents.LatestPeople, Version, cancellationToken);
    }
}
