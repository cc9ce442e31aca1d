using CsCheck;

namespace Nudges.Tests;

public sealed class StableIdTests
{
    [Fact]
    public void From_IsTheSameForEver() =>
        // Stored ids are made with this function: changing it would nudge everyone again.
        Assert.Equal("cf6ff630c913ff69ae06c126", StableId.From("nudge", "daily-2026-11-23", "0", "person-1"));

    [Fact]
    public void From_TellsPartsApart_WhenTheirTextJoinsToTheSame() =>
        Assert.NotEqual(StableId.From("ab", "c"), StableId.From("a", "bc"));

    [Fact]
    public void Bits_SpreadEvenly()
    {
        var counts = Enumerable.Range(0, 64_000).CountBy(number => StableId.Bits("shard", $"person-{number}") >> 58).ToDictionary();

        Assert.Equal(64, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void From_Differs_WhenAPartDiffers() =>
        Gen.Select(Gen.String, Gen.String).Sample((left, right) => left == right || StableId.From(left) != StableId.From(right));
}
