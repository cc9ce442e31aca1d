using System.Text.Json.Serialization;

namespace Nudges.Integrations.Feeds;

/// <summary>What a trial found.</summary>
/// <param name="Source">The path or address, as it was given.</param>
public abstract record TriedFeed([property: JsonPropertyOrder(-1)] string Source)
{
    /// <param name="Source">As it was given.</param>
    /// <param name="Title">Plain text, one line; empty where the feed has none.</param>
    /// <param name="Items">Those of the document, in its order, up to 5,000.</param>
    public sealed record Readable(string Source, string Title, IReadOnlyList<TriedItem> Items) : TriedFeed(Source)
    {
        /// <summary>A sentence where the document breaks off, or has more items than are shown; else null.</summary>
        public string? Warning { get; init; }
    }

    /// <param name="Source">As it was given.</param>
    /// <param name="Error">A sentence that starts with the source.</param>
    public sealed record Unreadable(string Source, string Error) : TriedFeed(Source);
}

/// <summary>An item as its document states it, with nothing in it that could run.</summary>
public sealed record TriedItem
{
    /// <summary>The path or address of the document.</summary>
    public required string Source { get; init; }

    /// <summary>The document's own id of the item, else its <see cref="Url"/>.</summary>
    public required string? Id { get; init; }

    public required string? Title { get; init; }

    /// <summary>The item's link as written, or made absolute where the document says what it is relative to; null where it is no http or https address.</summary>
    public required string? Url { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime? Published { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime? Updated { get; init; }

    public required IReadOnlyList<TriedAuthor> Authors { get; init; }

    /// <summary>HTML without anything that runs.</summary>
    public required string? Summary { get; init; }

    /// <summary>HTML without anything that runs.</summary>
    public required string? Content { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>As written; the item's, else the feed's.</summary>
    public required string? Language { get; init; }

    public required IReadOnlyList<TriedEnclosure> Enclosures { get; init; }

    internal static TriedItem From(string source, ParsedItem item, ParsedFeed feed, Uri document, SafeHtml html)
    {
        var surroundings = FeedItems.Surroundings(item, feed, document);
        var url = StatedAddress.From(item.Link, surroundings);
        return new TriedItem
        {
            Source = source,
            Id = html.Stated(item.Id) ?? url,
            Title = html.Stated(item.Title?.Text),
            Url = url,
            Published = item.Published?.UtcDateTime,
            Updated = item.Updated?.UtcDateTime,
            Authors = [.. item.Authors.Select(author => new TriedAuthor(html.Stated(author.Name), html.Stated(author.Email)))],
            Summary = html.From(item.Summary),
            Content = html.From(item.Content),
            Tags = [.. item.Tags.Select(html.Stated).OfType<string>().Distinct()],
            Language = html.Stated(item.Language ?? feed.Channel.Language),
            Enclosures =
            [
                .. item.Enclosures.Select(enclosure => StatedAddress.From(enclosure.Address, surroundings) is { } address
                    ? new TriedEnclosure(address, html.Stated(enclosure.Type), enclosure.Length) : null).OfType<TriedEnclosure>(),
            ],
        };
    }
}

/// <summary>At least one of the two is given.</summary>
public sealed record TriedAuthor(string? Name, string? Email);

/// <param name="Url">As <see cref="TriedItem.Url"/>.</param>
/// <param name="Type">As written, or Media RSS's medium; null where neither is given.</param>
/// <param name="Length">In bytes; null where it is not given as a number.</param>
public sealed record TriedEnclosure(string Url, string? Type, long? Length);
