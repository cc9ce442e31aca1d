namespace Nudges.Integrations.Feeds;

/// <summary>A feed as its document states it: unclean text, relative addresses, in the document's order.</summary>
internal sealed record ParsedFeed
{
    /// <summary>What the document says of the whole feed.</summary>
    public required ParsedItem Channel { get; init; }

    public required IReadOnlyList<ParsedItem> Items { get; init; }

    /// <summary>How many items more the document has than were to be read.</summary>
    public int LeftOut { get; init; }

    /// <summary>Why the document could not be read to its end, as the rest of a sentence; null where it was.</summary>
    public string? Break { get; init; }
}

/// <summary>An item, or the feed itself: all formats describe both in the same words.</summary>
internal sealed record ParsedItem
{
    /// <summary>In characters. What is longer is left out: everything in the document would be put together with it.</summary>
    public const int LongestBase = 2_000;

    public const int MostAuthors = 50;

    public const int MostTags = 100;

    public const int MostEnclosures = 100;

    private const int LongestLanguageTag = 100;

    /// <summary>RSS's guid, Atom's or JSON Feed's id; null where there is none.</summary>
    public string? Id { get; init; }

    public MarkedText? Title { get; init; }

    public MarkedText? Summary { get; init; }

    /// <summary>The whole text, where it is given beside or instead of a summary.</summary>
    public MarkedText? Content { get; init; }

    /// <summary>As written, perhaps relative to <see cref="Base"/>.</summary>
    public string? Link { get; init; }

    /// <summary>The address behind a link that goes by way of a counter; as written.</summary>
    public string? Original { get; init; }

    /// <summary>The id where it is a web address that may stand in for a missing link.</summary>
    public string? Permalink { get; init; }

    /// <summary>As written (xml:base of the element and those around it, outermost first).</summary>
    public IReadOnlyList<string> Base { get; init; } = [];

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public IReadOnlyList<ParsedAuthor> Authors { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Language { get; init; }

    /// <summary>Null for what is too long for one.</summary>
    public static string? LanguageTag(string? written) => written?.Length <= LongestLanguageTag ? written : null;

    /// <summary>As written, perhaps relative.</summary>
    public string? Image { get; init; }

    /// <summary>RSS's enclosure, Atom's link of that name, JSON Feed's attachments and Media RSS's content, pictures included.</summary>
    public IReadOnlyList<ParsedEnclosure> Enclosures { get; init; } = [];

    /// <summary>How long it plays, as iTunes, Media RSS or JSON Feed's attachment say; null where they do not.</summary>
    public TimeSpan? Duration { get; init; }
}

/// <param name="Address">As written, perhaps relative.</param>
/// <param name="Type">As written ("audio/mpeg"), or Media RSS's medium alone ("audio"); null where neither is given.</param>
/// <param name="Length">In bytes; null where it is no number.</param>
internal sealed record ParsedEnclosure(string Address, string? Type, long? Length);

/// <summary>Plain where the document says so; else it may be HTML.</summary>
internal sealed record MarkedText(string Text, bool IsPlain = false);

/// <summary>At least one of the two is given.</summary>
internal sealed record ParsedAuthor(string? Name, string? Email);

/// <summary>The document is no feed at all. The message is a sentence's end: "… is an HTML page".</summary>
/// <param name="message">Without a full stop.</param>
/// <param name="feed">Where the document says that its feed is, as written; null where it says nothing.</param>
internal sealed class NotAFeedException(string message, string? feed = null) : Exception(message)
{
    /// <summary>The message, with the address of the feed where the document names one.</summary>
    public string ReasonAt(Uri document) => StatedAddress.From(feed, document) is { } address ? $"{Message}; its feed is at {address}" : Message;
}
