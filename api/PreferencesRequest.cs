using System.Text.Json.Serialization;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What an employee asks for; what is left out is asked for no longer.</summary>
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

    public bool Unsubscribed { get; init; }

    /// <summary>What is wrong, by member; empty where nothing is.</summary>
    internal Dictionary<string, string[]> Check(Channels channels)
    {
        var errors = new Dictionary<string, string[]>();
        if (Channel is { } channel && !channels.Names.Contains(channel, StringComparer.Ordinal))
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
        UnsubscribedAt = Unsubscribed ? asked.UnsubscribedAt ?? now : null,
        ReportedSpamAt = Unsubscribed ? asked.ReportedSpamAt : null,
    };

    private static List<string> Topics(IReadOnlyList<string>? topics) =>
        [.. (topics ?? []).Select(topic => topic.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
