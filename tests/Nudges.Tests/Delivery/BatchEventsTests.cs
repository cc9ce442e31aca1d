using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

public sealed class BatchEventsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly BatchId Batch = BatchId.For(new RunId("daily-2026-11-26"), 0, "email", 0);

    [Fact]
    public void With_ComesToTheSame_InAnyOrderAndHoweverOftenItIsTold()
    {
        NudgeEvent[] events = [Told(0, NudgeEventKind.Processed, 0), Told(0, NudgeEventKind.Delivered, 5), Told(0, NudgeEventKind.Opened, 60), Told(0, NudgeEventKind.Opened, 90), Told(1, NudgeEventKind.Bounced, 5)];
        var expected = System.Text.Json.JsonSerializer.Serialize(Keep(events), NudgesJson.Options);

        foreach (var order in Orders(events))
        {
            Assert.Equal(expected, System.Text.Json.JsonSerializer.Serialize(Keep([.. order, .. order]), NudgesJson.Options));
        }
    }

    [Fact]
    public void News_AreNone_WhenEverythingIsKnown()
    {
        NudgeEvent[] events = [Told(0, NudgeEventKind.Delivered, 5), Told(0, NudgeEventKind.Opened, 60)];

        Assert.Empty(Keep(events).News([.. events, Told(0, NudgeEventKind.Opened, 90)]));
    }

    [Theory]
    [InlineData(NudgeState.Sent, NudgeEventKind.Processed)]
    [InlineData(NudgeState.Sent, NudgeEventKind.Processed, NudgeEventKind.Delivered)]
    [InlineData(NudgeState.Sent, NudgeEventKind.Opened)]
    [InlineData(NudgeState.Failed, NudgeEventKind.Processed, NudgeEventKind.Bounced)]
    [InlineData(NudgeState.Failed, NudgeEventKind.Blocked)]
    [InlineData(NudgeState.Failed, NudgeEventKind.Dropped, NudgeEventKind.Unsubscribed)]
    [InlineData(NudgeState.Sent, NudgeEventKind.Bounced, NudgeEventKind.Delivered)]
    public void Verdict_IsWhatTheProviderTold(char expected, params NudgeEventKind[] kinds)
    {
        Assert.Equal(expected, Keep([.. kinds.Select(kind => Told(0, kind, 1))]).Verdict(0)!.Value.State);
    }

    [Fact]
    public void Differing_LeavesAloneWhatWasNeverUnconfirmed()
    {
        var events = Keep([Told(0, NudgeEventKind.Bounced, 1), Told(1, NudgeEventKind.Bounced, 1), Told(2, NudgeEventKind.Delivered, 1)]);
        var entry = new LedgerEntry { Batch = Batch, Owner = "m", States = "suuu" };

        Assert.Equal([1, 2], events.Differing(entry).Order());
        Assert.Equal([0], (events with { Reconciled = [0] }).Differing(entry with { States = "sfsu" }));
    }

    [Theory]
    [InlineData("daily-2026-11-26.00001.email.0", true)]
    [InlineData("daily", false)]
    [InlineData("../../x.0.email.0", false)]
    [InlineData("a.0.email.0\n", false)]
    [InlineData("", false)]
    public void BatchId_IsReadFromText_WhereItIsOne(string text, bool expected) => Assert.Equal(expected, BatchId.TryParse(text, out _));

    private static BatchEvents Keep(IReadOnlyList<NudgeEvent> events) =>
        events.Aggregate(new BatchEvents(), (known, told) => known.With(known.News([told])));

    private static NudgeEvent Told(int position, NudgeEventKind kind, int seconds) =>
        new() { Place = new NudgePlace(Batch, position), Nudge = new NudgeId($"n{position}"), Kind = kind, At = Noon.AddSeconds(seconds) };

    private static IEnumerable<NudgeEvent[]> Orders(NudgeEvent[] events) => events.Length == 0
        ? [[]]
        : events.SelectMany((first, place) => Orders([.. events.Where((_, other) => other != place)]).Select(rest => (NudgeEvent[])[first, .. rest]));
}
