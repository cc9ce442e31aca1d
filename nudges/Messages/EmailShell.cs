using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Nudges.Messages;

/// <summary>
/// The document around every person's email, the same bytes for all, so that one request carries a batch. Its keys are
/// replaced literally by each person's values (SendGrid's substitutions). No composed value holds a key, nor
/// becomes one beside another: two percent signs never stand together in a value, and no two keys in the shell.
/// </summary>
public static class EmailShell
{
    public const string Language = "%%nudge-language%%";
    public const string Preheader = "%%nudge-preheader%%";
    public const string Body = "%%nudge-body%%";
    public const string TextBody = "%%nudge-text%%";

    // Keys, quotes and commas.
    private const int KeyBytes = 120;
    // As \u and four digits.
    private const int EscapeBytes = 6;

    private static readonly SearchValues<char> EscapedAscii = SearchValues.Create([.. Enumerable.Range(0, 128).Where(NudgesJson.Options.Encoder!.WillEncode).Select(unit => (char)unit)]);

    /// <summary>Where <see cref="Substitutions"/> as a JSON object stay below, in bytes of UTF-8; the provider's limit is 10,000.</summary>
    public const int MostBytes = 9_900;

    /// <summary>An HTML document with <see cref="Language"/>, <see cref="Preheader"/> and <see cref="Body"/>.</summary>
    public static string Html { get; } = Templates.Read("shell.html");

    /// <summary>The text part: <see cref="TextBody"/> alone.</summary>
    public static string Text => TextBody;

    /// <summary>The value for each key. The subject is not among them: it goes into each person's own header.</summary>
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

    internal static bool Fits(EmailMessage message) =>
        SurelyFits(message) || JsonSerializer.SerializeToUtf8Bytes(Substitutions(message), NudgesJson.Options).Length < MostBytes;

    /// <summary>True where even the most that JSON can make of the values fits: most messages are far below the limit.</summary>
    private static bool SurelyFits(EmailMessage message) =>
        KeyBytes + MostJsonBytes(message.Language) + MostJsonBytes(message.Preheader) + MostJsonBytes(message.Html) + MostJsonBytes(message.Text) < MostBytes;

    private static int MostJsonBytes(string value)
    {
        var escaped = 0;
        for (var rest = value.AsSpan(); rest.IndexOfAny(EscapedAscii) is var next and >= 0; rest = rest[(next + 1)..])
        {
            escaped++;
        }

        // What is not ASCII has a byte more than characters, or two, and may become six bytes for each character.
        var bytes = Encoding.UTF8.GetByteCount(value);
        return bytes + ((bytes - value.Length) * (EscapeBytes - 2)) + (escaped * (EscapeBytes - 1));
    }
}
