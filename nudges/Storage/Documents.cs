using System.Globalization;
using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Storage;

/// <summary>Every document the product keeps, and its name.</summary>
public static class Documents
{
    /// <summary>How each source fared at the last gathering.</summary>
    public static DocumentKey<IReadOnlyList<SourceStatus>> SourceStatuses { get; } = new("content/sources.json");

    /// <summary>What the source gave when it was last read well: kept while it is unreachable.</summary>
    public static DocumentKey<IReadOnlyList<ContentItem>> SourceItems(string source) => new($"content/sources/{source}.json");

    public static DocumentKey<Catalogue> Catalogue(string version) => new($"catalogues/{version}.json");

    /// <summary>The version that new runs pin.</summary>
    public static DocumentKey<string> LatestCatalogue { get; } = new("catalogues/latest.json");

    public static DocumentKey<PeopleVersion> People(string version) => new($"people/{version}/version.json");

    public static DocumentKey<PeopleShard> PeopleShard(string version, int shard) => new(Path($"people/{version}/{shard:D5}.json"));

    public static DocumentKey<Organisation> Organisation(string version) => new($"people/{version}/organisation.json");

    /// <summary>The version that new runs pin.</summary>
    public static DocumentKey<string> LatestPeople { get; } = new("people/latest.json");

    /// <summary>Who is in the run's audience, by shard; absent where that is everyone.</summary>
    public static DocumentKey<IReadOnlyList<PersonId>> Audience(RunId run, int shard) => new(Path($"runs/{run}/audience/{shard:D5}.json"));

    public static DocumentKey<ShardPlan> Plan(RunId run, int shard) => new(Path($"runs/{run}/plans/{shard:D5}.json"));

    public static DocumentKey<Batch> Batch(BatchId batch) => new($"runs/{batch.Run}/batches/{batch}.json");

    /// <summary>Named by the shard's bits and index, so that a shard which was split still finds its past under its parent's name.</summary>
    public static DocumentKey<ShardHistory> History(ShardCount shards, int shard) => new(Path($"history/{shards.Bits:D2}/{shard:D5}.json"));

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
