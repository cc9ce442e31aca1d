using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;
using Nudges.Storage;

namespace Nudges.Orchestrations.Matching;

/// <summary>What was learnt of outcomes: counts, nobody by name.</summary>
public sealed record LearntNeighbours
{
    /// <summary>Null where nobody has found anything useful yet, and nothing is stored.</summary>
    public string? Version { get; init; }

    public int People { get; init; }

    public int Outcomes { get; init; }

    /// <summary>Items that somebody found useful.</summary>
    public int Items { get; init; }
}

/// <summary>
/// Learns from everybody's outcomes which items go together, and which ones people of one group like, and makes that the latest, for the runs that start after it. Reads
/// each shard's history once, one after the other, and keeps of it only which items each person found useful. The same outcomes and content give the same version.
/// </summary>
public sealed class LearnNeighbours(PeopleReader people, ShardHistories histories, IDocumentStore documents) : Activity<Nothing, LearntNeighbours>(Reference)
{
    public static readonly ActivityRef<Nothing, LearntNeighbours> Reference = new(nameof(LearnNeighbours));

    public override async Task<LearntNeighbours> RunAsync(Nothing input, CancellationToken cancellationToken)
    {
        if (await people.LatestAsync(cancellationToken) is not { } version
            || await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not { } latest
            || await documents.ReadAsync(Documents.Catalogue(latest.Value), cancellationToken) is not { } catalogue)
        {
            return new LearntNeighbours();
        }

        var (everyone, names) = (new List<PersonsLikes>(), new HashSet<string>(StringComparer.Ordinal));
        for (var shard = 0; shard < version.Shards.Value; shard++)
        {
            var history = (await histories.ReadAsync(version, shard, cancellationToken)).Value;
            if (history.Outcomes.Count > 0)
            {
                everyone.AddRange((await people.ShardAsync(version, shard, cancellationToken)).People.OrderBy(person => person.Id.Value, StringComparer.Ordinal)
                    .Select(person => new PersonsLikes(Shared(person.JobTitle), Shared(person.Department), Useful(history.OutcomesOf(person.Id)))));
            }
        }

        List<PersonsLikes> likes = [.. everyone.Where(person => person.Items.Count > 0)];
        if (likes.Count == 0)
        {
            await documents.DeleteAsync(Documents.LatestNeighbours.Path, cancellationToken);
            return new LearntNeighbours();
        }

        var retired = (await documents.ReadAsync(Documents.Unpublished, cancellationToken))?.Value ?? [];
        var candidates = catalogue.Value.Items.Select(item => item.Id).ToHashSet();
        var builder = new ItemNeighboursBuilder([.. catalogue.Value.Items.Concat(retired).DistinctBy(item => item.Id)], candidates);
        var neighbours = builder.Build(likes.Select(person => person.Items)) with { Favourites = Favourites.Of(everyone, catalogue.Value.Items) };
        neighbours = neighbours with { Version = VersionOf(neighbours) };
        await documents.WriteAsync(Documents.Neighbours(neighbours.Version), StoredNeighbours.Of(neighbours, likes.Count, likes.Sum(person => person.Items.Count)), cancellationToken);
        await documents.WriteAsync(Documents.LatestNeighbours, neighbours.Version, cancellationToken);
        return new LearntNeighbours { Version = neighbours.Version, People = likes.Count, Outcomes = likes.Sum(person => person.Items.Count), Items = neighbours.Liked.Count };

        // One text for all who have it.
        string? Shared(string? name) => name is null || names.Add(name) ? name : names.TryGetValue(name, out var known) ? known : name;
    }

    private static ItemId[] Useful(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Count == 0 ? [] : [.. outcomes.GroupBy(outcome => outcome.Item).Where(item => item.LastOpinion() is { Kind: not OutcomeKind.NotForMe }).Select(item => item.Key)];

    private static string VersionOf(ItemNeighbours neighbours)
    {
        var hash = new XxHash3();
        foreach (var item in neighbours.Liked.Concat(neighbours.Items))
        {
            hash.Append(Encoding.UTF8.GetBytes(item.Value + "\n"));
        }

        hash.Append(MemoryMarshal.AsBytes<int>(neighbours.Starts));
        hash.Append(MemoryMarshal.AsBytes<int>(neighbours.Places));
        hash.Append(MemoryMarshal.AsBytes<float>(neighbours.Weights));
        foreach (var favourites in neighbours.Favourites)
        {
            hash.Append(Encoding.UTF8.GetBytes($"{favourites.Kind} {favourites.Group}\n{string.Join('\n', favourites.Items)}\n"));
            hash.Append(MemoryMarshal.AsBytes<float>(favourites.Weights.ToArray()));
        }

        return string.Create(CultureInfo.InvariantCulture, $"neighbours-{hash.GetCurrentHashAsUInt64():x16}");
    }
}
