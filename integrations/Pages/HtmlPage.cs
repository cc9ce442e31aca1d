using System.Text.RegularExpressions;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Pages;

/// <summary>What an HTML page says of itself, as written: nothing is decoded beyond HTML, no address is resolved.</summary>
internal sealed partial record HtmlPage
{
    /// <summary>Where a declaration of the encoding is looked for, in bytes from the start (HTML standard, 13.2.3.2).</summary>
    private const int Prescan = 1_024;

    /// <summary>What stands in the element title.</summary>
    public required string Title { get; init; }

    /// <summary>The text of the first h1.</summary>
    public required string Heading { get; init; }

    /// <summary>html's lang.</summary>
    public string? Language { get; init; }

    /// <summary>base's href.</summary>
    public string? Base { get; init; }

    /// <summary>Of each meta: its name, property or itemprop in lower case, and its content.</summary>
    public required ILookup<string, string> Meta { get; init; }

    public required IReadOnlyList<HtmlLink> Links { get; init; }

    /// <summary>The scripts of type application/ld+json.</summary>
    public required IReadOnlyList<string> JsonLd { get; init; }

    /// <summary>The main text: of article and main where they hold most of it, never of navigation, headers and footers. Its first 500,000 characters.</summary>
    public required string Text { get; init; }

    /// <summary>Whether an answer is one: by its type, else by how it starts.</summary>
    public static bool IsOne(Download.Received answer) => answer.MediaType is { } type
        ? type is "text/html" or "application/xhtml+xml"
        : answer.Bytes.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'<', ..];

    public static HtmlPage Read(Download.Received answer)
    {
        var start = System.Text.Encoding.Latin1.GetString(answer.Bytes, 0, Math.Min(answer.Bytes.Length, Prescan));
        var charset = answer.Charset ?? (Charset().Match(start) is { Success: true } declared ? declared.Groups["name"].Value : null);
        return HtmlPageReader.Read(FeedEncoding.Decode(answer.Bytes, charset, isWhole: answer.Break is null));
    }

    /// <summary>The first content of the first of the names that has any that is not blank.</summary>
    public string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Meta[name].FirstOrDefault(content => !string.IsNullOrWhiteSpace(content)) is { } content)
            {
                return content.Trim();
            }
        }

        return null;
    }

    /// <summary>What the page's relative addresses are relative to.</summary>
    public Uri Surroundings(Uri page) => CanonicalAddress.Resolve(Base, page) ?? page;

    [GeneratedRegex("<meta[^>]+charset\\s*=\\s*[\"']?(?<name>[A-Za-z0-9._-]{1,40})", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}

/// <summary>A link element. Words of rel and the type are in lower case; what is missing is "".</summary>
internal sealed record HtmlLink(IReadOnlyList<string> Rel, string Href, string Type, string Title);
