using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Messages;

/// <summary>Everything a message is composed from. The same draft composes to the same bytes.</summary>
public sealed record NudgeDraft
{
    public required NudgeId Id { get; init; }

    public required Person Person { get; init; }

    /// <summary>One or more, best first.</summary>
    public required IReadOnlyList<NudgeItem> Items { get; init; }

    /// <summary>What the manager's campaign is for, in the manager's words; null for the daily nudge.</summary>
    public string? Goal { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Where the person changes what they have asked for, without signing in.</summary>
    public required Uri Preferences { get; init; }

    /// <summary>Where one click or one POST (RFC 8058) stops all nudges to this person.</summary>
    public required Uri Unsubscribe { get; init; }
}

/// <summary>An item in a nudge with the match that explains it.</summary>
public sealed record NudgeItem
{
    public required ContentItem Item { get; init; }

    public required Match Match { get; init; }

    /// <summary>Leads to the item's address by way of the site; with "/" and an answer behind it, to the page to give that answer.</summary>
    public required Uri Link { get; init; }
}
