namespace Nudges.Content;

/// <summary>What a publishing came to, and what it was made of, to see whether another would come to the same.</summary>
public sealed record Publication
{
    /// <summary>The latest catalogue; null where there never was an approved item.</summary>
    public string? CatalogueVersion { get; init; }

    /// <summary>Approved items.</summary>
    public required int Items { get; init; }

    /// <summary>Items that wait for someone to decide.</summary>
    public required int Proposed { get; init; }

    /// <summary>When sources were last asked; null before the first time.</summary>
    public DateTimeOffset? GatheredAt { get; init; }

    /// <summary>The day of publishing, UTC: items expire by days.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The value of <c>Documents.CurationStamp</c> that it was made with.</summary>
    public string? CurationStamp { get; init; }

    /// <summary>Which sources there were, and which of them trusted.</summary>
    public string? TrustStamp { get; init; }

    /// <summary>A sentence for each source that could not be read well; at most 20, and how many more there are.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
