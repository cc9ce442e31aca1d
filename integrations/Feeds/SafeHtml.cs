using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// HTML that does nothing and loads nothing but pictures, out of what one document gives. Markup that costs more than it can
/// be worth is left out and its text kept: sanitising takes a tree, whose cost grows with the square of an element's children.
/// For the texts of one document, one after the other.
/// </summary>
internal sealed partial class SafeHtml
{
    private const int MostMarks = 300_000;

    /// <summary>What sanitising a text costs at least, and looking at one, in marks.</summary>
    private const int EachHtml = 100, EachStated = 20;

    // Without styles: a style can hide and cover, and its parser is one more thing to feed.
    private readonly Lazy<HtmlSanitizer> _sanitizer = new(Create);

    private readonly MarkupBudget _budget = new(MostMarks);

    /// <summary>Null for null and where nothing is left. Text that is meant by the letter comes escaped where it needs it.</summary>
    public string? From(MarkedText? text)
    {
        if (text is null)
        {
            return null;
        }

        var safe = !text.Text.Contains('<', StringComparison.Ordinal) ? text.Text
            : text.IsPlain ? Escape(text.Text)
            : !_budget.Spend(text.Text, EachHtml) ? Escape(WithoutTags(text.Text))
            : text.Text.Length <= PlainText.MaxMarkup && PlainText.IsPlainTree(text.Text) ? _sanitizer.Value.Sanitize(text.Text)
            : Escape(PlainText.From(text, PlainText.MaxMarkup));
        return safe.Trim() is { Length: > 0 } some ? some : null;
    }

    /// <summary>As <see cref="PlainText.Stated"/>, but without any tag where the document has too many. Null where nothing is left.</summary>
    public string? Stated(string? text)
    {
        var stated = text is null || !text.Contains('<', StringComparison.Ordinal) ? text
            : _budget.Spend(text, EachStated) ? PlainText.Stated(text)
            : WithoutTags(text);
        return stated?.Trim() is { Length: > 0 } some ? some : null;
    }

    // Crude, and safe: no bracket is left that could open a tag.
    private static string WithoutTags(string text) => Tag().Replace(text, " ").Replace('<', ' ');

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static HtmlSanitizer Create()
    {
        var context = BrowsingContext.New(Configuration.Default);
        var sanitizer = new HtmlSanitizer { HtmlParserFactory = () => new HtmlParser(default, context) };
        sanitizer.AllowedTags.ExceptWith(["button", "fieldset", "form", "input", "keygen", "option", "optgroup", "select", "textarea"]);
        sanitizer.AllowedAttributes.Remove("style");
        return sanitizer;
    }

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();
}
