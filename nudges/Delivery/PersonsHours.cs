using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// The moments at which a person may be nudged. Days and hours that they ask for go before those that their mailbox tells, and
/// these before the organisation's usual ones; quiet hours and holidays hold for all.
/// </summary>
internal sealed record PersonsHours
{
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<DayOfWeek> _wantedDays;
    private readonly IReadOnlyList<DayOfWeek> _workDays;
    private readonly TimeOnly _from;
    private readonly TimeOnly _until;
    private readonly TimingOptions _options;
    private readonly List<HolidayOptions> _holidays;

    public PersonsHours(Person person, Preferences wishes, TimingOptions options)
    {
        _options = options;
        _zone = Zone(person.TimeZone) ?? Zone(options.TimeZone) ?? TimeZoneInfo.Utc;
        _wantedDays = wishes.Days;
        _workDays = person.WorkingHours?.Days ?? options.UsualDays();
        (_from, _until) = (wishes, person.WorkingHours) switch
        {
            ({ From: { } from, Until: { } until }, _) => (from, until),
            (_, { } hours) => (hours.Start, hours.End),
            _ => (options.WorkFrom, options.WorkUntil),
        };
        _holidays = [.. options.Holidays.Where(some => some.IsFor(person.Country))];
    }

    /// <summary>As if there were no holidays.</summary>
    public bool OnHolidays { get; init; }

    /// <summary>As if the person had not asked for days.</summary>
    public bool OnAnyDay { get; init; }

    /// <summary>Whether it is one of the days that they ask for, of whom there are some.</summary>
    public bool IsWantedDay(DateTimeOffset moment) => _wantedDays.Contains(TimeZoneInfo.ConvertTime(moment, _zone).DayOfWeek);

    public bool Allow(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, _zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (Begun(_from, _until, time) is not { } daysAgo)
        {
            return false;
        }

        return IsTheirDay(local, daysAgo)
            && (_options is not { QuietFrom: { } quiet, QuietUntil: { } loud } || Begun(quiet, loud, time) is null)
            && (OnHolidays || !_holidays.Any(some => some.Dates.Contains(DateOnly.FromDateTime(local))));
    }

    /// <summary>Days that a person asks for are those of the calendar; a working day is that on which the work begins.</summary>
    private bool IsTheirDay(DateTime local, int daysAgo) => _wantedDays.Count > 0 && !OnAnyDay
        ? _wantedDays.Contains(local.DayOfWeek)
        : _workDays.Contains(local.AddDays(-daysAgo).DayOfWeek);

    /// <summary>How many days ago the hours began that it is in: 0 or 1; null where it is in none.</summary>
    private static int? Begun(TimeOnly from, TimeOnly until, TimeOnly time) =>
        time >= from && (from >= until || time < until) ? 0 : from >= until && time < until ? 1 : null;

    private static TimeZoneInfo? Zone(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
