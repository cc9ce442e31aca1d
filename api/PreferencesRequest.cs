using System.Text.Json.Serialization;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What an employee asks for; what is left out is asked for no longer. Takes what <see cref="PreferencesView"/> shows.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PreferencesRequest
{
    public string? Channel { get; init; }

    /// <summary>The most nudges in any seven days, 1 to 7.</summary>
    public int? MostPerWeek { get; init; }

    public IReadOnlyList<DayOfWeek>? Days { get; init; }

    public TimeOnly? From { get; init; }

    public TimeOnly? Until { get; init; }

    public IReadOnlyList<string>? MutedTopics { get; init; }

    public IReadOnlyList<string>? FollowedTopics { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Left out: what <see cref="UnsubscribedAt"/> says.</summary>
    public bool? Unsubscribed { get; init; }

    /// <summary>Only read; set by <see cref="Unsubscribed"/>.</summary>
    public DateTimeOffset? UnsubscribedAt { get; init; }

    /// <summary>Only read.</summary>
    public DateTimeOffset? ReportedSpamAt { get; init; }

    /// <summary>Only read.</summary>
    public MailBounce? Bounce { get; init; }

    /// <summary>Only read.</summary>
    public DateTimeOffset? BounceLiftedAt { get; init; }

    /// <summary>Only read.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    private bool WantsNone => Unsubscribed ?? UnsubscribedAt is not null;

    /// <summary>What is wrong, by member; empty where nothing is. What was asked for before may be asked for again.</summary>
    internal Dictionary<string, string[]> Check(Channels channels, Preferences before)
    {
        var errors = new Dictionary<string, string[]>();
        if (Channel is { } channel && channel != before.Channel && !channels.Names.Contains(channel, StringComparer.Ordinal))
        {
            errors["channel"] = [$"There is no such channel. Channels: {string.Join(", ", channels.Names.Order(StringComparer.Ordinal))}."];
        }

        if (MostPerWeek is < 1 or > 7)
        {
            errors["mostPerWeek"] = ["Give a number from 1 to 7, or leave it out."];
        }

        if (From is null != Until is null || From >= Until)
        {
            errors["until"] = ["Give both from and until, the later one last, or neither."];
        }
        else if (From is { } from && Until is { } until && !SendTime.IsPossible(from, until) && (from, until) != (before.From, before.Until))
        {
            errors["until"] = [$"Nudges come at full hours or at full quarters of one, and there is none from {from:HH\\:mm} until {until:HH\\:mm}. Give at least a quarter of an hour."];
        }

        errors.Check("mutedTopics", MutedTopics, Preferences.MostTopics, Preferences.LongestTopic);
        errors.Check("followedTopics", FollowedTopics, Preferences.MostTopics, Preferences.LongestTopic);
        return errors;
    }

    /// <summary>The preferences as the person asks for them now. What the request does not hold stays; of someone who was erased nothing is kept.</summary>
    internal Preferences ApplyTo(Preferences asked, DateTimeOffset now) => asked.ErasedAt is not null ? asked : asked with
    {
        Channel = Channel,
        MostPerWeek = MostPerWeek,
        Days = [.. (Days ?? []).Distinct().Order()],
        From = From,
        Until = Until,
        MutedTopics = Topics(MutedTopics),
        FollowedTopics = Topics(FollowedTopics),
        PausedUntil = PausedUntil,
        // The first time stands, so that doing it again changes nothing.
        UnsubscribedAt = WantsNone ? asked.UnsubscribedAt ?? now : null,
        ReportedSpamAt = WantsNone ? asked.ReportedSpamAt : null,
    };

    private static List<string> Topics(IReadOnlyList<string>? topics) =>
        [.. (topics ?? []).Select(topic => topic.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
