namespace Nudges.Integrations.Feeds;

/// <summary>A feed as its document states it: unclean text, relative addresses, in the document's order.</summary>
internal sealed record ParsedFeed
{
    /// <summary>What the document says of the whole feed.</summary>
    public required ParsedItem Channel { get; init; }

    public required IReadOnlyList<ParsedItem> Items { get; init; }

    /// <summary>Why the document could not be read to its end, as the rest of a sentence; null where it was.</summary>
    public string? Break { get; init; }
}

/// <summary>An item, or the feed itself: all formats describe both in the same words.</summary>
internal sealed record ParsedItem
{
    public MarkedText? Title { get; init; }

    public MarkedText? Summary { get; init; }

    /// <summary>The whole text, where it is given beside or instead of a summary.</summary>
    public MarkedText? Content { get; init; }

    /// <summary>As written, perhaps relative to <see cref="Base"/>.</summary>
    public string? Link { get; init; }

    /// <summary>As written (xml:base of the element and those around it, outermost first).</summary>
    public IReadOnlyList<string> Base { get; init; } = [];

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public IReadOnlyList<ParsedAuthor> Authors { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Language { get; init; }

    /// <summary>As written, perhaps relative.</summary>
    public string? Image { get; init; }
}

/// <summary>Plain where the document says so; else it may be HTML.</summary>
internal sealed record MarkedText(string Text, bool IsPlain = false);

/// <summary>At least one of the two is given.</summary>
internal sealed record ParsedAuthor(string? Name, string? Email);

/// <summary>The document is no feed at all. The message is a sentence's end: "… is an HTML page".</summary>
internal sealed class NotAFeedException(string message) : Exception(message);
