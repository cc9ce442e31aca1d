using CsCheck;
using Nudges.People;

namespace Nudges.Tests.People;

public sealed class ShardCountTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(250, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(100_000, 128)]
    [InlineData(1_000_000, 1_024)]
    public void For_HoldsAboutAThousandPeopleAShard(int people, int shards) =>
        Assert.Equal(shards, ShardCount.For(people).Value);

    [Fact]
    public void For_NeverShrinks() =>
        Assert.Equal(128, ShardCount.For(10, atLeast: ShardCount.For(100_000)).Value);

    [Fact]
    public void ShardOf_AfterASplit_IsAChildOfTheFormerShard() =>
        Gen.Select(Gen.String, Gen.Int[0, 20]).Sample((id, bits) =>
            new ShardCount(bits + 1).ShardOf(new PersonId(id)) >> 1 == new ShardCount(bits).ShardOf(new PersonId(id)));

    [Fact]
    public void ShardOf_IsInRange() =>
        Gen.Select(Gen.String, Gen.Int[0, 20]).Sample((id, bits) =>
        {
            var shards = new ShardCount(bits);
            var shard = shards.ShardOf(new PersonId(id));
            return shard >= 0 && shard < shards.Value;
        });

    [Fact]
    public void Groups_AreOf16Shards_OrOfAll()
    {
        Assert.Equal(new ShardCount(6), new ShardCount(10).Groups);
        Assert.Equal(new ShardCount(0), new ShardCount(3).Groups);
    }

    [Fact]
    public void Places_OfOnePerson_Overlap_AndOthersDoNot() =>
        Gen.Select(Gen.String, Gen.String, Gen.Int[0, 20], Gen.Int[0, 20]).Sample((id, other, bits, otherBits) =>
        {
            var place = Place(id, bits);
            Assert.True(place.Overlaps(Place(id, otherBits)));
            Assert.Equal(Place(id, bits) == Place(other, bits), place.Overlaps(Place(other, Math.Max(bits, otherBits))));
            Assert.Equal(Place(id, Math.Min(bits, otherBits)), place.Among(new ShardCount(Math.Min(bits, otherBits))));
        });

    private static ShardPlace Place(string id, int bits) => new(bits, new ShardCount(bits).ShardOf(new PersonId(id)));
}
