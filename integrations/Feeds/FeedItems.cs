using Nudges.Content;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Feeds;

/// <summary>Makes content items of what a feed says.</summary>
internal static class FeedItems
{
    private const int TitleLength = 300;
    private const int SummaryLength = 2_000;
    private const int TagLength = 60;
    private const int MaxTags = 30;
    private const int AuthorLength = 100;
    private const int MaxAuthors = 10;

    private static readonly HashSet<string> Videos = new(StringComparer.OrdinalIgnoreCase) { "youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com" };

    /// <summary>Older than the web's feeds: a clock at zero, or a mistake.</summary>
    private static readonly DateTimeOffset Oldest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The item, or null where it has no title or no web address.</summary>
    public static ContentItem? Clean(ParsedItem item, ParsedFeed feed, SourceDefinition source, Uri document, DateTimeOffset now)
    {
        var surroundings = Surroundings(item, feed, document);
        var title = PlainText.From(item.Title, TitleLength);
        if (title.Length == 0 || CanonicalAddress.From(item.Original ?? item.Link ?? item.Permalink, surroundings) is not { } address)
        {
            return null;
        }

        var summary = PlainText.From(item.Summary, SummaryLength);
        return new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = title,
            Summary = summary.Length > 0 ? summary : PlainText.From(item.Content, SummaryLength),
            Source = source.Name,
            Kind = Kind(item, address),
            Minutes = item.Duration is { } duration ? (int)Math.Ceiling(duration.TotalMinutes) : null,
            Language = Language(item.Language) ?? Language(feed.Channel.Language) ?? source.Language,
            Tags = Distinct(source.Tags.Concat(item.Tags), TagLength, MaxTags),
            Authors = Distinct(item.Authors.Select(author => author.Name).OfType<string>(), AuthorLength, MaxAuthors),
            Published = new[] { item.Published, item.Updated }.FirstOrDefault(date => date >= Oldest && date <= now),
            Image = CanonicalAddress.Resolve(item.Image ?? PlainText.FirstImage(item.Content) ?? PlainText.FirstImage(item.Summary), surroundings),
        };
    }

    /// <summary>One item out of several with one id: the first, with what only later ones say.</summary>
    public static ContentItem Merge(IEnumerable<ContentItem> items) => items.Aggregate((first, later) => first with
    {
        Summary = first.Summary.Length > 0 ? first.Summary : later.Summary,
        Tags = Distinct(first.Tags.Concat(later.Tags), TagLength, MaxTags),
        Authors = first.Authors.Count > 0 ? first.Authors : later.Authors,
        Kind = first.Kind == ContentKind.Article ? later.Kind : first.Kind,
        Minutes = first.Minutes ?? later.Minutes,
        Published = first.Published ?? later.Published,
        Image = first.Image ?? later.Image,
    });

    /// <summary>What relative addresses in the item are relative to.</summary>
    public static Uri Surroundings(ParsedItem item, ParsedFeed feed, Uri document) =>
        item.Base.Count > 0
            ? item.Base.Aggregate(document, (outer, inner) => CanonicalAddress.Resolve(inner, outer) ?? outer)
            : CanonicalAddress.Resolve(feed.Channel.Link, document) ?? document;

    private static ContentKind Kind(ParsedItem item, Uri address) =>
        item.Enclosures.Any(enclosure => IsOf(enclosure, "audio")) ? ContentKind.Podcast
        : item.Enclosures.Any(enclosure => IsOf(enclosure, "video")) || Videos.Contains(address.Host) ? ContentKind.Video
        : ContentKind.Article;

    private static bool IsOf(ParsedEnclosure enclosure, string medium) =>
        enclosure.Type?.Split('/')[0].Trim().Equals(medium, StringComparison.OrdinalIgnoreCase) is true;

    // "en-GB" and "en_gb" are "en"; a name ("English") or a three-letter code says nothing here.
    private static string? Language(string? tag) =>
        tag?.Trim().Split('-', '_')[0].ToLowerInvariant() is [>= 'a' and <= 'z', >= 'a' and <= 'z'] language ? language : null;

    private static IReadOnlyList<string> Distinct(IEnumerable<string> texts, int length, int count) =>
        [.. texts.Select(text => PlainText.From(text, length)).Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(count)];
}
