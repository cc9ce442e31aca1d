using System.Text.Json.Serialization;

namespace Nudges.Content;

/// <summary>
/// Names a content item: a function of the canonical address under which it was first seen, so the same article has one id in
/// all sources. It stays when the address is found to redirect to another.
/// </summary>
[JsonConverter(typeof(TextIdConverter<ItemId>))]
public readonly record struct ItemId(string Value) : ITextId<ItemId>
{
    public static ItemId Create(string value) => new(value);

    public static ItemId For(Uri canonicalAddress) => new(StableId.From("item", canonicalAddress.AbsoluteUri));

    public override string ToString() => Value;
}

/// <summary>What someone does with an item.</summary>
public enum ContentKind
{
    /// <summary>Reads it.</summary>
    Article,

    /// <summary>Watches it.</summary>
    Video,

    /// <summary>Listens to it.</summary>
    Podcast,

    /// <summary>Works through it: a course, a module, a learning path.</summary>
    Course,

    /// <summary>Looks things up in it: a file of the company's own.</summary>
    Document,
}

/// <summary>One thing worth someone's time: an article, a podcast, a course. Text only; no markup survives gathering.</summary>
public sealed record ContentItem
{
    public required ItemId Id { get; init; }

    /// <summary>
    /// What else it was known by: ids of the copies and addresses it stands for, under which people may have decided about it.
    /// </summary>
    public IReadOnlyList<ItemId> OtherIds { get; init; } = [];

    /// <summary>http or https, canonical: without tracking parameters and fragment, and where redirects lead.</summary>
    public required Uri Address { get; init; }

    /// <summary>Plain text, one line, 1 to 300 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text, at most 2,000 characters; empty where the source gives none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The source it was first seen in, by name; shown to people.</summary>
    public required string Source { get; init; }

    /// <summary>The other sources it was seen in, by name.</summary>
    public IReadOnlyList<string> OtherSources { get; init; } = [];

    public ContentKind Kind { get; init; }

    /// <summary>How long reading, watching or working through it takes, 1 or more; null where that is not known.</summary>
    public int? Minutes { get; init; }

    /// <summary>Two-letter ISO 639-1 language, lower case; of the item, else of its source.</summary>
    public string Language { get; init; } = "en";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Skills it is about, by their names in the company's list of skills.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>When the source says it was published; null where it says nothing believable (a date in the future counts as none).</summary>
    public DateTimeOffset? Published { get; init; }

    public Uri? Image { get; init; }

    /// <summary>When gathering first met it.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>What people decided about it; null where nobody has, and as long as it is not published.</summary>
    public Curation? Curation { get; init; }

    /// <summary>Of its whole text, for finding the same text under other addresses; null where there was too little of it.</summary>
    public ulong? Fingerprint { get; init; }

    /// <summary>Whether the id is the item's own or one that it stands for.</summary>
    public bool IsKnownBy(ItemId id) => Id == id || OtherIds.Contains(id);
}
