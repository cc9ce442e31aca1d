using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class SilentChannelsTests
{
    private static readonly PersonId Person = new("p");
    private static readonly DateTimeOffset Today = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);
    private static readonly string[] Channels = ["teams", "email", "smtp"];

    [Fact]
    public void Last_PutsAChannelBehind_ThatNothingCameBackByForLong() =>
        Assert.Equal(["email", "smtp", "teams"], Order([Nudge("teams", 40), Nudge("teams", 3)]));

    [Fact]
    public void Last_LeavesTheOrder_WhereTheFirstNudgeIsYoung() =>
        Assert.Equal(Channels, Order([Nudge("teams", 27), Nudge("teams", 3)]));

    [Fact]
    public void Last_LeavesTheOrder_WhereAllAreSilent() =>
        Assert.Equal(["teams", "email"], SilentChannels.Last(["teams", "email"], Person, [Nudge("teams", 40), Nudge("email", 35)], [], Today.AddDays(-28)));

    [Theory]
    [InlineData(40, 38, false)]
    [InlineData(40, 29, false)]
    [InlineData(29, 38, true)]
    public void Last_CountsFromTheLastSign(int nudgedDaysAgo, int signDaysAgo, bool silent)
    {
        // The sign is to an older nudge by the channel.
        var first = Nudge("teams", 60);
        var order = Order([first, Nudge("teams", nudgedDaysAgo)], Sign(first, signDaysAgo));

        Assert.Equal(silent ? ["email", "smtp", "teams"] : Channels, order);
    }

    [Fact]
    public void Last_TakesNoSignOfOneChannelForAnother_NorOutcomesWithoutANudge()
    {
        var email = Nudge("email", 40);

        Assert.Equal(["email", "smtp", "teams"], Order([Nudge("teams", 40), email], Sign(email, 1), new Outcome { Kind = OutcomeKind.Useful, At = Today, Item = new ItemId("i") }));
    }

    [Fact]
    public void Last_DoesNotCountWhatWasOutrankedOrIsDueLater() =>
        Assert.Equal(Channels, Order([Nudge("teams", 40) with { OutrankedBy = new RunId("other") }, Nudge("teams", 40) with { SendAt = Today.AddDays(-20) }, Nudge(null, 50)]));

    private static IReadOnlyList<string> Order(PastNudge[] past, params Outcome[] outcomes) => SilentChannels.Last(Channels, Person, past, outcomes, Today.AddDays(-28));

    private static PastNudge Nudge(string? channel, int daysAgo) =>
        new() { Run = new RunId($"run-{channel}-{daysAgo}"), At = Today.AddDays(-daysAgo), Channel = channel, Items = [new ItemId("i")] };

    private static Outcome Sign(PastNudge nudge, int daysAgo) =>
        new() { Kind = OutcomeKind.Clicked, At = Today.AddDays(-daysAgo), Item = new ItemId("i"), Nudge = nudge.IdFor(Person) };
}
