using Nudges.Content;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Feeds;

/// <summary>Makes content items of what a feed says.</summary>
internal static class FeedItems
{
    private const int TitleLength = 300;
    private const int SummaryLength = 2_000;
    private const int TextLength = 100_000;
    private const int TagLength = 60;
    private const int MaxTags = 30;
    private const int AuthorLength = 100;
    private const int MaxAuthors = 10;

    /// <summary>Older than the web's feeds: a clock at zero, or a mistake.</summary>
    private static readonly DateTimeOffset Oldest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The item, or null where it has no title or no web address.</summary>
    public static ContentItem? Clean(ParsedItem item, ParsedFeed feed, SourceDefinition source, Uri document, DateTimeOffset now, ItemCleaner cleaner, ContentKind? kind = null, int? minutes = null)
    {
        var surroundings = Surroundings(item, feed, document);
        var title = PlainText.From(item.Title, TitleLength);
        if (title.Length == 0 || CanonicalAddress.From(item.Original ?? item.Link ?? item.Permalink, surroundings) is not { } address)
        {
            return null;
        }

        var summary = PlainText.From(item.Summary, SummaryLength);
        var text = PlainText.From(item.Content, TextLength);
        var cleaned = new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = title,
            Summary = summary.Length > 0 ? summary : PlainText.From(new MarkedText(text, IsPlain: true), SummaryLength),
            Source = source.Name,
            Kind = kind ?? Kind(item, address),
            Minutes = minutes ?? (item.Duration is { } duration ? (int)Math.Ceiling(duration.TotalMinutes) : null),
            Tags = Distinct(source.Tags.Concat(item.Tags), TagLength, MaxTags),
            Authors = Distinct(item.Authors.Select(author => author.Name).OfType<string>(), AuthorLength, MaxAuthors),
            Published = new[] { item.Published, item.Updated }.FirstOrDefault(date => date >= Oldest && date <= now),
            Image = CanonicalAddress.Resolve(item.Image ?? PlainText.FirstImage(item.Content) ?? PlainText.FirstImage(item.Summary), surroundings),
        };
        return cleaner.Clean(cleaned, text, item.Language, ContentLanguage.Primary(feed.Channel.Language) ?? source.Language);
    }

    /// <summary>Each item once, with a warning that says what is missing.</summary>
    /// <param name="source">Whose items they are.</param>
    /// <param name="taken">As <see cref="Clean"/> gave them; null for each that was dropped.</param>
    /// <param name="warnings">What else is missing, as parts of a sentence; null for nothing.</param>
    public static SourceResult.Fetched Join(SourceDefinition source, IReadOnlyCollection<ContentItem?> taken, params IEnumerable<string?> warnings)
    {
        var dropped = taken.Count(item => item is null);
        var warning = string.Join("; ", warnings.Append(dropped > 0 ? $"{Count(dropped)} without a title or a web address dropped" : null).OfType<string>());
        return new SourceResult.Fetched(
            [.. taken.OfType<ContentItem>().GroupBy(item => item.Id).Select(same => CatalogueMerge.OneId([.. same]))],
            warning.Length == 0 ? null : $"{source.Address}: {warning}.");
    }

    public static string Count(int items) => items == 1 ? "1 item" : $"{items} items";

    /// <summary>What relative addresses in the item are relative to.</summary>
    public static Uri Surroundings(ParsedItem item, ParsedFeed feed, Uri document) =>
        item.Base.Count > 0
            ? item.Base.Aggregate(document, (outer, inner) => CanonicalAddress.Resolve(inner, outer) ?? outer)
            : CanonicalAddress.Resolve(feed.Channel.Link, document) ?? document;

    private static ContentKind Kind(ParsedItem item, Uri address) =>
        item.Enclosures.Any(enclosure => IsOf(enclosure, "audio")) ? ContentKind.Podcast
        : item.Enclosures.Any(enclosure => IsOf(enclosure, "video")) || VideoSites.Has(address) ? ContentKind.Video
        : ContentKind.Article;

    private static bool IsOf(ParsedEnclosure enclosure, string medium) =>
        enclosure.Type?.Split('/')[0].Trim().Equals(medium, StringComparison.OrdinalIgnoreCase) is true;

    private static IReadOnlyList<string> Distinct(IEnumerable<string> texts, int length, int count) =>
        [.. texts.Distinct().Take(2 * count).Select(text => PlainText.From(text, length)).Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(count)];
}
