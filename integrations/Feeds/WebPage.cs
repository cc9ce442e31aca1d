using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Nudges.Integrations.Feeds;

/// <summary>What a web page says of the feed that belongs to it.</summary>
internal static class WebPage
{
    /// <summary>The links are in the page's head; what comes after this many characters is not looked at.</summary>
    private const int MaxMarkup = 500_000;

    private static readonly HashSet<string> FeedTypes = new(StringComparer.OrdinalIgnoreCase)
        { "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json" };

    /// <summary>Whether it starts as web pages do, which are seldom XML.</summary>
    public static bool Is(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 2_000));
        return start.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.Contains("<html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The address in the page's first link to an alternate that is a feed, as written; null where there is none.</summary>
    public static string? Feed(string html)
    {
        using var source = new TextSource(html[..Math.Min(html.Length, MaxMarkup)]);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            if (token is HtmlTagToken { Type: HtmlTokenType.StartTag, Name: "link" } link
                && link.GetAttribute("rel").Split(' ').Contains("alternate", StringComparer.OrdinalIgnoreCase)
                && FeedTypes.Contains(link.GetAttribute("type").Trim())
                && link.GetAttribute("href") is { Length: > 0 } address)
            {
                return address;
            }
        }

        return null;
    }
}
