namespace Nudges.Messages.Pages;

/// <summary>What the pages behind the links of a nudge say in one language. Part of <see cref="Wording"/>.</summary>
internal sealed record PageWording
{
    public required PageText Unknown { get; init; }

    public required PageText Expired { get; init; }

    public required PageText Gone { get; init; }

    public required PageText Answer { get; init; }

    /// <summary>{0} the answer that the link was for.</summary>
    public required string AnswerChosen { get; init; }

    /// <summary>{0} the answer given.</summary>
    public required PageText Answered { get; init; }

    /// <summary>Before the answers that were not given.</summary>
    public required string AnswerAgain { get; init; }

    public required string OpenItem { get; init; }

    public required PageText Unsubscribe { get; init; }

    public required string UnsubscribeButton { get; init; }

    public required PageText Unsubscribed { get; init; }

    public required string SubscribeButton { get; init; }

    public required PageText Subscribed { get; init; }

    public required PageText Preferences { get; init; }

    public required string Saved { get; init; }

    public required string Channel { get; init; }

    /// <summary>By channel name; a channel without one is shown by its own.</summary>
    public required IReadOnlyDictionary<string, string> Channels { get; init; }

    public required string AnyChannel { get; init; }

    public required string MostPerWeek { get; init; }

    public required string NoLimit { get; init; }

    public required string Days { get; init; }

    public required IReadOnlyDictionary<DayOfWeek, string> DayNames { get; init; }

    public required string From { get; init; }

    public required string Until { get; init; }

    public required string MutedTopics { get; init; }

    public required string FollowedTopics { get; init; }

    public required string TopicsHint { get; init; }

    public required string PausedUntil { get; init; }

    public required string NoNudges { get; init; }

    public required string Save { get; init; }

    public required string WrongHours { get; init; }

    /// <summary>{0} how many topics, {1} how many characters each.</summary>
    public required string WrongTopics { get; init; }

    public required string Wrong { get; init; }
}

internal sealed record PageText
{
    public required string Title { get; init; }

    public required string Text { get; init; }
}
