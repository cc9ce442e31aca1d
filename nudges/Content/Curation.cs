namespace Nudges.Content;

/// <summary>What became of an item in the hands of the curators.</summary>
public enum CurationState
{
    /// <summary>Waits for someone to decide.</summary>
    Proposed,

    /// <summary>May be nudged with.</summary>
    Approved,

    /// <summary>Never wanted.</summary>
    Rejected,

    /// <summary>Was good once; not nudged with any more.</summary>
    Retired,
}

public enum ContentPriority
{
    Low,
    Normal,
    High,
}

/// <summary>What people decided about an item. Where they decided nothing, its sources and its age decide.</summary>
public sealed record Curation
{
    /// <summary>Null where nobody has decided whether it is wanted.</summary>
    public CurationState? State { get; init; }

    /// <summary>Directory object id of who decided last.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why it matters, in a sentence of at most 300 characters that is shown in the nudge.</summary>
    public string? Why { get; init; }

    public ContentPriority Priority { get; init; } = ContentPriority.Normal;

    /// <summary>Words for whom it is: departments, job titles, skills. It comes to people who have one of them, and counts less for others.</summary>
    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>Until then it comes first for everyone to whom it is relevant at all.</summary>
    public DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>What its relevance is multiplied by until <see cref="BoostedUntil"/>: 0.25 to 4.</summary>
    public double Boost { get; init; } = 1;

    /// <summary>Null: without end.</summary>
    public DateTimeOffset? BoostedUntil { get; init; }

    /// <summary>The action that decided last, which undoing names.</summary>
    public required string Action { get; init; }
}

/// <summary>One thing a curator did, to however many items: what it takes to undo it.</summary>
public sealed record CurationAction
{
    public required string Id { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What was decided of each item before; null where nothing was.</summary>
    public required IReadOnlyDictionary<ItemId, Curation?> Before { get; init; }
}
