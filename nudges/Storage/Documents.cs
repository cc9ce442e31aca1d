using System.Globalization;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.People;
using Nudges.Privacy;

namespace Nudges.Storage;

/// <summary>Every document the product keeps, and its name.</summary>
public static class Documents
{
    /// <summary>How each source of a group fares, by its name.</summary>
    public static DocumentKey<IReadOnlyDictionary<string, SourceStatus>> SourceStatuses(int group) => new(Path($"content/statuses/{group:D2}.json"));

    /// <summary>Sources that were added, and changed settings of configured ones, by name.</summary>
    public static DocumentKey<IReadOnlyDictionary<string, SourceDefinition>> SourceBook { get; } = new("content/source-book.json");

    /// <summary>What the source has given so far: kept while it is unreachable, and when it no longer lists it.</summary>
    public static DocumentKey<IReadOnlyList<ContentItem>> SourceItems(string source) => new($"content/sources/{source}.json");

    /// <summary>What people decided about items, in 16 parts by the first character of the item's id.</summary>
    public static DocumentKey<IReadOnlyDictionary<ItemId, Curation>> Curations(char part) => new($"content/curation/{part}.json");

    /// <summary>Changes with every decision, so that publishing sees at one glance whether there is anything new.</summary>
    public static DocumentKey<string> CurationStamp { get; } = new("content/curation/stamp.json");

    /// <summary>What an action replaced, so that it can be undone; named in the order of time.</summary>
    public static DocumentKey<CurationAction> CurationAction(string action) => new($"{CurationActions}{action}.json");

    /// <summary>How the paths of all actions begin.</summary>
    public const string CurationActions = "content/actions/";

    /// <summary>Where items' links were found to lead.</summary>
    public static DocumentKey<IReadOnlyDictionary<ItemId, LinkStatus>> Links { get; } = new("content/links.json");

    /// <summary>What the last publishing came to.</summary>
    public static DocumentKey<Publication> Publication { get; } = new("content/publication.json");

    /// <summary>The items that are not in the latest catalogue, as nobody has approved them or they are no longer wanted.</summary>
    public static DocumentKey<IReadOnlyList<ContentItem>> Unpublished { get; } = new("content/unpublished.json");

    public static DocumentKey<Catalogue> Catalogue(string version) => new($"catalogues/{version}.json");

    /// <summary>The catalogue with its index as <see cref="Matching.StoredCatalogue"/> writes it; can be made anew from the catalogue.</summary>
    public static BytesKey StoredCatalogue(string version) => new($"{StoredCatalogues}{version}.bin");

    /// <summary>How the paths of all stored catalogues begin.</summary>
    public const string StoredCatalogues = "indexes/";

    /// <summary>Which items go together, as one learning found.</summary>
    public static DocumentKey<StoredNeighbours> Neighbours(string version) => new($"matching/{version}.json");

    /// <summary>The version that new runs pin.</summary>
    public static DocumentKey<string> LatestNeighbours { get; } = new("matching/latest.json");

    /// <summary>What outcomes have made of the weights, as one learning adopted it.</summary>
    public static DocumentKey<LearntWeights> Weights(string version) => new($"matching/{version}.json");

    /// <summary>The version that new runs pin; absent where none was adopted yet.</summary>
    public static DocumentKey<string> LatestWeights { get; } = new("matching/latest-weights.json");

    /// <summary>What the last learning of weights saw and decided, adopted or not.</summary>
    public static DocumentKey<WeightsReport> WeightsReport { get; } = new("matching/weights-report.json");

    /// <summary>The version that new runs pin.</summary>
    public static DocumentKey<string> LatestCatalogue { get; } = new("catalogues/latest.json");

    public static DocumentKey<PeopleVersion> People(string version) => new($"people/{version}/version.json");

    /// <param name="place">The version under whose name it is stored: <see cref="PeopleVersion.PlaceOf"/>.</param>
    /// <param name="shard">Its index.</param>
    public static DocumentKey<PeopleShard> PeopleShard(string place, int shard) => new(Path($"people/{place}/{shard:D5}.json"));

    /// <param name="place">The version under whose name it is stored: one of <see cref="PeopleVersion.PartPlaces"/>.</param>
    /// <param name="part">Its index.</param>
    public static DocumentKey<OrganisationPart> OrganisationPart(string place, int part) => new(Path($"people/{place}/organisation/{part:D5}.json"));

    /// <summary>How far reading the directory for a version has come.</summary>
    public static DocumentKey<DirectoryRound> DirectoryRound(string version) => new($"people/{version}/round.json");

    /// <summary>What was read of the directory for a version and is not merged yet: a part of one spill.</summary>
    public static DocumentKey<IReadOnlyList<DirectoryChange>> DirectoryChanges(string version, string spill, int part) => new(Path($"people/{version}/changes/{spill}/{part:D5}.json"));

    /// <summary>The version that new runs pin.</summary>
    public static DocumentKey<string> LatestPeople { get; } = new("people/latest.json");

    /// <summary>Who is in the run's audience, by shard; absent where that is everyone.</summary>
    public static DocumentKey<IReadOnlyList<PersonId>> Audience(RunId run, int shard) => new(Path($"runs/{run}/audience/{shard:D5}.json"));

    /// <summary>People that were uploaded as a table; an audience names them by the id.</summary>
    public static DocumentKey<PeopleList> PeopleList(string id) => new($"audiences/lists/{id}.json");

    public static DocumentKey<ShardPlan> Plan(RunId run, int shard) => new(Path($"runs/{run}/plans/{shard:D5}.json"));

    /// <summary>The shards in whose histories another run took the place of one of this run's nudges, as those are counted by the other; absent where none did.</summary>
    public static DocumentKey<IReadOnlyList<ShardPlace>> Outranked(RunId run) => new($"runs/{run}/outranked.json");

    /// <summary>How the paths of a run's plans begin.</summary>
    public static string Plans(RunId run) => $"runs/{run}/plans/";

    /// <summary>Whether the run's team has been told.</summary>
    public static DocumentKey<TeamNotice> TeamNotice(RunId run) => new($"runs/{run}/team.json");

    public static DocumentKey<Batch> Batch(BatchId batch) => new($"runs/{batch.Run}/batches/{batch}.json");

    /// <summary>What the provider told of a batch's nudges.</summary>
    public static DocumentKey<BatchEvents> BatchEvents(BatchId batch) => new($"runs/{batch.Run}/events/{batch}.json");

    /// <summary>Events that wait to be worked on; deleted when they were.</summary>
    public static DocumentKey<IReadOnlyList<NudgeEvent>> WaitingEvents(string post) => new($"events/{post}.json");

    /// <summary>Named by the shard's bits and index, so that a shard which was split still finds its past under its parent's name.</summary>
    public static DocumentKey<ShardHistory> History(ShardCount shards, int shard) => new(Path($"history/{shards.Bits:D2}/{shard:D5}.json"));

    /// <summary>Everyone who was erased, and when: kept out when the directory is read again.</summary>
    public static DocumentKey<IReadOnlyDictionary<PersonId, DateTimeOffset>> Erased { get; } = new("privacy/erased.json");

    public static DocumentKey<ErasureReceipt> ErasureReceipt(string receipt) => new($"privacy/receipts/{receipt}.json");

    /// <summary>When the account of a channel takes its next request.</summary>
    public static DocumentKey<ChannelPace> Pace(string channel, string account) => new($"pace/{channel}/{StableId.From("account", account)}.json");

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
