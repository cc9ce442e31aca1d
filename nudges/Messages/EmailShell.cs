namespace Nudges.Messages;

/// <summary>
/// The document around every person's email, the same bytes for all, so that one request carries a batch. Its keys are
/// replaced literally by each person's values (SendGrid's substitutions). No composed value holds a key:
/// <see cref="EmailComposer"/> never lets two percent signs stand together.
/// </summary>
public static class EmailShell
{
    public const string Language = "%%nudge-language%%";
    public const string Preheader = "%%nudge-preheader%%";
    public const string Body = "%%nudge-body%%";
    public const string TextBody = "%%nudge-text%%";

    /// <summary>All values together, as the JSON object that carries them, are at most this many bytes of UTF-8.</summary>
    public const int MostBytes = 9_900;

    /// <summary>An HTML document with <see cref="Language"/>, <see cref="Preheader"/> and <see cref="Body"/>.</summary>
    public static string Html => throw new NotImplementedException();

    /// <summary>Plain text with <see cref="TextBody"/>.</summary>
    public static string Text => TextBody;

    /// <summary>The value for each key, the subject apart, as that goes into the header.</summary>
    public static IReadOnlyDictionary<string, string> Substitutions(EmailMessage message) => new Dictionary<string, string>
    {
        [Language] = message.Language,
        [Preheader] = message.Preheader,
        [Body] = message.Html,
        [TextBody] = message.Text,
    };

    /// <summary><see cref="Html"/> or <see cref="Text"/> with the message's values in it: what the person's mailbox gets.</summary>
    public static string Apply(string shell, EmailMessage message) =>
        Substitutions(message).Aggregate(shell, (text, value) => text.Replace(value.Key, value.Value, StringComparison.Ordinal));
}
