using System.Text.Json.Serialization;

namespace Nudges.People;

/// <summary>
/// How far reading the directory's changes for a new version has come. The changes themselves are stored beside it, in spills, each
/// in parts by the person's id; only those listed here count.
/// </summary>
public sealed record DirectoryRound
{
    /// <summary>The version that the changes are applied to; null: there is none.</summary>
    public string? From { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>True where everyone is read: who does not come is gone.</summary>
    public required bool Everyone { get; init; }

    /// <summary>To the next page; null before the first page of everyone, and when the round is over.</summary>
    public string? Link { get; init; }

    /// <summary>Where the next round begins; set when this one is over.</summary>
    public string? Delta { get; init; }

    /// <summary>Changes that were not removals so far: of everyone, about how many people there are.</summary>
    public int Known { get; init; }

    /// <summary>Bits of the new version's shards; known when the round is over.</summary>
    public int ShardBits { get; init; }

    /// <summary>Bits of the parts that the new version is merged in, at most <see cref="ShardBits"/>; known when the round is over.</summary>
    public int PartBits { get; init; }

    /// <summary>How often it was begun again.</summary>
    public int Restarts { get; init; }

    /// <summary>In the order in which they are to be applied.</summary>
    public IReadOnlyList<DirectorySpill> Spills { get; init; } = [];

    [JsonIgnore]
    public bool IsOver => Delta is not null;

    [JsonIgnore]
    public ShardCount Parts => new(PartBits);

    /// <summary>From the start again, reading everyone: the directory knows the link no more. What was read does not count.</summary>
    public DirectoryRound Again() => new() { From = From, StartedAt = StartedAt, Everyone = true, Restarts = Restarts + 1 };
}

/// <summary>Changes that were stored together.</summary>
/// <param name="Name">Unique.</param>
/// <param name="PartBits">Bits of the parts that it is stored in: as many as its size is worth, whatever the company's.</param>
public sealed record DirectorySpill(string Name, int PartBits)
{
    /// <summary>The parts of the spill that hold changes of a part of the people; they may hold others too.</summary>
    /// <param name="partBits">Bits of the people's parts.</param>
    /// <param name="part">Which of those.</param>
    public IEnumerable<int> PartsOf(int partBits, int part) => PartBits > partBits
        ? Enumerable.Range(part << (PartBits - partBits), 1 << (PartBits - partBits))
        : [part >> (partBits - PartBits)];
}
