using CsCheck;
using Nudges.People;

namespace Nudges.Tests.People;

public sealed class DirectorySpillTests
{
    [Fact]
    public void PartsOf_HoldEveryoneOfThePart() =>
        Gen.Select(Gen.String, Gen.Int[0, 8], Gen.Int[0, 8]).Sample((id, spillBits, partBits) =>
        {
            var person = new PersonId(id);
            return new DirectorySpill("s", spillBits).PartsOf(partBits, new ShardCount(partBits).ShardOf(person)).Contains(new ShardCount(spillBits).ShardOf(person));
        });

    [Theory]
    [InlineData(0, 2, 3, new[] { 0 })]
    [InlineData(2, 0, 0, new[] { 0, 1, 2, 3 })]
    [InlineData(3, 2, 1, new[] { 2, 3 })]
    [InlineData(2, 3, 5, new[] { 2 })]
    public void PartsOf_AreNoMoreThanThose(int spillBits, int partBits, int part, int[] expected) =>
        Assert.Equal(expected, new DirectorySpill("s", spillBits).PartsOf(partBits, part));
}
