using System.Globalization;
using System.Text;
using System.Text.Json;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
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
    private const int KeyBytes = 100;

    private readonly Dictionary<string, string> _keys;

    private SubstitutionKeys(string mark)
    {
        _keys = new[] { EmailShell.Language, EmailShell.Preheader, EmailShell.Body, EmailShell.TextBody }.Select((key, place) => (key, place)).ToDictionary(pair => pair.key, pair => $"-{mark}{pair.place}-");
        Html = Rename(EmailShell.Html);
        Text = Rename(EmailShell.Text);
    }

    /// <summary>The common HTML body with the request's keys in it.</summary>
    public string Html { get; }

    /// <summary>The common text body with the request's keys in it.</summary>
    public string Text { get; }

    /// <summary>
    /// Keys that occur in none of the nudges' texts. The same nudges under the same seed give the same keys.
    /// </summary>
    /// <param name="seed">Any text.</param>
    /// <param name="nudges">Composed emails. Their JSON is looked at: it leaves the letters and digits of a key as they are.</param>
    public static SubstitutionKeys For(string seed, IReadOnlyList<BatchedNudge> nudges)
    {
        for (var attempt = 0; ; attempt++)
        {
            var mark = StableId.From("substitution", seed, attempt.ToString(CultureInfo.InvariantCulture))[..MarkLength];
            var bytes = Encoding.UTF8.GetBytes(mark);
            if (!nudges.Any(nudge => nudge.Message.Utf8.Span.IndexOf(bytes) >= 0))
            {
                return new SubstitutionKeys(mark);
            }
        }
    }

    public IEnumerable<(string Key, string Value)> Fill(EmailMessage message) =>
        EmailShell.Substitutions(message).Select(pair => (_keys[pair.Key], pair.Value));

    /// <summary>Whether the nudge is within the bytes that SendGrid allows one person's substitutions, counted as JSON.</summary>
    public bool Fits(BatchedNudge nudge, int most) =>
        // The nudge's own JSON holds all that the substitutions will, but for the keys.
        KeyBytes + nudge.Message.Utf8.Length <= most
        || JsonSerializer.SerializeToUtf8Bytes(Fill(EmailEnvelope.Of(nudge).Message).ToDictionary(pair => pair.Key, pair => pair.Value), NudgesJson.Options).Length <= most;

    private string Rename(string shell) =>
        _keys.Aggregate(shell, (text, key) => text.Replace(key.Key, key.Value, StringComparison.Ordinal));
}
