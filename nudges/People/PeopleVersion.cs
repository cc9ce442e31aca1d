using System.Text.Json.Serialization;

namespace Nudges.People;

/// <summary>
/// What a version of the directory consists of. Immutable once published. What did not change since the version before stays where
/// it is: a version names the place of each of its documents.
/// </summary>
public sealed record PeopleVersion
{
    public required string Version { get; init; }

    public required int ShardBits { get; init; }

    /// <summary>The bits of the first version of all: no shard with fewer has ever had a history. 0 where that is not known.</summary>
    public int FirstShardBits { get; init; }

    public required int People { get; init; }

    public required DateTimeOffset SyncedAt { get; init; }

    /// <summary>For each mail address that several accounts share: the one account that is nudged, by lower-case address.</summary>
    public IReadOnlyDictionary<string, PersonId> SharedAddresses { get; init; } = new Dictionary<string, PersonId>();

    /// <summary>The version under whose name each shard is stored, by shard; empty: all under this one's.</summary>
    public IReadOnlyList<string> ShardPlaces { get; init; } = [];

    /// <summary>Bits of the parts that the organisation is stored in: shards that begin alike are in one part.</summary>
    public int PartBits { get; init; }

    /// <summary>The version under whose name each part of the organisation is stored; empty: there are none, only shards.</summary>
    public IReadOnlyList<string> PartPlaces { get; init; } = [];

    /// <summary>Where the directory's changes since this version begin; null: the next sync reads everyone.</summary>
    public string? DeltaLink { get; init; }

    [JsonIgnore]
    public ShardCount Shards => new(ShardBits);

    /// <summary>The version under whose name the shard is stored.</summary>
    public string PlaceOf(int shard) => ShardPlaces.Count == 0 ? Version : ShardPlaces[shard];
}
