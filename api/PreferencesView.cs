using Nudges.People;

namespace Nudges.Api;

/// <summary>What an employee has asked for, and what has come of it. <see cref="PreferencesRequest"/> takes it as it is.</summary>
public sealed record PreferencesView
{
    public string? Channel { get; init; }

    /// <summary>The most nudges in any seven days; null for no limit.</summary>
    public int? MostPerWeek { get; init; }

    /// <summary>Empty for any.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    public TimeOnly? From { get; init; }

    public TimeOnly? Until { get; init; }

    public required IReadOnlyList<string> MutedTopics { get; init; }

    public required IReadOnlyList<string> FollowedTopics { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>True while the person wants no nudges at all.</summary>
    public required bool Unsubscribed { get; init; }

    /// <summary>Since when; only read.</summary>
    public DateTimeOffset? UnsubscribedAt { get; init; }

    /// <summary>Set where they unsubscribed by calling a nudge spam; only read.</summary>
    public DateTimeOffset? ReportedSpamAt { get; init; }

    /// <summary>Set while mail to the address that it names came back; only read.</summary>
    public MailBounce? Bounce { get; init; }

    /// <summary>When that was lifted last; only read.</summary>
    public DateTimeOffset? BounceLiftedAt { get; init; }

    /// <summary>When all that was kept of the person was erased; only read.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    internal static PreferencesView Of(Preferences asked) => new()
    {
        Channel = asked.Channel,
        MostPerWeek = asked.MostPerWeek,
        Days = asked.Days,
        From = asked.From,
        Until = asked.Until,
        MutedTopics = asked.MutedTopics,
        FollowedTopics = asked.FollowedTopics,
        PausedUntil = asked.PausedUntil,
        Unsubscribed = asked.UnsubscribedAt is not null,
        UnsubscribedAt = asked.UnsubscribedAt,
        ReportedSpamAt = asked.ReportedSpamAt,
        Bounce = asked.Bounce,
        BounceLiftedAt = asked.BounceLiftedAt,
        ErasedAt = asked.ErasedAt,
    };
}
