using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>One message as its receiver got it.</summary>
internal sealed record MailboxEntry
{
    /// <summary>The nudge's id; with "-2" and so on behind it where that nudge came again.</summary>
    public string Id { get; init; } = "";

    /// <summary>"email" or "teams".</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset Received { get; init; }

    /// <summary>The nudge that the sender says it is; null where it does not say.</summary>
    public string? Nudge { get; init; }

    /// <summary>The person's id in the directory, where the address is known there.</summary>
    public string? Person { get; init; }

    /// <summary>The mail address, or the person's id for a card.</summary>
    public required string To { get; init; }

    public string? ToName { get; init; }

    public required string From { get; init; }

    public string? FromName { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>An email's subject, or what a notification or that of a card says.</summary>
    public required string Subject { get; init; }

    public required string MessageId { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An email's HTML part.</summary>
    public string? Html { get; init; }

    /// <summary>An email's text part, or what a notification says.</summary>
    public string? Text { get; init; }

    /// <summary>Where a notification leads to.</summary>
    public string? Link { get; init; }

    /// <summary>A Teams message's Adaptive Card.</summary>
    public JsonElement? Card { get; init; }
}

/// <summary>A message in a list.</summary>
internal sealed record MailboxLine(string Id, string Channel, DateTimeOffset Received, string? Nudge, string? Person, string To, string? ToName, string Subject);

/// <summary>How much the mailbox holds.</summary>
internal sealed record MailboxCounts
{
    public required int Messages { get; init; }

    /// <summary>Messages by channel.</summary>
    public required IReadOnlyDictionary<string, int> Channels { get; init; }

    /// <summary>Different nudges among the messages.</summary>
    public required int Nudges { get; init; }

    /// <summary>Nudges that came more than once: 0, or the sender nudged somebody twice.</summary>
    public required int Repeated { get; init; }
}
