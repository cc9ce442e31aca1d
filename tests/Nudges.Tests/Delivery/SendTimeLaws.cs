using CsCheck;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

/// <summary>For any person, wish, policy and moment, told by the minute from what the documents say.</summary>
public sealed class SendTimeLaws
{
    // Around the changes of clocks in 2026, north and south.
    private static readonly DateTimeOffset[] Days =
    [
        new(2026, 3, 28, 0, 0, 0, TimeSpan.Zero), new(2026, 4, 4, 0, 0, 0, TimeSpan.Zero), new(2026, 10, 24, 0, 0, 0, TimeSpan.Zero), new(2026, 6, 15, 0, 0, 0, TimeSpan.Zero),
    ];

    private static readonly Gen<TimeOnly> Time = Gen.Int[0, 95].Select(quarter => new TimeOnly(quarter / 4, quarter % 4 * 15));

    private static readonly Gen<IReadOnlyList<DayOfWeek>> Weekdays = Gen.Enum<DayOfWeek>().Array[0, 5].Select(days => (IReadOnlyList<DayOfWeek>)days.Distinct().ToList());

    private static readonly Gen<DateTimeOffset> Moment = Gen.Select(Gen.OneOf(Days), Gen.Int[0, 3 * 24 * 60], (day, minute) => day.AddMinutes(minute));

    private static readonly Gen<WorkingHours?> Hours = Gen.Select(Weekdays, Time, Time, Gen.Bool, (days, start, end, known) =>
        known && days.Count > 0 && start != end ? new WorkingHours { Days = days, Start = start, End = end } : null);

    private static readonly Gen<Person> AnyPerson = Gen.Select(
        Gen.OneOf(null, "Europe/Zurich", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "Pacific Standard Time", "Nowhere/At_All"),
        Hours, Moment, Gen.Int[0, 2], Gen.OneOf(null, "Sweden"),
        (zone, hours, back, absence, country) => new Person
        {
            Id = new PersonId("p"),
            DisplayName = "P",
            TimeZone = zone,
            WorkingHours = hours,
            Country = country,
            AbsentUntil = absence == 0 ? back : null,
        });

    private static readonly Gen<Preferences> AnyWishes = Gen.Select(Weekdays, Time, Time, Gen.Bool, (days, one, other, asks) =>
        new Preferences { Days = days, From = asks && one != other ? Min(one, other) : null, Until = asks && one != other ? Max(one, other) : null });

    private static readonly Gen<TimingOptions> AnyOptions = Gen.Select(Gen.Int[1, 7 * 24], Gen.OneOf("UTC", "America/New_York"), Weekdays, Time, Time, Gen.Bool, Gen.Int[0, 3], (hours, zone, days, one, other, quiet, holiday) =>
        new TimingOptions
        {
            Window = TimeSpan.FromHours(hours),
            TimeZone = zone,
            WorkDays = days,
            QuietFrom = quiet && one != other ? one : null,
            QuietUntil = quiet && one != other ? other : null,
            Holidays = [new HolidayOptions { Country = holiday == 0 ? "" : "Sweden", Dates = [DateOnly.FromDateTime(Days[holiday].UtcDateTime).AddDays(1)] }],
        });

    [Fact]
    public void ATime_IsTheFirstSlotThatIsAllowed_AndARuleMeansThatNoneIs() =>
        Gen.Select(AnyPerson, AnyWishes, AnyOptions, Moment).Sample((person, wishes, options, asOf) =>
        {
            var end = asOf + options.Window;
            bool May(DateTimeOffset moment) => IsAllowed(person, wishes, options, moment) && !(person.AbsentUntil > moment) && moment < end;
            var slots = Enumerable.Range(0, (int)options.Window.TotalMinutes + 1).Select(minute => asOf.AddMinutes(minute)).Where(May).ToList();
            var expected = slots.Contains(asOf) ? asOf
                : slots.Cast<DateTimeOffset?>().FirstOrDefault(slot => slot!.Value.Minute == 0) ?? slots.Cast<DateTimeOffset?>().FirstOrDefault(slot => slot!.Value.Minute % 15 == 0);

            var time = SendTime.Of(person, wishes, options, asOf);

            Assert.Equal(expected, time.At);
            Assert.Equal(time.At is null, time.Rule is not null);
            Assert.True(time.Rule is null || Suppression.Sentences.ContainsKey(time.Rule));
            Assert.True(time.Rule != Suppression.Away || person.AbsentUntil > asOf);
        }, iter: 400);

    [Fact]
    public void ARunsOwnCopyOfThePolicy_GivesTheSameTimes() =>
        Gen.Select(AnyPerson, AnyWishes, AnyOptions, Moment).Sample((person, wishes, options, asOf) =>
            Assert.Equal(SendTime.Of(person, wishes, options, asOf), SendTime.Of(person, wishes, options.For(asOf), asOf)));

    private static bool IsAllowed(Person person, Preferences wishes, TimingOptions options, DateTimeOffset moment)
    {
        var zone = person.TimeZone is null or "Nowhere/At_All" ? options.TimeZone : person.TimeZone;
        var local = TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var (from, until) = wishes is { From: { } asked, Until: { } askedUntil }
            ? (asked, askedUntil)
            : (person.WorkingHours?.Start ?? options.WorkFrom, person.WorkingHours?.End ?? options.WorkUntil);
        var days = person.WorkingHours?.Days ?? options.UsualDays();
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var shift = from < until || time >= from ? local.DayOfWeek : local.AddDays(-1).DayOfWeek;
        return time.IsBetween(from, until)
            && (wishes.Days.Count > 0 ? wishes.Days.Contains(local.DayOfWeek) : days.Contains(shift))
            && !(options is { QuietFrom: { } quiet, QuietUntil: { } loud } && time.IsBetween(quiet, loud))
            && !options.Holidays.Any(some => (some.Country == "" || some.Country == person.Country) && some.Dates.Contains(DateOnly.FromDateTime(local.DateTime)));
    }

    private static TimeOnly Min(TimeOnly one, TimeOnly other) => one < other ? one : other;

    private static TimeOnly Max(TimeOnly one, TimeOnly other) => one < other ? other : one;
}
