using Nudges.People;

namespace Nudges.Delivery;

/// <summary>When one person is nudged, or the rule in <see cref="Suppression"/> that says why not in this run.</summary>
/// <param name="At">UTC; the run's own time for at once. Null with a rule.</param>
/// <param name="Rule">Null with a time.</param>
public readonly record struct SendTime(DateTimeOffset? At, string? Rule)
{
    private static readonly TimeSpan Slot = TimeSpan.FromHours(1);
    private static readonly TimeSpan FinerSlot = TimeSpan.FromMinutes(15);

    /// <summary>
    /// At once where the run does so, or where the person may be nudged right now. Else the first full hour (UTC) of the run's window
    /// at which they may; where none of their hours holds a full one, as in zones of half hours, the first full quarter. The
    /// clock of a person is only ever read off a moment, never turned into one, so there is no hour that summer time
    /// skips or repeats to get wrong.
    /// </summary>
    public static SendTime Of(Person person, Preferences wishes, TimingOptions options, DateTimeOffset asOf)
    {
        if (options.Mode == TimingMode.AtOnce && wishes.Days.Count == 0)
        {
            return new SendTime(asOf, null);
        }

        var hours = new PersonsHours(person, wishes, options);
        if (options.Mode == TimingMode.AtOnce)
        {
            return hours.IsWantedDay(asOf) ? new SendTime(asOf, null) : new SendTime(null, Suppression.NotThisDay);
        }

        var end = asOf + options.Window;
        var back = person.AbsentUntil is { } until && until > asOf ? until : asOf;
        return First(hours, back, asOf, end) is { } at
            ? new SendTime(at, null)
            : new SendTime(null, WhyNot(hours, back, asOf, end));
    }

    /// <summary>False where a person's own hours, the later one last, hold no full hour and no full quarter, at which nudges are sent. Zones differ by whole quarters.</summary>
    public static bool IsPossible(TimeOnly from, TimeOnly until) =>
        (from.Ticks + FinerSlot.Ticks - 1) / FinerSlot.Ticks * FinerSlot.Ticks < until.Ticks;

    private static string WhyNot(PersonsHours hours, DateTimeOffset back, DateTimeOffset asOf, DateTimeOffset end) =>
        back > asOf && First(hours, asOf, asOf, end) is not null ? Suppression.Away
        : First(hours with { OnHolidays = true }, asOf, asOf, end) is not null ? Suppression.Holiday
        : First(hours with { OnHolidays = true, OnAnyDay = true }, asOf, asOf, end) is not null ? Suppression.NotThisDay
        : Suppression.NoHour;

    private static DateTimeOffset? First(PersonsHours hours, DateTimeOffset from, DateTimeOffset asOf, DateTimeOffset end)
    {
        if (from >= end)
        {
            return null;
        }

        return from == asOf && hours.Allow(asOf) ? asOf : Next(Slot) ?? Next(FinerSlot);

        DateTimeOffset? Next(TimeSpan slot)
        {
            var late = from.UtcTicks % slot.Ticks;
            for (var at = new DateTimeOffset(late == 0 ? from.UtcTicks : from.UtcTicks - late + slot.Ticks, TimeSpan.Zero); at < end; at += slot)
            {
                if (hours.Allow(at))
                {
                    return at;
                }
            }

            return null;
        }
    }
}
