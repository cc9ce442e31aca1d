using System.Globalization;
using System.Text;
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

    /// <summary>What the shell's own words stand for in an email's JSON.</summary>
    private static readonly (string Shell, string Member)[] Replaced =
        [(EmailShell.Language, "language"), (EmailShell.Preheader, "preheader"), (EmailShell.Body, "html"), (EmailShell.TextBody, "text")];

    private SubstitutionKeys(string mark)
    {
        Members = [.. Replaced.Select((replaced, place) => ($"-{mark}{place}-", replaced.Member))];
        Html = Rename(EmailShell.Html);
        Text = Rename(EmailShell.Text);
    }

    /// <summary>The keys, each with the member of an <see cref="EmailMessage"/>'s JSON that SendGrid puts in its place.</summary>
    public IReadOnlyList<(string Key, string Member)> Members { get; }

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

    /// <summary>Whether the nudge is within the bytes that SendGrid allows one person's substitutions, counted as JSON.</summary>
    public bool Fits(BatchedNudge nudge, int most)
    {
        // The nudge's own JSON holds all that the substitutions will, but for the keys.
        if (KeyBytes + nudge.Message.Utf8.Length <= most)
        {
            return true;
        }

        var texts = new EnvelopeTexts(nudge.Message);
        return KeyBytes + Members.Sum(pair => texts[pair.Member].Length) <= most;
    }

    private string Rename(string shell) =>
        Replaced.Zip(Members).Aggregate(shell, (text, pair) => text.Replace(pair.First.Shell, pair.Second.Key, StringComparison.Ordinal));
}
