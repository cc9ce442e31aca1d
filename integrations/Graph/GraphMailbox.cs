using System.Globalization;
using Microsoft.Graph.Models;
using Nudges.People;
using WorkingHours = Nudges.People.WorkingHours;

namespace Nudges.Integrations.Graph;

/// <summary>Reads mailboxSettings (https://learn.microsoft.com/graph/api/resources/mailboxsettings). Anything may be null.</summary>
internal static class GraphMailbox
{
    public static PersonKind? Kind(MailboxSettings? mailbox) => mailbox?.UserPurpose switch
    {
        null => null,
        UserPurpose.Shared => PersonKind.SharedMailbox,
        UserPurpose.Room or UserPurpose.Equipment => PersonKind.Room,
        _ => PersonKind.Employee,
    };

    /// <summary>Null where they are not whole. Their own time zone is that of the mailbox in all but hand-made ones.</summary>
    public static WorkingHours? Hours(Microsoft.Graph.Models.WorkingHours? hours)
    {
        var days = (hours?.DaysOfWeek ?? []).Select(Day).OfType<DayOfWeek>().Distinct().Order().ToList();
        return days.Count == 0 || hours is not { StartTime: { } start, EndTime: { } end } || start.DateTime.TimeOfDay == end.DateTime.TimeOfDay ? null : new WorkingHours
        {
            Days = days,
            Start = TimeOnly.FromTimeSpan(start.DateTime.TimeOfDay),
            End = TimeOnly.FromTimeSpan(end.DateTime.TimeOfDay),
        };
    }

    /// <summary>Null where automatic replies are off at the time now; <see cref="DateTimeOffset.MaxValue"/> where they have no end.</summary>
    public static DateTimeOffset? AbsentUntil(AutomaticRepliesSetting? replies, DateTimeOffset now) => replies?.Status switch
    {
        AutomaticRepliesStatus.AlwaysEnabled => DateTimeOffset.MaxValue,
        AutomaticRepliesStatus.Scheduled when Instant(replies.ScheduledStartDateTime) is not { } start || start <= now =>
            Instant(replies.ScheduledEndDateTime) is { } end && end > now ? end : null,
        _ => null,
    };

    private static DateTimeOffset? Instant(DateTimeTimeZone? time)
    {
        if (!DateTime.TryParse(time?.DateTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        var zone = time?.TimeZone is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var known) ? known : TimeZoneInfo.Utc;
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static DayOfWeek? Day(DayOfWeekObject? day) => day is { } known && Enum.TryParse<DayOfWeek>(known.ToString(), out var found) ? found : null;
}
