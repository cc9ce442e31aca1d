using System.Globalization;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class SendTimeTests
{
    private static readonly Person Anyone = new() { Id = new PersonId("p"), DisplayName = "P" };

    private static readonly TimingOptions Office = new();

    private static readonly WorkingHours Nights = new()
    {
        Days = [DayOfWeek.Monday],
        Start = new TimeOnly(22, 0),
        End = new TimeOnly(6, 0),
    };

    /// <summary>2026-11-23 is a Monday.</summary>
    [Theory]
    [InlineData("UTC", "2026-11-23T07:00", "2026-11-23T09:00")]
    [InlineData("UTC", "2026-11-23T10:07", "2026-11-23T10:07")]
    [InlineData("UTC", "2026-11-23T17:00", "2026-11-24T09:00")]
    [InlineData("Europe/Zurich", "2026-11-23T07:00", "2026-11-23T08:00")]
    [InlineData("W. Europe Standard Time", "2026-11-23T07:00", "2026-11-23T08:00")]
    [InlineData("America/Los_Angeles", "2026-11-23T07:00", "2026-11-23T17:00")]
    // 9:00 is 3:15 UTC.
    [InlineData("Asia/Kathmandu", "2026-11-23T01:00", "2026-11-23T04:00")]
    // Already Tuesday, and past 17:00 there.
    [InlineData("Pacific/Apia", "2026-11-23T07:00", "2026-11-23T20:00")]
    [InlineData("Pacific/Kiritimati", "2026-11-22T18:00", "2026-11-22T19:00")]
    [InlineData("Customized Time Zone", "2026-11-23T07:00", "2026-11-23T09:00")]
    [InlineData(null, "2026-11-23T07:00", "2026-11-23T09:00")]
    // Clocks go forward in the night: 9:00 is an hour earlier in UTC than the day before.
    [InlineData("America/New_York", "2026-03-09T00:00", "2026-03-09T13:00")]
    [InlineData("America/New_York", "2026-11-02T00:00", "2026-11-02T14:00")]
    public void Of_GivesTheFirstFullHourOfWork_OrNow(string? zone, string asOf, string expected) =>
        Assert.Equal(new SendTime(Utc(expected), null), SendTime.Of(Anyone with { TimeZone = zone }, new Preferences(), Office, Utc(asOf)));

    [Theory]
    // 2:30 does not exist in Zurich on this Sunday; 3:00 is 1:00 UTC.
    [InlineData("2026-03-28T20:00", "02:30", "03:30", "2026-03-29T01:00")]
    // Nothing between 2:00 and 3:00 exists.
    [InlineData("2026-03-28T20:00", "02:00", "03:00", null)]
    // It exists twice: 0:00 and 1:00 UTC. The first will do, also where the hours begin within it.
    [InlineData("2026-10-24T20:00", "02:00", "03:00", "2026-10-25T00:00")]
    [InlineData("2026-10-24T20:00", "02:30", "03:00", "2026-10-25T00:30")]
    public void Of_ReadsTheClockThatPeopleSee_WhenItIsChanged(string asOf, string from, string until, string? expected)
    {
        var wishes = new Preferences { Days = [DayOfWeek.Sunday], From = Time(from), Until = Time(until) };
        var time = SendTime.Of(Anyone with { TimeZone = "Europe/Zurich" }, wishes, Office with { Window = TimeSpan.FromHours(12) }, Utc(asOf));
        Assert.Equal(expected is null ? new SendTime(null, Suppression.NoHour) : new SendTime(Utc(expected), null), time);
    }

    [Theory]
    [InlineData("2026-11-23T20:00", "2026-11-23T22:00")]
    // Tuesday morning is still Monday's night.
    [InlineData("2026-11-24T05:59", "2026-11-24T05:59")]
    [InlineData("2026-11-24T06:00", null)]
    [InlineData("2026-11-22T20:00", null)]
    public void Of_CountsHoursOverMidnightToTheDayTheyBeginOn(string asOf, string? expected)
    {
        var time = SendTime.Of(Anyone with { WorkingHours = Nights }, new Preferences(), Office, Utc(asOf));
        Assert.Equal(expected is null ? null : Utc(expected), time.At);
    }

    [Fact]
    public void Of_TakesAQuarter_WhenTheHoursHoldNoFullHour() => Assert.Equal(
        Utc("2026-11-23T03:15"),
        SendTime.Of(
            Anyone with { TimeZone = "Asia/Kathmandu" }, new Preferences { From = Time("09:00"), Until = Time("09:30") }, Office, Utc("2026-11-23T01:00")).At);

    [Fact]
    public void Of_PutsWhatThePersonAsksForBeforeTheirMailbox_AndThatBeforeTheUsual()
    {
        var mailbox = Anyone with { WorkingHours = new WorkingHours { Days = [DayOfWeek.Wednesday], Start = Time("12:00"), End = Time("14:00") } };
        var week = Office with { Window = TimingOptions.LongestWindow };
        var monday = Utc("2026-11-23T07:00");

        Assert.Equal(Utc("2026-11-25T12:00"), SendTime.Of(mailbox, new Preferences(), week, monday).At);
        Assert.Equal(Utc("2026-11-25T18:00"), SendTime.Of(mailbox, new Preferences { From = Time("18:00"), Until = Time("19:00") }, week, monday).At);
        Assert.Equal(Utc("2026-11-28T12:00"), SendTime.Of(mailbox, new Preferences { Days = [DayOfWeek.Saturday] }, week, monday).At);
    }

    [Theory]
    [InlineData("away", "2026-11-24T07:00", null)]
    [InlineData(null, "2026-11-23T10:30", "2026-11-23T11:00")]
    [InlineData(null, "2026-11-20T10:30", "2026-11-23T09:00")]
    public void Of_WaitsForTheReturn_OrSaysAway(string? rule, string until, string? expected) => Assert.Equal(
        new SendTime(expected is null ? null : Utc(expected), rule),
        SendTime.Of(Anyone with { AbsentUntil = Utc(until) }, new Preferences(), Office, Utc("2026-11-23T07:00")));

    [Fact]
    public void Of_SaysAway_WhenTheAbsenceHasNoEnd() => Assert.Equal(
        Suppression.Away, SendTime.Of(Anyone with { AbsentUntil = DateTimeOffset.MaxValue }, new Preferences(), Office, Utc("2026-11-23T07:00")).Rule);

    [Fact]
    public void Of_SaysWhich_WhenThereIsNoHour()
    {
        var monday = Utc("2026-11-23T07:00");
        var holidays = Office with { Holidays = [new HolidayOptions { Country = "Japan", Dates = [new DateOnly(2026, 11, 23)] }] };
        var tokyo = Anyone with { TimeZone = "Asia/Tokyo", Country = "japan" };

        Assert.Equal(Suppression.Holiday, SendTime.Of(tokyo, new Preferences(), holidays with { Window = TimeSpan.FromHours(8) }, monday).Rule);
        Assert.Equal(Utc("2026-11-24T00:00"), SendTime.Of(tokyo, new Preferences(), holidays, monday).At);
        Assert.Equal(monday, SendTime.Of(tokyo with { Country = "Sweden" }, new Preferences(), holidays, monday).At);
        Assert.Equal(Suppression.NotThisDay, SendTime.Of(Anyone, new Preferences { Days = [DayOfWeek.Sunday] }, Office, monday).Rule);
        Assert.Equal(Suppression.NoHour, SendTime.Of(Anyone, new Preferences(), Office, Utc("2026-11-28T07:00")).Rule);
        Assert.Equal(
            Suppression.NoHour, SendTime.Of(Anyone, new Preferences(), Office with { QuietFrom = Time("08:00"), QuietUntil = Time("18:00") }, monday).Rule);
    }

    [Fact]
    public void Of_LooksAtTheDayOnly_WhenTheRunSendsAtOnce()
    {
        // In Auckland it is Tuesday, and late.
        var now = Utc("2026-11-23T20:00");
        var atOnce = Office with { Mode = TimingMode.AtOnce };
        var auckland = Anyone with { TimeZone = "Pacific/Auckland", AbsentUntil = DateTimeOffset.MaxValue };

        Assert.Equal(now, SendTime.Of(auckland, new Preferences { Days = [DayOfWeek.Tuesday], From = Time("01:00"), Until = Time("02:00") }, atOnce, now).At);
        Assert.Equal(Suppression.NotThisDay, SendTime.Of(auckland, new Preferences { Days = [DayOfWeek.Monday] }, atOnce, now).Rule);
    }

    [Fact]
    public void For_KeepsTheHolidaysThatARunCanMeet()
    {
        DateOnly[] dates = [new(2026, 11, 21), new(2026, 11, 22), new(2026, 11, 25), new(2026, 11, 26)];
        var options = Office with { Holidays = [new HolidayOptions { Dates = dates }, new HolidayOptions { Country = "Sweden", Dates = [new DateOnly(2026, 6, 19)] }] };
        Assert.Equal([dates[1], dates[2]], Assert.Single(options.For(Utc("2026-11-23T07:00")).Holidays).Dates);
    }

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static TimeOnly Time(string time) => TimeOnly.Parse(time, CultureInfo.InvariantCulture);
}
