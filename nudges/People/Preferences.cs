namespace Nudges.People;

/// <summary>What an employee has asked for. A new one asks for nothing: every nudge, on any day.</summary>
public sealed record Preferences
{
    /// <summary>Of someone who has asked for nothing.</summary>
    public static readonly Preferences None = new();

    public const int MostTopics = 20;
    public const int LongestTopic = 100;

    /// <summary>The channel to try first, where a run uses it; null for the run's own order.</summary>
    public string? Channel { get; init; }

    /// <summary>The most nudges in any seven days, over all runs: 1 to 7; null for no limit.</summary>
    public int? MostPerWeek { get; init; }

    /// <summary>Days, in the person's time zone, on which nudges may come; empty for any.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>
    /// The hours, in the person's time zone, in which nudges come: from this one, in place of the working hours. A run that sends at once
    /// does not look at them.
    /// </summary>
    public TimeOnly? From { get; init; }

    /// <summary>The end of the hours that start with <see cref="From"/>.</summary>
    public TimeOnly? Until { get; init; }

    /// <summary>Items about these are never picked; at most 20 of at most 100 characters.</summary>
    public IReadOnlyList<string> MutedTopics { get; init; } = [];

    /// <summary>Count as interests; at most 20 of at most 100 characters.</summary>
    public IReadOnlyList<string> FollowedTopics { get; init; } = [];

    /// <summary>No nudges before this.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Set while the person wants no nudges at all.</summary>
    public DateTimeOffset? UnsubscribedAt { get; init; }

    /// <summary>Set where they unsubscribed by calling a nudge spam; means nothing without <see cref="UnsubscribedAt"/>.</summary>
    public DateTimeOffset? ReportedSpamAt { get; init; }

    /// <summary>Set while mail to the address that it names came back: no channel uses that address then.</summary>
    public MailBounce? Bounce { get; init; }

    /// <summary>When a bounce was lifted last: what came back before says nothing any more.</summary>
    public DateTimeOffset? BounceLiftedAt { get; init; }

    /// <summary>Set when all that was kept of the person was erased: nobody nudges them again until it is lifted.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}
