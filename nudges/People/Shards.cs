using System.Text.Json.Serialization;

namespace Nudges.People;

/// <summary>
/// How many shards a company has: a power of two, so that growing splits each shard in two and a person's shard at n bits
/// is a prefix of the one at n + 1.
/// </summary>
public readonly record struct ShardCount(int Bits)
{
    /// <summary>A shard holds about this many people: one read, one activity, one email request.</summary>
    public const int PeoplePerShard = 1_000;

    private const int BitsPerGroup = 4;

    public int Value => 1 << Bits;

    /// <summary>The fewest shards of at most about 1,000 people on average, and never fewer than <paramref name="atLeast"/>.</summary>
    public static ShardCount For(int people, ShardCount atLeast = default)
    {
        var bits = atLeast.Bits;
        while (people > (1L << bits) * PeoplePerShard)
        {
            bits++;
        }

        return new ShardCount(bits);
    }

    /// <summary>
    /// Of 16 shards each, or of all where there are fewer: shards that begin alike are planned together, so that those of their people who are nudged
    /// at one time share batches.
    /// </summary>
    [JsonIgnore]
    public ShardCount Groups => new(Math.Max(0, Bits - BitsPerGroup));

    /// <summary>0 to <see cref="Value"/> - 1; a function of the id alone.</summary>
    public int ShardOf(PersonId person) => Bits == 0 ? 0 : (int)(StableId.Bits("shard", person.Value) >> (64 - Bits));
}

/// <summary>One of 2^<paramref name="Bits"/> equal parts of all people: those whose ids' hashes begin with the bits of <paramref name="Index"/>.</summary>
public readonly record struct ShardPlace(int Bits, int Index)
{
    /// <summary>Whether one of the two is a part of the other.</summary>
    public bool Overlaps(ShardPlace other) => Bits <= other.Bits ? other.Index >> (other.Bits - Bits) == Index : other.Overlaps(this);

    /// <summary>The part of <paramref name="count"/> that this one is in.</summary>
    public ShardPlace Among(ShardCount count) => new(count.Bits, Index >> (Bits - count.Bits));
}

/// <summary>One shard's people at one version. Immutable.</summary>
public sealed record PeopleShard
{
    public required int Index { get; init; }

    /// <summary>In the order of their ids.</summary>
    public required IReadOnlyList<Person> People { get; init; }
}
