using System.Text.Json.Serialization;

namespace Nudges.Messages;

/// <summary>One person's email: what differs from person to person. The document around it is <see cref="EmailShell"/>.</summary>
public sealed record EmailMessage
{
    /// <summary>One line, at most 150 characters; without an <see cref="EmailShell"/> key.</summary>
    public required string Subject { get; init; }

    /// <summary>What mail clients show after the subject: plain text, escaped for HTML.</summary>
    public required string Preheader { get; init; }

    /// <summary>A fragment for the shell's body: escaped, without any of the shell's keys.</summary>
    public required string Html { get; init; }

    /// <summary>The same content as plain text; lines end with "\n".</summary>
    [JsonConverter(typeof(TextLines))]
    public required string Text { get; init; }

    /// <summary>The language it is written in, two letters: the person's, or "en" where the product does not speak theirs.</summary>
    public required string Language { get; init; }
}
