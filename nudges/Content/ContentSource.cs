namespace Nudges.Content;

/// <summary>A source as it is configured: where content comes from.</summary>
public sealed record SourceDefinition
{
    /// <summary>Unique, kebab-case; shown to people and kept with each item.</summary>
    public required string Name { get; init; }

    /// <summary>Which <see cref="IContentSource"/> reads it, by its <see cref="IContentSource.Kind"/>.</summary>
    public string Kind { get; init; } = "feed";

    public required Uri Address { get; init; }

    /// <summary>Two-letter language of items that do not say their own.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Tags that every item of this source gets.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Reads one kind of source. A new kind is one file: it is found at start-up by its type.</summary>
public interface IContentSource
{
    /// <summary>Unique over all kinds; two with one name fail the start.</summary>
    string Kind { get; }

    /// <summary>
    /// Reads the source once. Never throws for what the source does wrong: that is a <see cref="SourceResult.Unreadable"/>.
    /// </summary>
    Task<SourceResult> FetchAsync(SourceDefinition source, CancellationToken cancellationToken);
}

/// <summary>What became of one fetch.</summary>
public abstract record SourceResult
{
    private SourceResult()
    {
    }

    /// <param name="Items">Cleaned items, canonical addresses, no two with one id.</param>
    /// <param name="Warning">A sentence when part of the document could not be read, else null.</param>
    public sealed record Fetched(IReadOnlyList<ContentItem> Items, string? Warning = null) : SourceResult;

    /// <param name="Reason">A sentence that names the source's address and what is wrong with it.</param>
    /// <param name="Passing">True where asking again soon may help: no connection, 429, 5xx.</param>
    public sealed record Unreadable(string Reason, bool Passing = false) : SourceResult;
}

/// <summary>How a source fared at its last gathering.</summary>
public sealed record SourceStatus
{
    /// <summary>The source's name.</summary>
    public required string Name { get; init; }

    public required Uri Address { get; init; }

    /// <summary>Items read, before those of other sources were merged.</summary>
    public required int Items { get; init; }

    /// <summary>What is wrong, as a sentence; null when all is well.</summary>
    public string? Problem { get; init; }
}

/// <summary>The content that runs pick from. Immutable; named by its version.</summary>
public sealed record Catalogue
{
    /// <summary>A function of the items: gathering the same content again gives the same version.</summary>
    public required string Version { get; init; }

    /// <summary>No two with one id.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }
}
