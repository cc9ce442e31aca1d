using AngleSharp;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// HTML that does nothing and loads nothing but pictures, out of what one document gives. Markup that costs more than it can
/// be worth is left out and its text kept: sanitising takes a tree, whose cost grows with the square of an element's children.
/// </summary>
internal sealed class SafeHtml
{
    /// <summary>Tags in one document that are kept.</summary>
    private const int MaxTags = 200_000;

    /// <summary>HTML over this many characters becomes plain text.</summary>
    private const int MaxMarkup = 1_000_000;

    // Without styles: a style can hide and cover, and its parser is one more thing to feed.
    private static readonly HtmlSanitizer Sanitizer = Create();

    private int _tags;

    /// <summary>Null for null and where nothing is left. Text that is meant by the letter comes escaped where it needs it.</summary>
    public string? From(MarkedText? text)
    {
        if (text is null)
        {
            return null;
        }

        var safe = !text.Text.Contains('<', StringComparison.Ordinal) ? text.Text
            : text.IsPlain ? Escape(text.Text)
            : text.Text.Length <= MaxMarkup && PlainText.PlainTags(text.Text) is { } tags && (_tags += tags) <= MaxTags ? Sanitizer.Sanitize(text.Text)
            : Escape(PlainText.From(text, MaxMarkup));
        return safe.Trim() is { Length: > 0 } some ? some : null;
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static HtmlSanitizer Create()
    {
        var sanitizer = new HtmlSanitizer
        {
            HtmlParserFactory = () => new HtmlParser(default, BrowsingContext.New(Configuration.Default)),
        };
        sanitizer.AllowedTags.ExceptWith(["button", "fieldset", "form", "input", "keygen", "option", "optgroup", "select", "textarea"]);
        sanitizer.AllowedAttributes.Remove("style");
        return sanitizer;
    }
}
