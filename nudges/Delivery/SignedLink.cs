using Nudges.Content;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>What whoever has a link may do with it. The numbers are in links that are out: a number is never reused.</summary>
public enum LinkPurpose
{
    /// <summary>Open an item of a nudge, and say what they think of it.</summary>
    Item = 1,

    /// <summary>See and change what the person has asked for.</summary>
    Preferences = 2,

    /// <summary>Unsubscribe the person, and subscribe them again.</summary>
    Unsubscribe = 3,
}

/// <summary>What a link in a message says. It names; it never holds an address.</summary>
public sealed record SignedLink
{
    public required LinkPurpose Purpose { get; init; }

    public required PersonId Person { get; init; }

    /// <summary>Two lower-case letters: the language of the message, in which its pages answer.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The last day, in UTC, on which it works; null for ever.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>The nudge it stands in; of an <see cref="LinkPurpose.Item"/> only.</summary>
    public NudgeId? Nudge { get; init; }

    /// <summary>Of an <see cref="LinkPurpose.Item"/> only.</summary>
    public ItemId? Item { get; init; }

    public bool HasExpired(DateTimeOffset now) => Expires is { } last && DateOnly.FromDateTime(now.UtcDateTime) > last;
}
