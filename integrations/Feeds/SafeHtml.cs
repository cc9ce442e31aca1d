using AngleSharp;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Nudges.Integrations.Feeds;

/// <summary>HTML that does nothing and loads nothing but pictures, out of what a feed gives.</summary>
internal static class SafeHtml
{
    /// <summary>HTML over this many characters becomes plain text.</summary>
    private const int MaxMarkup = 1_000_000;

    // Without styles: a style can hide and cover, and its parser is one more thing to feed.
    private static readonly HtmlSanitizer Sanitizer = Create();

    /// <summary>Null for null and where nothing is left. Text that is meant by the letter comes escaped where it needs it.</summary>
    public static string? From(MarkedText? text)
    {
        if (text is null)
        {
            return null;
        }

        var safe = !text.Text.Contains('<', StringComparison.Ordinal) ? text.Text
            : text.IsPlain ? Escape(text.Text)
            : text.Text.Length <= MaxMarkup && PlainText.IsShallow(text.Text) ? Sanitizer.Sanitize(text.Text)
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
