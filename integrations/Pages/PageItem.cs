using System.Globalization;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Pages;

/// <summary>Chooses among the many ways in which pages say the same.</summary>
internal static class PageItem
{
    /// <param name="page">As read.</param>
    /// <param name="address">Where it was found in the end.</param>
    public static FoundItem From(HtmlPage page, Uri address)
    {
        var data = new JsonLd(page.JsonLd);
        var kind = Kind(page, data, address);
        return new FoundItem(
            new ParsedItem
            {
                Title = Texts(page.First("og:title"), page.First("twitter:title"), page.Title, page.Heading).FirstOrDefault(),
                Summary = Texts(page.First("og:description"), page.First("description"), page.First("twitter:description")).FirstOrDefault(),
                Content = new MarkedText(page.Text, IsPlain: true),
                Link = Address(page, address).AbsoluteUri,
                Published = Date(page.First("article:published_time")) ?? Date(data.Published) ?? Date(page.First("datepublished", "date", "dc.date", "dcterms.created")),
                Authors = Authors(page, data),
                Tags = page.Meta["article:tag"].Any() ? [.. page.Meta["article:tag"]] : [.. page.Meta["keywords"].SelectMany(words => words.Split(','))],
                Language = page.Language ?? data.Language ?? page.First("og:locale"),
                Image = page.First("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
            },
            kind,
            Minutes(page, data, kind));
    }

    // The page's word for its own address counts on its own site only: else one site could speak for another's pages. The
    // address of the home page on all pages is a usual mistake.
    private static Uri Address(HtmlPage page, Uri address)
    {
        var written = page.Links.FirstOrDefault(link => link.Rel.Contains("canonical"))?.Href;
        return CanonicalAddress.Resolve(written, page.Surroundings(address)) is { } canonical
            && Site(canonical) == Site(address)
            && (canonical.Scheme == address.Scheme || canonical.Scheme == Uri.UriSchemeHttps)
            && (canonical.PathAndQuery != "/" || address.AbsolutePath == "/")
            ? canonical
            : address;
    }

    private static string Site(Uri address)
    {
        var host = address.IdnHost.ToLowerInvariant();
        var prefix = Array.Find(["www.", "m.", "amp."], prefix => host.StartsWith(prefix, StringComparison.Ordinal) && host.LastIndexOf('.') > prefix.Length) ?? "";
        return $"{host[prefix.Length..]}:{(address.IsDefaultPort ? 0 : address.Port)}";
    }

    private static ContentKind Kind(HtmlPage page, JsonLd data, Uri address)
    {
        var type = page.First("og:type")?.ToLowerInvariant() ?? "";
        return type.StartsWith("video", StringComparison.Ordinal) || VideoSites.Has(address) ? ContentKind.Video
            : type.StartsWith("music", StringComparison.Ordinal) || type.StartsWith("audio", StringComparison.Ordinal) || data.Has("PodcastEpisode") ? ContentKind.Podcast
            : data.Has("Course", "LearningResource") ? ContentKind.Course
            : ContentKind.Article;
    }

    private static int? Minutes(HtmlPage page, JsonLd data, ContentKind kind) => kind switch
    {
        ContentKind.Video or ContentKind.Podcast => IsoDuration.Minutes(data.Duration("VideoObject", "PodcastEpisode", "AudioObject")) ?? IsoDuration.Minutes(page.First("duration"))
            ?? Seconds(page.First("og:video:duration", "video:duration", "music:duration")) ?? IsoDuration.Minutes(data.TimeRequired),
        ContentKind.Course => IsoDuration.Minutes(data.TimeRequired) ?? IsoDuration.Minutes(data.Duration("Course")),
        // The page's word; else as of any text (ItemCleaner).
        _ => IsoDuration.Minutes(data.TimeRequired),
    };

    private static int? Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? IsoDuration.Minutes(TimeSpan.FromSeconds(seconds)) : null;

    private static IEnumerable<MarkedText> Texts(params string?[] texts) =>
        texts.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => new MarkedText(text!));

    private static DateTimeOffset? Date(string? text) => text is null ? null : FeedDate.Parse(text);

    // article:author is mostly the address of a profile.
    private static IReadOnlyList<ParsedAuthor> Authors(HtmlPage page, JsonLd data)
    {
        var names = data.Authors is { Count: > 0 } known ? known : [.. page.Meta["author"].Concat(page.Meta["article:author"]).Where(name => !name.Contains("://", StringComparison.Ordinal))];
        return [.. names.Select(FeedAuthor.Parse).OfType<ParsedAuthor>()];
    }
}
