using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

public sealed class LedgerEntryTests
{
    private static LedgerEntry Entry(string states) => new() { Batch = new BatchId("run.00000.email.0"), Owner = "message", States = states };

    [Theory]
    [InlineData("sss", true)]
    [InlineData("sfu", true)]
    [InlineData("ss.", false)]
    [InlineData("ssc", false)]
    public void Settled_IsTrue_WhenEveryNudgeIsInAFinalState(string states, bool settled) => Assert.Equal(settled, Entry(states).Settled);

    [Fact]
    public void CountsFor_AccountsForEveryNudge()
    {
        var counts = (Entry("ssfu") with { Reasons = new Dictionary<int, string> { [2] = "mailbox full" } }).CountsFor("email");

        Assert.Equal(4, counts.People);
        Assert.True(counts.AddsUp);
        Assert.Equal(2, counts.Sent["email"]);
        Assert.Equal(1, counts.Failed["mailbox full"]);
        Assert.Equal(1, counts.Failed[NudgeState.UnconfirmedReason]);
    }

    [Fact]
    public void CountsFor_TellsTenReasonsApart_WhenThereAreMore()
    {
        var reasons = Enumerable.Range(0, 100).ToDictionary(position => position, position => $"reason {position / 4}");

        var counts = (Entry(new string(NudgeState.Failed, 100)) with { Reasons = reasons }).CountsFor("email");

        Assert.Equal(11, counts.Failed.Count);
        Assert.Equal(60, counts.Failed["other reasons"]);
        Assert.True(counts.AddsUp);
    }

    [Fact]
    public void Run_IsReadFromTheBatchId() =>
        Assert.Equal("daily-2026-11-23", BatchId.For(new RunId("daily-2026-11-23"), 17, "email", 3).Run.Value);
}
