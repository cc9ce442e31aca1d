namespace Nudges.People;

/// <summary>
/// How many shards a company has: a power of two, so that growing splits each shard in two and a person's shard at n bits
/// is a prefix of the one at n + 1.
/// </summary>
public readonly record struct ShardCount(int Bits)
{
    /// <summary>A shard holds about this many people: one read, one activity, one email request.</summary>
    public const int PeoplePerShard = 1_000;

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

    /// <summary>0 to <see cref="Value"/> - 1; a function of the id alone.</summary>
    public int ShardOf(PersonId person) => Bits == 0 ? 0 : (int)(StableId.Bits("shard", person.Value) >> (64 - Bits));
}

/// <summary>One shard's people at one version. Immutable.</summary>
public sealed record PeopleShard
{
    public required int Index { get; init; }

    /// <summary>In the order of their ids.</summary>
    public required IReadOnlyList<Person> People { get; init; }
}
