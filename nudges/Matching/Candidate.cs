namespace Nudges.Matching;

/// <summary>A signal and what it gives to one language's items.</summary>
/// <param name="Kind">What about the person.</param>
/// <param name="Term">In the person's words.</param>
/// <param name="Weight">What <paramref name="Impacts"/> are multiplied by.</param>
/// <param name="Impacts">Of the signal's phrase.</param>
internal readonly record struct ReadSignal(SignalKind Kind, string Term, double Weight, Impacts Impacts);

/// <summary>One language's items before one request.</summary>
internal sealed record Reading(LanguageIndex Index, List<ReadSignal> Signals, ItemFreshness Freshness);

/// <summary>An item with its score. Sorts best first, and what is pinned before all else.</summary>
/// <param name="Reading">Where it was found.</param>
/// <param name="Place">Its place there.</param>
/// <param name="Score">With freshness, times the factor.</param>
/// <param name="Factor">What the organisation makes of it.</param>
/// <param name="IsPinned">Comes first whatever its score.</param>
internal readonly record struct Candidate(Reading Reading, int Place, double Score, double Factor, bool IsPinned) : IComparable<Candidate>
{
    public Content.ItemId Id => Reading.Index.Items.Ids[Place];

    /// <summary>The same for all items of one source.</summary>
    public int Source => Reading.Index.Items.Sources[Place];

    /// <summary>The same for all items with one title.</summary>
    public int Title => Reading.Index.Items.Titles[Place];

    public int CompareTo(Candidate other) => IsPinned != other.IsPinned ? other.IsPinned.CompareTo(IsPinned)
        : Score != other.Score ? other.Score.CompareTo(Score)
        : string.CompareOrdinal(Id.Value, other.Id.Value);
}
