using Nudges.People;

namespace Nudges.Privacy;

/// <summary>Says what was erased of a person: where, how much, when. Holds the id, and nothing else of them.</summary>
public sealed record ErasureReceipt
{
    public required string Id { get; init; }

    public required PersonId Person { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Null while something is left to be erased.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    public IReadOnlyList<ErasedRecords> Places { get; init; } = [];

    /// <summary>The receipt with what another pass erased. A pass in which nothing has to wait completes it.</summary>
    public ErasureReceipt With(IReadOnlyList<ErasedRecords> pass, DateTimeOffset now) => this with
    {
        CompletedAt = pass.All(place => place.Waiting.Count == 0) ? CompletedAt ?? now : null,
        Places = [.. pass.Select(place => Places.FirstOrDefault(before => before.Place == place.Place) is { } before
            ? place with { Documents = before.Documents + place.Documents, Records = before.Records + place.Records }
            : place)],
    };
}

/// <summary>What was erased in one place.</summary>
public sealed record ErasedRecords
{
    /// <summary>As docs/privacy.md lists them.</summary>
    public required string Place { get; init; }

    /// <summary>Documents, rows or messages that were changed or deleted.</summary>
    public int Documents { get; init; }

    /// <summary>Pieces in them that were about the person.</summary>
    public int Records { get; init; }

    /// <summary>What is in use and is erased when it no longer is: runs that are not over.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];
}
