using Nudges.People;

namespace Nudges.Delivery;

/// <summary>What a person's preferences say about a nudge, but for days and hours (<see cref="SendTime"/>) and how many (<see cref="WeeklyBudget"/>).</summary>
public static class PreferenceRules
{
    /// <summary>The rule in <see cref="Suppression"/> that speaks against nudging now, or null.</summary>
    public static string? RuleAgainst(Preferences preferences, DateTimeOffset asOf) =>
        preferences switch
        {
            { ErasedAt: not null } => Suppression.Erased,
            { UnsubscribedAt: not null, ReportedSpamAt: not null } => Suppression.ReportedSpam,
            { UnsubscribedAt: not null } => Suppression.Unsubscribed,
            { PausedUntil: { } until } when until > asOf => Suppression.Paused,
            _ => null,
        };

    /// <summary>The run's channels, with the person's own first where it is among them.</summary>
    public static IEnumerable<string> Order(IReadOnlyList<string> channels, Preferences preferences) =>
        channels.OrderBy(channel => channel != preferences.Channel);

    /// <summary>That mail from the address which the person has now came back; or null.</summary>
    public static MailBounce? BounceOf(Person person, Preferences preferences) =>
        preferences.Bounce is { } bounce && person.Mail is { } mail && MailBounce.Mark(mail) == bounce.Address ? bounce : null;

    /// <summary>The person without a mail address from which mail came back: channels that need one do not reach them.</summary>
    public static Person WithoutBouncedMail(Person person, Preferences preferences) =>
        BounceOf(person, preferences) is null ? person : person with { Mail = null };

    /// <summary><see cref="Suppression.Bounced"/> where mail from the person's address came back and nothing else reaches them; or null.</summary>
    public static string? RuleAgainstBounced(Person person, Preferences preferences, IChannel? channel) =>
        channel is null && BounceOf(person, preferences) is not null ? Suppression.Bounced : null;

    /// <summary>The person with the topics they follow among their interests.</summary>
    public static Person WithFollowedTopics(Person person, Preferences preferences) => preferences.FollowedTopics.Count == 0
        ? person
        : person with { Interests = [.. person.Interests.Union(preferences.FollowedTopics, StringComparer.OrdinalIgnoreCase)] };
}
