using System.Globalization;
using System.Text.Json;
using Nudges.Messages;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// The words in the common body that SendGrid replaces for each person. SendGrid replaces them wherever they stand, in the
/// subject and inside what was put in for another too; so each request has words that occur in none of its texts, in place
/// of the shell's own, and every text arrives as it was written.
/// </summary>
internal sealed class SubstitutionKeys
{
    private const int MarkLength = 8;

    private readonly Dictionary<string, string> _keys;

    private SubstitutionKeys(string mark, IEnumerable<string> shellKeys)
    {
        _keys = shellKeys.Select((key, place) => (key, place)).ToDictionary(pair => pair.key, pair => $"-{mark}{pair.place}-");
        Html = Rename(EmailShell.Html);
        Text = Rename(EmailShell.Text);
    }

    /// <summary>The common HTML body with the request's keys in it.</summary>
    public string Html { get; }

    /// <summary>The common text body with the request's keys in it.</summary>
    public string Text { get; }

    /// <summary>Keys that occur in none of the messages, 1 or more. The same messages under the same seed give the same keys.</summary>
    public static SubstitutionKeys For(string seed, IReadOnlyList<EmailMessage> messages)
    {
        for (var attempt = 0; ; attempt++)
        {
            var mark = StableId.From("substitution", seed, attempt.ToString(CultureInfo.InvariantCulture))[..MarkLength];
            if (!messages.Any(message => Texts(message).Any(text => text.Contains(mark, StringComparison.Ordinal))))
            {
                return new SubstitutionKeys(mark, EmailShell.Substitutions(messages[0]).Keys);
            }
        }
    }

    public Dictionary<string, string> Fill(EmailMessage message) =>
        EmailShell.Substitutions(message).ToDictionary(pair => _keys[pair.Key], pair => pair.Value);

    /// <summary>What a message takes of the bytes that SendGrid allows one person's substitutions, counted as JSON.</summary>
    public int Bytes(EmailMessage message) => JsonSerializer.SerializeToUtf8Bytes(Fill(message), NudgesJson.Options).Length;

    private static IEnumerable<string> Texts(EmailMessage message) => EmailShell.Substitutions(message).Values.Append(message.Subject);

    private string Rename(string shell) =>
        _keys.Aggregate(shell, (text, key) => text.Replace(key.Key, key.Value, StringComparison.Ordinal));
}
