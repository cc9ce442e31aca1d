using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Nudges.Messages;

/// <summary>Writes a nudge as an email. Its parts go into <see cref="EmailShell"/>.</summary>
public static class EmailComposer
{
    private const int LongestSubject = 150;

    private static readonly Func<MessageView, string> Html = Templates.HtmlInOneLine<MessageView>("email.html.liquid");
    private static readonly Func<MessageView, string> Text = Templates.Text<MessageView>("email.txt.liquid");
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>
    /// A pure function of the draft. Whatever the draft holds, the values for the shell stay below
    /// <see cref="EmailShell.MostBytes"/>: summaries, titles and at last items are left out to make it so.
    /// </summary>
    /// <exception cref="ArgumentException">The unsubscribe address alone is too long; 1,000 characters always fit.</exception>
    public static EmailMessage Compose(NudgeDraft draft) => Cuts.Fit(draft, Compose, EmailShell.Fits);

    private static EmailMessage Compose(MessageView view)
    {
        // A campaign is known by its goal, a daily nudge by its best item; what the subject does not say, the preheader does.
        var (subject, preheader) = view.Goal.Length > 0 ? (view.Goal, view.Subject()) : (view.Subject(), view.Items[0].Reason);
        return new EmailMessage
        {
            Subject = PlainText.Cut(subject, LongestSubject),
            Preheader = Encoder.Encode(PlainText.Cut(preheader, LongestSubject)),
            Html = Html(view),
            Text = Text(view),
            Language = view.Language,
        };
    }
}
