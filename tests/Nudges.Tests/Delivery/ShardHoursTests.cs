using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class ShardHoursTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimingOptions Week = new() { Window = TimingOptions.LongestWindow, WorkFrom = new TimeOnly(0, 0), WorkUntil = new TimeOnly(0, 0), WorkDays = Enum.GetValues<DayOfWeek>() };

    [Fact]
    public void Take_KeepsTheNumberOfHoursSmall_AndEachInTheirPersonsHours()
    {
        var hours = new ShardHours(Week, Monday, []);
        var people = Enumerable.Range(1, 160).Select(hour => Person(hour, Monday.AddHours(hour))).ToList();

        var times = people.Select(person => hours.Take("email", person, new Preferences())).ToList();

        Assert.Equal(ShardHours.Most, times.Select(time => time.At).OfType<DateTimeOffset>().Distinct().Count());
        // Nobody else's hour is late enough for the last ones.
        Assert.All(times.Skip(ShardHours.Most), time => Assert.Equal(Suppression.NoHour, time.Rule));
        Assert.All(people.Zip(times).Where(pair => pair.Second.At is not null), pair => Assert.True(pair.Second.At >= pair.First.AbsentUntil));
        // Whoever may at a time that others have still gets one: their own, or the next.
        Assert.Equal(Monday.AddHours(7), hours.Take("email", Person(200, Monday.AddHours(7)), new Preferences()).At);
        var between = new Preferences { From = new TimeOnly(9, 15), Until = new TimeOnly(9, 45) };
        Assert.Equal(Suppression.NoHour, hours.Take("email", Person(201, Monday.AddHours(7)), between).Rule);
        Assert.Equal(Monday.AddHours(8), hours.Take("email", Person(202, Monday.AddHours(7).AddMinutes(15)), new Preferences()).At);
    }

    private static Person Person(int number, DateTimeOffset back) => new() { Id = new PersonId($"p{number}"), DisplayName = "P", AbsentUntil = back };
}
