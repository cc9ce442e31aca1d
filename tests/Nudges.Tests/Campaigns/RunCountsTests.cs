using CsCheck;
using Nudges.Campaigns;

namespace Nudges.Tests.Campaigns;

public sealed class RunCountsTests
{
    private static readonly Gen<Dictionary<string, int>> Parts = Gen.Dictionary(Gen.Char["abcd"].Select(letter => letter.ToString()), Gen.Int[0, 1000])[0, 4];

    private static readonly Gen<RunCounts> Counts = Gen.Select(Parts, Parts, Parts, (sent, suppressed, failed) => new RunCounts
    {
        People = sent.Values.Sum() + suppressed.Values.Sum() + failed.Values.Sum(),
        Sent = sent,
        Suppressed = suppressed,
        Failed = failed,
    });

    [Fact]
    public void Sum_AddsUp_WhenThePartsDo() =>
        Gen.Select(Counts, Counts).Sample((left, right) => (left + right).AddsUp && (left + right).People == left.People + right.People);

    [Fact]
    public void Sum_DoesNotDependOnTheOrder() =>
        Gen.Select(Counts, Counts).Sample((left, right) =>
            System.Text.Json.JsonSerializer.Serialize(left + right, NudgesJson.Options) == System.Text.Json.JsonSerializer.Serialize(right + left, NudgesJson.Options));

    [Fact]
    public void Sum_TellsTenReasonsApart_AndStillAddsUp()
    {
        var sum = Enumerable.Range(1, 30).Select(number => new RunCounts { People = number, Failed = new Dictionary<string, int> { [$"reason {number:D2}"] = number } })
            .Aggregate((left, right) => left + right);

        Assert.True(sum.AddsUp);
        Assert.Equal(11, sum.Failed.Count);
        Assert.Equal(30, sum.Failed["reason 30"]);
        Assert.Equal(30 * 31 / 2, sum.People);
    }

    [Fact]
    public void AddsUp_IsFalse_WhenSomeoneIsMissing() => Assert.False(new RunCounts { People = 1 }.AddsUp);
}
