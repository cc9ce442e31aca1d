namespace Nudges.Delivery;

/// <summary>When nudges of a run are sent.</summary>
public enum TimingMode
{
    /// <summary>As soon as they are planned.</summary>
    AtOnce,

    /// <summary>Each in its person's working hours.</summary>
    PersonsHour,
}

/// <summary>Days on which people of a country do not work.</summary>
public sealed record HolidayOptions
{
    /// <summary>As the directory writes it, case aside; empty: of everyone.</summary>
    public string Country { get; init; } = "";

    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    public bool IsFor(string? country) => Country.Length == 0 || string.Equals(Country, country, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The organisation's rules of when people may be nudged. The defaults of a new one are for an office.</summary>
public sealed record TimingOptions
{
    /// <summary>As long as a queue can hide a message.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    private static readonly IReadOnlyList<DayOfWeek> MondayToFriday =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>What runs do that do not say.</summary>
    public TimingMode Mode { get; init; } = TimingMode.PersonsHour;

    /// <summary>How long after a run's start its nudges may be sent, at most 7 days; who has no hour in it is not nudged by it.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    /// <summary>IANA or Windows id: where people are of whom it is not known.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>When people work of whom it is not known; none: Monday to Friday.</summary>
    public IReadOnlyList<DayOfWeek> WorkDays { get; init; } = [];

    /// <summary>From when, by their clock.</summary>
    public TimeOnly WorkFrom { get; init; } = new(9, 0);

    /// <summary>Until when. Not after <see cref="WorkFrom"/>: on the next day.</summary>
    public TimeOnly WorkUntil { get; init; } = new(17, 0);

    /// <summary>From when nobody is nudged, by their clock, whatever their hours; null for no such hours.</summary>
    public TimeOnly? QuietFrom { get; init; }

    /// <summary>The end of the quiet hours; before <see cref="QuietFrom"/>: on the next day.</summary>
    public TimeOnly? QuietUntil { get; init; }

    public IReadOnlyList<HolidayOptions> Holidays { get; init; } = [];

    public IReadOnlyList<DayOfWeek> UsualDays() => WorkDays.Count > 0 ? WorkDays : MondayToFriday;

    /// <summary>The same with only those holidays that a run of then can meet: a run keeps its rules with it wherever it goes.</summary>
    public TimingOptions For(DateTimeOffset asOf)
    {
        // A day more at each end: it is another date elsewhere.
        var first = DateOnly.FromDateTime(asOf.UtcDateTime).AddDays(-1);
        var last = DateOnly.FromDateTime((asOf + Window).UtcDateTime).AddDays(1);
        return this with
        {
            Holidays = [.. Holidays.Select(some => some with { Dates = [.. some.Dates.Where(date => date >= first && date <= last)] }).Where(some => some.Dates.Count > 0)],
        };
    }
}
