namespace Nudges.People;

/// <summary>A page of the directory's changes: exactly one of <see cref="Next"/>, <see cref="Delta"/> and <see cref="Restart"/> is set.</summary>
public sealed record DirectoryPage
{
    /// <summary>
    /// In the order in which they are to be applied; may be empty on any page. A person may come more than once in a round, and
    /// may be removed without having been known.
    /// </summary>
    public required IReadOnlyList<DirectoryChange> Changes { get; init; }

    /// <summary>The link to the round's next page. Good for a short while only: a round is read in one go.</summary>
    public string? Next { get; init; }

    /// <summary>The round is over; this link starts the next one. The directory forgets it, from Graph after about 7 days.</summary>
    public string? Delta { get; init; }

    /// <summary>
    /// The link is no longer known: everyone has to be read again, with no link. Who does not come in that round is gone, as
    /// removals are not repeated.
    /// </summary>
    public bool Restart { get; init; }
}

/// <summary>What a page says of one person.</summary>
public sealed record DirectoryChange
{
    public required PersonId Id { get; init; }

    /// <summary>All that a list gives, not only what changed: no profile, and no mailbox kind. Null: removed.</summary>
    public Person? Person { get; init; }

    /// <summary>False: the page says nothing of the manager, and the one known stays. True: it is <see cref="Person.Manager"/>, null for none.</summary>
    public bool ManagerKnown { get; init; }
}
