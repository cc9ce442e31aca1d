using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Nudges.Integrations.Pages;

/// <summary>Reads a page by its tokens, in time linear to its length: what hostile nesting costs a tree is more.</summary>
internal sealed class HtmlPageReader
{
    /// <summary>HTML beyond this many characters is not looked at. Metadata is at the top.</summary>
    private const int MaxMarkup = 2_000_000;

    private const int MaxText = 2_000;
    private const int MaxMainText = 500_000;
    private const int MaxEach = 500;

    /// <summary>Elements whose text is no markup, and how it ends.</summary>
    private static readonly Dictionary<string, HtmlParseMode> Raw = new()
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["noscript"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["title"] = HtmlParseMode.RCData,
        ["textarea"] = HtmlParseMode.RCData,
    };

    /// <summary>What is in these is not read for its own sake.</summary>
    private static readonly HashSet<string> Around = ["nav", "header", "footer", "aside", "form", "svg", "select", "button", "template", "dialog"];

    private static readonly string[] MetaNames = ["property", "name", "itemprop"];

    private readonly List<KeyValuePair<string, string>> _meta = [];
    private readonly List<HtmlLink> _links = [];
    private readonly List<string> _jsonLd = [];
    private readonly StringBuilder _title = new();
    private readonly StringBuilder _heading = new();
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _main = new();
    private StringBuilder? _collected;
    private string? _collectedUntil;
    private bool _counts = true;
    private string? _around;
    private int _aroundDepth;
    private int _mainDepth;
    private string? _language;
    private string? _base;

    public static HtmlPage Read(string html)
    {
        var reader = new HtmlPageReader();
        using var source = new TextSource(html[..Math.Min(html.Length, MaxMarkup)]);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    reader.Open((HtmlTagToken)token);
                    if (Raw.TryGetValue(token.Name, out var mode))
                    {
                        tokenizer.State = mode;
                    }

                    break;
                case HtmlTokenType.EndTag:
                    reader.Close(token.Name);
                    break;
                case HtmlTokenType.Character:
                    reader.Text(token.Data);
                    break;
            }
        }

        return reader.Page();
    }

    private HtmlPage Page() => new()
    {
        Title = _title.ToString(),
        Heading = _heading.ToString(),
        Language = _language,
        Base = _base,
        Meta = _meta.ToLookup(one => one.Key, one => one.Value),
        Links = _links,
        JsonLd = _jsonLd,
        Text = (_main.Length * 2 > _all.Length ? _main : _all).ToString(),
    };

    private void Open(HtmlTagToken tag)
    {
        switch (tag.Name)
        {
            case "html":
                _language ??= Attribute(tag, "lang") ?? Attribute(tag, "xml:lang");
                break;
            case "base":
                _base ??= Attribute(tag, "href");
                break;
            case "meta" when _meta.Count < MaxEach && Attribute(tag, "content") is { } content:
                _meta.AddRange(MetaNames.Select(name => Attribute(tag, name)).OfType<string>().Select(name => KeyValuePair.Create(name.ToLowerInvariant(), content)));
                break;
            case "link" when _links.Count < MaxEach && Attribute(tag, "href") is { } href:
                var rel = (Attribute(tag, "rel") ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
                _links.Add(new HtmlLink(rel, href, (Attribute(tag, "type") ?? "").ToLowerInvariant(), Attribute(tag, "title") ?? ""));
                break;
            case "title" when _title.Length == 0 && _around is null:
                Collect(_title, "title");
                break;
            case "h1" when _heading.Length == 0 && _collected is null:
                Collect(_heading, "h1");
                _counts = true;
                break;
            case "script" when _jsonLd.Count < MaxEach && Attribute(tag, "type")?.StartsWith("application/ld+json", StringComparison.OrdinalIgnoreCase) is true:
                Collect(new StringBuilder(), "script");
                break;
            case var name when Raw.ContainsKey(name):
                Collect(null, name);
                break;
            case "article" or "main":
                _mainDepth++;
                break;
            case var name when Around.Contains(name) && !tag.IsSelfClosing && (_around ?? name) == name:
                _around = name;
                _aroundDepth++;
                break;
        }
    }

    private void Collect(StringBuilder? text, string until) => (_collected, _collectedUntil, _counts) = (text, until, false);

    private void Close(string name)
    {
        if (name == _collectedUntil)
        {
            if (name == "script" && _collected is not null)
            {
                _jsonLd.Add(_collected.ToString());
            }

            (_collected, _collectedUntil, _counts) = (null, null, true);
        }
        else if (name is "article" or "main")
        {
            _mainDepth = Math.Max(0, _mainDepth - 1);
        }
        else if (name == _around && --_aroundDepth == 0)
        {
            _around = null;
        }
    }

    private void Text(string text)
    {
        if (_collected is not null && (_collectedUntil == "script" || _collected.Length < MaxText))
        {
            _collected.Append(text);
        }

        if (_counts && _around is null)
        {
            Add(text, _all);
            if (_mainDepth > 0)
            {
                Add(text, _main);
            }
        }
    }

    // What a tag stands between is two words.
    private static void Add(string text, StringBuilder collected)
    {
        if (collected.Length < MaxMainText)
        {
            collected.Append(text).Append(' ');
        }
    }

    private static string? Attribute(HtmlTagToken tag, string name) => tag.GetAttribute(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
