using Nudges.Campaigns;

namespace Nudges.Delivery;

/// <summary>Whether a person may be nudged once more this week: the rule in <see cref="Suppression"/> against it, or the runs whose planned nudges make room.</summary>
/// <param name="Rule">Null where there is room.</param>
/// <param name="Outranked">Runs of lower priority that give way; none with a rule.</param>
public sealed record WeeklyBudget(string? Rule, IReadOnlyList<RunId> Outranked)
{
    /// <summary>A nudge due sooner may be in its sender's hands.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    private const int DaysOfWeek = 7;
    private static readonly WeeklyBudget Room = new(null, []);

    /// <summary>
    /// Nudges count on the day they are due, and days by date, so that of two daily runs a week apart the second is not too
    /// early by a second. Also those of runs that started later and were planned sooner. Of those that can give way the least important goes first, and of these the latest.
    /// </summary>
    /// <param name="request">The run that would nudge.</param>
    /// <param name="past">The person's nudges of other runs that were not outranked, or by this one.</param>
    /// <param name="own">The person's own limit; null for none.</param>
    /// <param name="policy">The organisation's; null for none.</param>
    /// <param name="now">By the planner's clock: what is due by then is taken for sent.</param>
    public static WeeklyBudget Of(RunRequest request, IEnumerable<PastNudge> past, int? own, int? policy, DateTimeOffset now)
    {
        if (own is null && policy is null)
        {
            return Room;
        }

        var most = Math.Min(own ?? int.MaxValue, policy ?? int.MaxValue);
        var thisWeek = past.Where(nudge => IsInWeekBefore(nudge, request.AsOf)).ToList();
        var tooMany = thisWeek.Count + 1 - most;
        if (tooMany <= 0)
        {
            return Room;
        }

        // Planning again takes the same places again.
        var mayGo = thisWeek
            .Where(nudge => nudge.OutrankedBy == request.Id || (Priority(nudge) < request.Priority && nudge.SendAt > now + Margin))
            .OrderBy(nudge => nudge.OutrankedBy != request.Id).ThenBy(Priority).ThenByDescending(nudge => nudge.SendAt)
            .Select(nudge => nudge.Run).Take(tooMany).ToList();
        return mayGo.Count == tooMany ? new WeeklyBudget(null, mayGo)
            : new WeeklyBudget(own == most ? Suppression.TooOften : Suppression.OverBudget, []);
    }

    private static RunPriority Priority(PastNudge nudge) => nudge.Priority ?? RunPriority.Normal;

    // Nudges from before their time was kept do not count.
    private static bool IsInWeekBefore(PastNudge nudge, DateTimeOffset asOf) =>
        (nudge.SendAt ?? nudge.At) is { } at && at.UtcDateTime.Date > asOf.UtcDateTime.Date.AddDays(-DaysOfWeek);
}
