using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace Nudges.Messages;

/// <summary>Writes a nudge as an email. Its parts go into <see cref="EmailShell"/>.</summary>
public static class EmailComposer
{
    private const int LongestSubject = 150;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly EmailFormat Html = new(Templates.HtmlInOneLine<EmailLayout>("email.html.liquid"), Templates.HtmlInOneLine<EmailItemLayout>("email-item.html.liquid"), Encoder);
    private static readonly EmailFormat Text = new(Templates.Text<EmailLayout>("email.txt.liquid"), Templates.Text<EmailItemLayout>("email-item.txt.liquid"), NullEncoder.Default);

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
            Html = Html.Write(view),
            Text = Text.Write(view),
            Language = view.Language,
        };
    }

    /// <summary>The email in HTML or in plain text.</summary>
    private sealed class EmailFormat(Func<EmailLayout, string> email, Func<EmailItemLayout, string> item, TextEncoder encoder)
    {
        private readonly MergeTemplate<EmailLayout> _email = new(email, encoder, "greeting", "headline", "goal", "why", "preferences", "unsubscribe", "items");
        private readonly MergeTemplate<EmailItemLayout> _item = new(item, encoder, "number", "language", "title", "link", "about", "summary", "note", "reason");

        public string Write(MessageView view) => string.Concat(CollectionsMarshal.AsSpan(_email.Fill(
            new EmailLayout(view.Language, view.Goal.Length > 0),
            [view.Greeting, view.Headline, view.Goal, view.Why, view.Preferences, view.Unsubscribe],
            [.. view.Items.SelectMany((item, place) => _item.Fill(
                EmailItemLayout.Of(item, view.Language),
                [(place + 1).ToString(CultureInfo.InvariantCulture), item.Language, item.Title, item.Link, item.About, item.Summary, item.Note, item.Reason]))])));
    }
}
