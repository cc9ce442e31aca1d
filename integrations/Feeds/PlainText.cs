using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Nudges.Integrations.Feeds;

/// <summary>One line of plain text out of what a feed gives: no markup, no entities, no control characters.</summary>
internal static partial class PlainText
{
    /// <summary>HTML beyond this many characters is not looked at.</summary>
    public const int MaxMarkup = 100_000;

    private const int MaxTags = 4_000;
    private const int MaxDepth = 200;
    private const int MaxFormatting = 8;
    private const int MaxAttributes = 100;

    /// <summary>Elements that are not read, and how the text within them ends.</summary>
    private static readonly Dictionary<string, HtmlParseMode> Unread = new(StringComparer.OrdinalIgnoreCase)
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["noscript"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["title"] = HtmlParseMode.RCData,
        ["textarea"] = HtmlParseMode.RCData,
        ["head"] = HtmlParseMode.PCData,
        ["template"] = HtmlParseMode.PCData,
        ["svg"] = HtmlParseMode.PCData,
        ["math"] = HtmlParseMode.PCData,
        ["object"] = HtmlParseMode.PCData,
        ["select"] = HtmlParseMode.PCData,
        ["button"] = HtmlParseMode.PCData,
        ["audio"] = HtmlParseMode.PCData,
        ["video"] = HtmlParseMode.PCData,
    };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
        { "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr" };

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
        { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr" };

    private static readonly SearchValues<char> Markup = SearchValues.Create("<&");

    /// <summary>At most <paramref name="length"/> characters, cut at a word where there is more; "" for null.</summary>
    public static string From(MarkedText? text, int length) =>
        text is null ? "" : Cut(Tidy(text.IsPlain ? text.Text : Strip(text.Text, length), length), length);

    public static string From(string text, int length) => From(new MarkedText(text), length);

    /// <summary>The address of the first image in the HTML that is meant to be seen, as written; null where there is none.</summary>
    public static string? FirstImage(MarkedText? text) => text is null || text.IsPlain || !text.Text.Contains("<img", StringComparison.OrdinalIgnoreCase)
        ? null
        : Tokens(text.Text).OfType<HtmlTagToken>()
            .Where(tag => tag is { Type: HtmlTokenType.StartTag, Name: "img" } && tag.GetAttribute("width") is not ("0" or "1") && tag.GetAttribute("height") is not ("0" or "1"))
            .Select(tag => tag.GetAttribute("src"))
            .FirstOrDefault(address => address is { Length: > 0 });

    /// <summary>The text by the letter, unless there is more markup in it than formatting without attributes: then as <see cref="From(string, int)"/> has it.</summary>
    public static string Stated(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        if (text.Length > MaxMarkup)
        {
            return From(text, MaxMarkup);
        }

        var tags = Tags(text).ToList();
        // What opens and is no tag is a comment or does not close: what is in it would run in another place.
        return tags.Count == Opening().Count(text) && tags.TrueForAll(tag => Inline.Contains(tag.Name) && tag.Attributes.Count == 0) ? text : From(text, MaxMarkup);
    }

    /// <summary>Whether a tree of the HTML costs no more than its length: few tags, not nested deep, and no formatting left open.</summary>
    public static bool IsPlainTree(string html)
    {
        var (count, depth, formatting) = (0, 0, 0);
        foreach (var tag in Tags(html))
        {
            var step = tag.Type == HtmlTokenType.EndTag ? -1 : tag.IsSelfClosing || Void.Contains(tag.Name) ? 0 : 1;
            depth = Math.Max(0, depth + step);
            formatting = Inline.Contains(tag.Name) ? Math.Max(0, formatting + step) : formatting;
            count++;
            if (count > MaxTags || depth > MaxDepth || formatting > MaxFormatting || tag.Attributes.Count > MaxAttributes)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<HtmlTagToken> Tags(string html)
    {
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            if (token is HtmlTagToken tag)
            {
                yield return tag;
            }
        }
    }

    private static string Strip(string html, int length)
    {
        if (!html.AsSpan().ContainsAny(Markup))
        {
            return html;
        }

        var text = new StringBuilder();
        // White space is yet to be taken out, but hardly as much as that.
        foreach (var token in Tokens(TypeArgument().Replace(html[..Math.Min(html.Length, MaxMarkup)], "&lt;")).TakeWhile(_ => text.Length <= 10 * length))
        {
            text.Append(token.Type == HtmlTokenType.Character ? token.Data : Inline.Contains(token.Name) ? "" : " ");
        }

        return text.ToString();
    }

    // Tokens, not a tree: what hostile nesting costs a tree is more than linear. What nobody reads is left out.
    private static IEnumerable<HtmlToken> Tokens(string html)
    {
        using var source = new TextSource(html[..Math.Min(html.Length, MaxMarkup)]);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        string? unread = null;
        var depth = 0;
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            if (token.Type == HtmlTokenType.StartTag && (unread ?? token.Name) == token.Name && Unread.TryGetValue(token.Name, out var mode))
            {
                var isEmpty = mode == HtmlParseMode.PCData && ((HtmlTagToken)token).IsSelfClosing;
                (unread, depth) = isEmpty ? (unread, depth) : (token.Name, depth + 1);
                tokenizer.State = mode;
            }
            else if (token.Type == HtmlTokenType.EndTag && token.Name == unread && --depth == 0)
            {
                unread = null;
            }
            else if (unread is null && token.Type is HtmlTokenType.Character or HtmlTokenType.StartTag or HtmlTokenType.EndTag)
            {
                yield return token;
            }
        }
    }

    // Up to what shows that there is more than the length.
    private static string Tidy(string text, int length)
    {
        var tidy = new StringBuilder(Math.Min(text.Length, length + 2));
        var isSpaced = true;
        Span<char> characters = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (isSpace ? !isSpaced : !IsInvisible(rune))
            {
                tidy.Append(isSpace ? " " : characters[..rune.EncodeToUtf16(characters)]);
                isSpaced = isSpace;
                if (tidy.Length > length + 1)
                {
                    break;
                }
            }
        }

        return tidy.ToString().TrimEnd();
    }

    // Marks that turn the direction of text around or hide in it; joiners stay, as scripts and emoji need them.
    private static bool IsInvisible(Rune rune) =>
        rune == Rune.ReplacementChar || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned && rune.Value is not (0x200C or 0x200D));

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', length - 1, length / 4);
        end = end > 0 ? end : length - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)].TrimEnd() + "…";
    }

    [GeneratedRegex("<[A-Za-z/!?]")]
    private static partial Regex Opening();

    // "List<string>" in a title is code, not markup: a name right before the bracket, and no HTML element behind it.
    [GeneratedRegex(@"(?<=[A-Z]\w{0,40})<(?=[A-Za-z][\w.]*(\s*,\s*\w+)*(<\w+>)?>)(?!(a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|script|small|span|strike|strong|style|sub|sup|table|td|th|tr|tt|u|ul|wbr)>)", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeArgument();
}
