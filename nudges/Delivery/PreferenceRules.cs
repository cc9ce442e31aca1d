using Nudges.Campaigns;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>What a person's preferences say about a nudge, but for days and hours (<see cref="SendTime"/>).</summary>
public static class PreferenceRules
{
    private const int DaysOfWeek = 7;

    /// <summary>
    /// The rule in <see cref="Suppression"/> that speaks against nudging now, or null. Days are counted by date, so that of
    /// two daily runs a week apart the second is not too early by a second.
    /// </summary>
    public static string? RuleAgainst(Preferences preferences, IEnumerable<PastNudge> past, DateTimeOffset asOf) =>
        preferences switch
        {
            { ErasedAt: not null } => Suppression.Erased,
            { UnsubscribedAt: not null } => Suppression.Unsubscribed,
            { PausedUntil: { } until } when until > asOf => Suppression.Paused,
            { MostPerWeek: { } most } when past.Count(nudge => IsInWeekBefore(nudge, asOf)) >= most => Suppression.TooOften,
            _ => null,
        };

    /// <summary>The run's channels, with the person's own first where it is among them.</summary>
    public static IEnumerable<string> Order(IReadOnlyList<string> channels, Preferences preferences) =>
        channels.OrderBy(channel => channel != preferences.Channel);

    /// <summary>The person with the topics they follow among their interests.</summary>
    public static Person WithFollowedTopics(Person person, Preferences preferences) => preferences.FollowedTopics.Count == 0
        ? person
        : person with { Interests = [.. person.Interests.Union(preferences.FollowedTopics, StringComparer.OrdinalIgnoreCase)] };

    // Nudges from before their time was kept do not count.
    private static bool IsInWeekBefore(PastNudge nudge, DateTimeOffset asOf) =>
        nudge.At is { } at && at.UtcDateTime.Date > asOf.UtcDateTime.Date.AddDays(-DaysOfWeek) && at <= asOf;
}
