using Nudges.Content;
using Nudges.Integrations.Feeds;

namespace Nudges.Integrations.Sources;

/// <summary>What a source says of one item: unclean, with addresses as written.</summary>
internal sealed record FoundItem(ParsedItem Item, ContentKind Kind = ContentKind.Article, int? Minutes = null);

/// <summary>Makes content items of what sources other than feeds say.</summary>
internal sealed class FoundItems(ItemCleaner cleaner)
{
    private static readonly ParsedFeed NoFeed = new() { Channel = new ParsedItem(), Items = [] };

    /// <summary>The item, or null where it has no title or no web address.</summary>
    /// <param name="found">As the source says.</param>
    /// <param name="source">Whose name, language and tags it gets.</param>
    /// <param name="surroundings">What relative addresses are relative to.</param>
    /// <param name="now">Dates after it are not believed.</param>
    public ContentItem? Clean(FoundItem found, SourceDefinition source, Uri surroundings, DateTimeOffset now) =>
        FeedItems.Clean(found.Item, NoFeed, source, surroundings, now, cleaner, found.Kind, found.Minutes is >= 1 ? found.Minutes : null);

    /// <summary>Each item once, the first <paramref name="limit"/> of them, with a warning that says what is missing.</summary>
    /// <param name="found">One more than the limit where there are more.</param>
    /// <param name="source">Whose items they are.</param>
    /// <param name="surroundings">What relative addresses are relative to.</param>
    /// <param name="limit">How many are taken.</param>
    /// <param name="now">Dates after it are not believed.</param>
    /// <param name="broken">Why the source could not be read to its end; null where it was.</param>
    public SourceResult.Fetched Clean(
        IReadOnlyCollection<FoundItem> found, SourceDefinition source, Uri surroundings, int limit, DateTimeOffset now, string? broken = null) =>
        FeedItems.Join(
            source,
            [.. found.Take(limit).Select(item => Clean(item, source, surroundings, now))],
            broken is null ? null : $"it breaks off after {FeedItems.Count(Math.Min(found.Count, limit))} ({broken})",
            found.Count > limit ? $"items beyond the limit of {limit} left out" : null);
}
