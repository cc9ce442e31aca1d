namespace Nudges.Content;

/// <summary>How a source fares: what gathering knows of it from one time to the next.</summary>
public sealed record SourceStatus
{
    /// <summary>The source's name.</summary>
    public required string Name { get; init; }

    /// <summary>As the definition says; where that changes, the rest here is forgotten.</summary>
    public required Uri Address { get; init; }

    /// <summary>Items kept of it, before those of other sources were merged.</summary>
    public required int Items { get; init; }

    /// <summary>What is wrong, as a sentence; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the source said it is from now on, and is asked since; null where it has not moved.</summary>
    public Uri? MovedTo { get; init; }

    /// <summary>The source said that it is not coming back; it is not asked again until its address is changed.</summary>
    public bool Gone { get; init; }

    /// <summary>When it last gave something else than the time before; null before its first answer.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Times in a row that it could not be read.</summary>
    public int Failures { get; init; }

    /// <summary>Not asked before then, as it failed or asked to be left alone; null where nothing holds it.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What else of the definition is in the items: where it changes, they are read anew.</summary>
    public string? Definition { get; init; }

    /// <summary>Of the answer whose items are kept.</summary>
    public SourceMark? Mark { get; init; }

    /// <summary>Of the answer whose items are kept, for sources without a mark.</summary>
    public string? Hash { get; init; }
}
