using System.Text.RegularExpressions;

namespace Nudges.Content;

/// <summary>A source as it is configured: where content comes from.</summary>
public sealed partial record SourceDefinition
{
    public const int LongestName = 60;

    /// <summary>The name of what curators pick by its address; no other source may have it.</summary>
    public const string Picks = "picks";

    /// <summary>The name of what employees suggest; no other source may have it.</summary>
    public const string Suggestions = "suggestions";

    /// <summary>Whether it can be a source's name.</summary>
    public static bool IsName(string? name) => name is { Length: <= LongestName } and not (Picks or Suggestions) && KebabCase().IsMatch(name);

    /// <summary>Unique, kebab-case, at most 60 characters; shown to people and kept with each item.</summary>
    public required string Name { get; init; }

    /// <summary>Which <see cref="IContentSource"/> reads it, by its <see cref="IContentSource.Kind"/>.</summary>
    public string Kind { get; init; } = "feed";

    public required Uri Address { get; init; }

    /// <summary>Two-letter language of items that do not say their own.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Tags that every item of this source gets.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>True where its items need nobody's approval.</summary>
    public bool Trusted { get; init; } = true;

    /// <summary>True where it is not read for now; what it gave stays.</summary>
    public bool Paused { get; init; }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex KebabCase();
}

/// <summary>What a server said of its last answer, and is to be told with the next request: as it was written.</summary>
public sealed record SourceMark
{
    /// <summary>Characters that either may have; a longer one is not kept.</summary>
    public const int MaxLength = 500;

    public string? ETag { get; init; }

    public string? LastModified { get; init; }
}

/// <summary>Reads one kind of source. A new kind is one file: it is found at start-up by its type.</summary>
public interface IContentSource
{
    /// <summary>Unique over all kinds; two with one name fail the start.</summary>
    string Kind { get; }

    /// <summary>
    /// Reads the source once. Never throws for what the source does wrong: that is a <see cref="SourceResult.Unreadable"/>.
    /// </summary>
    /// <param name="source">Of this kind.</param>
    /// <param name="mark">Of what was fetched last and is still kept; null to have it in any case.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken);
}

/// <summary>What became of one fetch.</summary>
public abstract record SourceResult
{
    private SourceResult()
    {
    }

    /// <param name="Items">Cleaned items, canonical addresses, no two with one id.</param>
    /// <param name="Warning">A sentence when part of the document could not be read, else null.</param>
    public sealed record Fetched(IReadOnlyList<ContentItem> Items, string? Warning = null) : SourceResult
    {
        /// <summary>To ask with next time; null where the source has none.</summary>
        public SourceMark? Mark { get; init; }

        /// <summary>Where the source is from now on; null where it has not moved for good.</summary>
        public Uri? MovedTo { get; init; }
    }

    /// <summary>It is as it was at the mark.</summary>
    /// <param name="MovedTo">As <see cref="Fetched.MovedTo"/>.</param>
    public sealed record Unchanged(Uri? MovedTo = null) : SourceResult;

    /// <param name="Reason">A sentence that names the source's address and what is wrong with it.</param>
    /// <param name="Passing">True where asking again soon may help: no connection, 429, 5xx.</param>
    public sealed record Unreadable(string Reason, bool Passing = false) : SourceResult
    {
        /// <summary>It is not coming back, it says itself (410).</summary>
        public bool Gone { get; init; }

        /// <summary>How long it asks to be left alone; null where it says nothing.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}

/// <summary>The content that runs pick from. Immutable; named by its version.</summary>
public sealed record Catalogue
{
    /// <summary>A function of the items: gathering the same content again gives the same version.</summary>
    public required string Version { get; init; }

    /// <summary>Approved and not expired; no two with one id.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }
}
