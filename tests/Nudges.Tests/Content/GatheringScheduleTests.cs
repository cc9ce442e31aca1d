using Nudges.Content;

namespace Nudges.Tests.Content;

public sealed class GatheringScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(11, 1)]
    [InlineData(12, 3)]
    [InlineData(30, 6)]
    [InlineData(50, 12)]
    [InlineData(96, 24)]
    [InlineData(100_000, 24)]
    public void Interval_Grows_WithTheTimeSinceTheSourceChanged(int hoursSince, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), GatheringSchedule.Interval(Now.AddHours(-hoursSince), Now));

    [Theory]
    [InlineData(1, null, 30)]
    [InlineData(2, null, 60)]
    [InlineData(9, null, 7_680)]
    [InlineData(10, null, 10_080)]
    [InlineData(1_000, null, 10_080)]
    [InlineData(1, 20, 30)]
    [InlineData(1, 45, 45)]
    [InlineData(1, 1_000_000, 10_080)]
    public void BackOff_Doubles_UpToAWeek(int failures, int? askedMinutes, int minutes) => Assert.Equal(
        TimeSpan.FromMinutes(minutes),
        GatheringSchedule.BackOff(failures, askedMinutes is { } asked ? TimeSpan.FromMinutes(asked) : null));

    [Fact]
    public void IsDue_IsTrueOnceADay_ForASourceThatRests()
    {
        var status = Status(changedAt: Now.AddDays(-100));
        var due = Enumerable.Range(0, 24 * 7).Count(hour => GatheringSchedule.IsDue(status, Now.AddHours(hour - 1), Now.AddHours(hour)));
        Assert.Equal(7, due);
    }

    [Fact]
    public void IsDue_IsTrueEveryDay_ForADailyGathering() => Assert.All(
        Enumerable.Range(0, 1_000),
        number => Assert.True(GatheringSchedule.IsDue(Status(Now.AddDays(-100), $"source-{number}"), Now.AddDays(-1).AddSeconds(3), Now.AddSeconds(3))));

    [Fact]
    public void IsDue_SpreadsSourcesOverTheDay()
    {
        var due = Enumerable.Range(0, 2_400).Count(number => GatheringSchedule.IsDue(Status(Now.AddDays(-100), $"source-{number}"), Now.AddHours(-1), Now));
        Assert.InRange(due, 70, 130);
    }

    [Fact]
    public void IsDue_IsFalse_WhileTheSourceIsToBeLeftAlone()
    {
        Assert.False(GatheringSchedule.IsDue(Status(null) with { NotBefore = Now.AddSeconds(1), Failures = 1 }, Now.AddDays(-1), Now));
        Assert.True(GatheringSchedule.IsDue(Status(null) with { NotBefore = Now, Failures = 1 }, Now.AddDays(-1), Now));
        Assert.False(GatheringSchedule.IsDue(Status(null) with { Gone = true }, Now.AddDays(-100), Now));
    }

    private static SourceStatus Status(DateTimeOffset? changedAt, string name = "weekly") =>
        new() { Name = name, Address = new Uri("https://weekly.example/feed"), Items = 1, ChangedAt = changedAt };
}
