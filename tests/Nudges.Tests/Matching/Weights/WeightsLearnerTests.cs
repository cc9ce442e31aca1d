using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Outcomes;
using Xunit.Abstractions;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching.Weights;

public sealed class WeightsLearnerTests(ITestOutputHelper output)
{
    private static readonly MatchingOptions Settings = new();
    private static readonly Dictionary<SignalKind, double> None = [];
    private static readonly WeightLesson[] ForTheirRole = Told(Lessons.Of(3000, kind => kind == SignalKind.Role ? 5 : 0));

    [Fact]
    public void Learn_FindsTheKindThatPeopleLikeItemsFor()
    {
        var report = Learn(ForTheirRole);

        output.WriteLine(JsonSerializer.Serialize(report, NudgesJson.Options));
        Assert.Equal(WeightsDecision.Adopted, report.Decision);
        Assert.True(report.After!.LogLoss < report.Before!.LogLoss);
        Assert.True(report.After.PairwiseAccuracy > report.Before.PairwiseAccuracy + 0.02, $"{report.Before} {report.After}");
        Assert.Equal(SignalKind.Role, report.Weights.MaxBy(weight => weight.After)!.Kind);
        Assert.InRange(Multiplier(report, SignalKind.Role), 1.5, 2);
        Assert.All(report.Weights.Where(weight => weight.Kind is SignalKind.Skill or SignalKind.Interest), weight => Assert.InRange(weight.After, 0.5, 0.9));
    }

    [Fact]
    public void Learn_LeavesAWeight_OfWhichNobodyHasMetAny() =>
        Assert.All(Learn(ForTheirRole).Weights.Where(weight => weight.Kind is SignalKind.Project or SignalKind.Gap), weight => Assert.Equal((1, false), (weight.After, weight.IsFitted)));

    [Fact]
    public void Learn_ChangesNothing_WhenItIsAskedAgainOfTheSame()
    {
        var learnt = LearntWeights.Of(Learn(ForTheirRole));

        Assert.Equal(WeightsDecision.NoChange, WeightsLearner.Learn(ForTheirRole, Settings, learnt.Multipliers, Now).Decision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Learn_AdoptsNothing_WhenPeopleLikeItemsForNoReason(int seed) =>
        Assert.NotEqual(WeightsDecision.Adopted, Learn(Told(Lessons.Of(1500, _ => 0, seed: seed))).Decision);

    [Fact]
    public void Learn_AdoptsNothing_WhenTheScoreAsItIsSaysAll() =>
        Assert.NotEqual(WeightsDecision.Adopted, Learn(Told(Lessons.Of(3000, _ => 3))).Decision);

    [Fact]
    public void Learn_AdoptsNothing_WhenItemsAreOnlyLikedForStandingFirst() =>
        Assert.NotEqual(WeightsDecision.Adopted, Learn(Told(Lessons.Of(3000, _ => 0, firstIsClicked: 2))).Decision);

    [Fact]
    public void Learn_FindsTheKind_WhenTheFirstIsOpenedMoreForStandingFirst() =>
        Assert.InRange(Multiplier(Learn(Told(Lessons.Of(3000, kind => kind == SignalKind.Interest ? 5 : 0, firstIsClicked: 2))), SignalKind.Interest), 1.5, 2);

    [Fact]
    public void Learn_IsTooLittle_WhenFewPeopleAnswer()
    {
        Assert.Equal(WeightsDecision.TooLittle, Learn([]).Decision);
        Assert.Equal(WeightsDecision.TooLittle, Learn(Told(Lessons.Of(100, kind => kind == SignalKind.Role ? 5 : 0))).Decision);
    }

    [Fact]
    public void Learn_GivesTheSameBytes_InAnyOrder()
    {
        var shuffled = ForTheirRole.ToArray();
        new Random(1).Shuffle(shuffled);

        var (one, other) = (LearntWeights.Of(Learn(ForTheirRole)), LearntWeights.Of(Learn(shuffled)));

        Assert.Equal(JsonSerializer.Serialize(one, NudgesJson.Options), JsonSerializer.Serialize(other, NudgesJson.Options));
        Assert.Equal(one.Version, JsonSerializer.Deserialize<LearntWeights>(JsonSerializer.Serialize(one, NudgesJson.Options), NudgesJson.Options)!.Version);
    }

    [Fact]
    public void Lesson_TellsSignalsAsTheyWouldCountToday_WhateverTheRunWeighedBy()
    {
        var (plan, run, outcomes) = Lessons.Of(50, _ => 0, options: Settings with { RoleWeight = 2 * Settings.RoleWeight }).First(nudge => nudge.Outcomes.Count == 1);

        var item = WeightLesson.Of(plan, run, Settings, outcomes)!.Items[0];

        var pick = plan.Picks[0];
        Assert.Equal(pick.Signals.Sum(signal => signal.Share * pick.Score * (signal.Kind == SignalKind.Role ? 0.5 : 1)), item.Parts.Sum(), 9);
    }

    [Fact]
    public void Lesson_TakesWhatPeopleSaid_OverTheirClicks_AndLeavesOutWhatWasPutOff()
    {
        var plan = Lessons.Of(1, _ => 0).First().Plan;
        var run = Lessons.RunOf(2);

        Assert.Null(Of());
        Assert.Null(Of((OutcomeKind.Clicked, 0), (OutcomeKind.NotForMe, 0)));
        Assert.Equal([true, false, false], Of((OutcomeKind.Useful, 0))!.Items.Select(item => item.IsLiked));
        Assert.Equal([(0, true), (2, false)], Of((OutcomeKind.Done, 0), (OutcomeKind.Later, 1))!.Items.Select(item => (item.Position, item.IsLiked)));

        WeightLesson? Of(params (OutcomeKind Kind, int Item)[] did) => WeightLesson.Of(
            plan, run, Settings, [.. did.Select((one, hour) => new Outcome { Kind = one.Kind, Item = plan.Picks[one.Item].Item, At = run.Request.AsOf.AddHours(hour) })]);
    }

    [Fact]
    public void Times_ChangesEachWeightByItsOwn()
    {
        foreach (var kind in SignalWeights.Learnable)
        {
            var changed = Settings.Times(new Dictionary<SignalKind, double> { [kind] = 2 });

            Assert.Equal(2 * SignalWeights.Of(Settings, kind), SignalWeights.Of(changed, kind));
            Assert.Equal(Settings, changed.Times(new Dictionary<SignalKind, double> { [kind] = 0.5 }));
        }
    }

    private static double Multiplier(WeightsReport report, SignalKind kind) => report.Weights.Single(weight => weight.Kind == kind).After;

    private static WeightsReport Learn(WeightLesson[] lessons) => WeightsLearner.Learn(lessons, Settings, None, Now);

    private static WeightLesson[] Told(IEnumerable<(PersonPlan Plan, Run Run, IReadOnlyList<Outcome> Outcomes)> nudges) =>
        [.. nudges.Select(nudge => WeightLesson.Of(nudge.Plan, nudge.Run, Settings, nudge.Outcomes)).OfType<WeightLesson>()];
}
