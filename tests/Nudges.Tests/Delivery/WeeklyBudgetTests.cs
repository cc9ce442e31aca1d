using CsCheck;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

public sealed class WeeklyBudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<PastNudge>> AnyPast = Gen.Select(Gen.Enum<RunPriority>().Nullable(), Gen.Int[0, 9], Gen.Int[-120, 120].Nullable(), Gen.Int[0, 9]).Array[0, 6]
        .Select(nudges => nudges.Index().Select(one => new PastNudge
        {
            Run = new RunId($"past-{one.Index}"),
            Priority = one.Item.Item1,
            At = Now.AddDays(-one.Item.Item2),
            SendAt = one.Item.Item3 is { } minutes ? Now.AddMinutes(minutes) : null,
            OutrankedBy = one.Item.Item4 == 0 ? new RunId("run") : null,
            Items = [],
        }).ToList());

    [Theory]
    [InlineData(1, 0, Suppression.TooOften)]
    [InlineData(1, 6, Suppression.TooOften)]
    [InlineData(1, 7, null)]
    [InlineData(1, -1, Suppression.TooOften)]
    [InlineData(2, 1, null)]
    [InlineData(1, null, null)]
    public void Of_CountsTheNudgesOfSevenDays(int most, int? daysAgo, string? rule)
    {
        // A week ago, but started a little later in the day.
        var at = Now.AddDays(-daysAgo ?? 0).AddMinutes(daysAgo == 7 ? 1 : 0);
        var past = new PastNudge { Run = new RunId("r"), At = daysAgo is null ? null : at, Items = [] };
        Assert.Equal(rule, Of(RunPriority.Normal, [past], own: most, policy: null).Rule);
    }

    [Theory]
    [InlineData(1, 3, Suppression.TooOften)]
    [InlineData(3, 1, Suppression.OverBudget)]
    [InlineData(null, 1, Suppression.OverBudget)]
    [InlineData(null, null, null)]
    public void Of_SaysWhoseLimitItIs(int? own, int? policy, string? rule) =>
        Assert.Equal(rule, Of(RunPriority.Normal, [Past("a", null, null)], own, policy).Rule);

    [Fact]
    public void Of_CountsANudgeOnTheDayItIsDue_NotOnThatOfItsRun()
    {
        var past = Past("a", null, 60) with { At = Now.AddDays(-7) };

        Assert.Equal(Suppression.TooOften, Of(RunPriority.Normal, [past], own: 1, policy: null).Rule);
    }

    [Fact]
    public void Of_TakesThePlaceOfTheLeastImportantNudge_ThatIsNotSentYet()
    {
        PastNudge[] past = [Past("sent", RunPriority.Low, null), Past("soon", RunPriority.Low, 10), Past("normal", null, 90), Past("low", RunPriority.Low, 60), Past("later", RunPriority.Low, 90)];

        Assert.Equal(["later"], Of(RunPriority.High, past, null, 5).Outranked.Select(run => run.Value));
        Assert.Equal(["later", "low", "normal"], Of(RunPriority.High, past, null, 3).Outranked.Select(run => run.Value));
        Assert.Equal(["later", "low"], Of(RunPriority.Normal, past, null, 4).Outranked.Select(run => run.Value));
        // All or none.
        Assert.Equal((Suppression.OverBudget, 0), (Of(RunPriority.Normal, past, null, 3).Rule, Of(RunPriority.Normal, past, null, 3).Outranked.Count));
        Assert.Equal(Suppression.OverBudget, Of(RunPriority.Low, past, null, 5).Rule);
    }

    [Fact]
    public void NobodyGetsMoreThanTheLimit_AndOnlyTheLessImportantGiveWay() =>
        Gen.Select(AnyPast, Gen.Enum<RunPriority>(), Gen.Int[1, 5].Nullable(), Gen.Int[1, 5].Nullable()).Sample((past, priority, own, policy) =>
        {
            var budget = Of(priority, past, own, policy);
            var week = past.Where(nudge => (nudge.SendAt ?? nudge.At) >= Now.AddDays(-6)).ToList();
            var most = Math.Min(own ?? 100, policy ?? 100);
            var given = week.Where(nudge => budget.Outranked.Contains(nudge.Run)).ToList();

            Assert.True(budget.Rule is not null || week.Count - given.Count + 1 <= most);
            Assert.True(budget.Outranked.Count == 0 || (budget.Rule is null && given.Count == budget.Outranked.Count));
            Assert.All(given, nudge => Assert.True(nudge.OutrankedBy == new RunId("run") || ((nudge.Priority ?? RunPriority.Normal) < priority && nudge.SendAt > Now + WeeklyBudget.Margin)));
            // Whoever is kept is no less important than whoever gives way.
            var could = week.Except(given).Where(nudge => nudge.OutrankedBy is null && nudge.SendAt > Now + WeeklyBudget.Margin).ToList();
            Assert.All(given.Where(nudge => nudge.OutrankedBy is null), nudge =>
                Assert.DoesNotContain(could, kept => (kept.Priority ?? RunPriority.Normal) < (nudge.Priority ?? RunPriority.Normal)));
        });

    private static PastNudge Past(string run, RunPriority? priority, int? minutes) =>
        new() { Run = new RunId(run), Priority = priority, At = Now.AddDays(-1), SendAt = minutes is { } some ? Now.AddMinutes(some) : null, Items = [] };

    private static WeeklyBudget Of(RunPriority priority, IEnumerable<PastNudge> past, int? own, int? policy) => WeeklyBudget.Of(
        new RunRequest { Id = new RunId("run"), Kind = RunKind.Campaign, AsOf = Now, Priority = priority }, past, own, policy, Now);
}
