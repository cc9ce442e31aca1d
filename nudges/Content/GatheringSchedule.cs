namespace Nudges.Content;

/// <summary>When a source is asked again: the less it changes the less often, and a failing one ever less.</summary>
public static class GatheringSchedule
{
    private static readonly TimeSpan[] Intervals = [.. new[] { 1, 3, 6, 12, 24 }.Select(hours => TimeSpan.FromHours(hours))];
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromDays(7);

    /// <summary>
    /// The longest of 1, 3, 6, 12 and 24 hours that is no more than a quarter of the time since the source last changed: one
    /// that changed this morning is asked every hour, one that rests for four days and more once a day.
    /// </summary>
    public static TimeSpan Interval(DateTimeOffset? changedAt, DateTimeOffset now) =>
        changedAt is { } changed ? Intervals.LastOrDefault(interval => interval <= (now - changed) / 4, Intervals[0]) : Intervals[0];

    /// <summary>
    /// Whether a gathering at <paramref name="now"/> asks the source, given when the one before was. Time is divided into the
    /// source's intervals, shifted by its name so that not all sources are due at the same moment; it is asked once in each.
    /// So nothing has to be written for a source that has not changed.
    /// </summary>
    public static bool IsDue(SourceStatus? status, DateTimeOffset? gatheredAt, DateTimeOffset now)
    {
        if (status is null || gatheredAt is null)
        {
            return true;
        }

        if (status.Gone || status.NotBefore > now)
        {
            return false;
        }

        var interval = Interval(status.ChangedAt, now);
        return status.Failures > 0 || status.ChangedAt is null || Slot(gatheredAt.Value) != Slot(now);

        long Slot(DateTimeOffset time) => (time.UtcTicks + Shift(status.Name, interval)) / interval.Ticks;
    }

    /// <summary>How long a source is left alone after so many failures in a row: half an hour, doubling, at most 7 days; or as long as it asks, if that is more.</summary>
    public static TimeSpan BackOff(int failures, TimeSpan? retryAfter)
    {
        var wait = TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks << Math.Clamp(failures - 1, 0, 20)));
        return retryAfter > wait ? TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, retryAfter.Value.Ticks)) : wait;
    }

    private static long Shift(string name, TimeSpan interval) =>
        (long)(StableId.Bits("source", name) % (ulong)interval.Ticks);
}
