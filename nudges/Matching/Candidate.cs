namespace Nudges.Matching;

/// <summary>An item with its score. Sorts best first, and what is pinned before all else.</summary>
/// <param name="Reading">Where it was found.</param>
/// <param name="Place">Its place there.</param>
/// <param name="Score">With what is added to its relevance, times the factor.</param>
/// <param name="Factor">Of the organisation and of the person's past.</param>
/// <param name="IsPinned">Comes first whatever its score.</param>
internal readonly record struct Candidate(Reading Reading, int Place, double Score, double Factor, bool IsPinned) : IComparable<Candidate>
{
    public Content.ItemId Id => Reading.Index.Items.Ids[Place];

    /// <summary>The same for all items of one source.</summary>
    public int Source => Reading.Index.Items.Sources[Place];

    /// <summary>The same for all items with one title.</summary>
    public int Title => Reading.Index.Items.Titles[Place];

    public ReadOnlySpan<int> Topics => Reading.Index.Items.TopicsOf(Place);

    public int CompareTo(Candidate other) => IsPinned != other.IsPinned ? other.IsPinned.CompareTo(IsPinned)
        : Score != other.Score ? other.Score.CompareTo(Score)
        : string.CompareOrdinal(Id.Value, other.Id.Value);

    /// <summary>Its signals, as shares of its score.</summary>
    public Match Explain()
    {
        var signals = new List<Signal>();
        foreach (var signal in Reading.Signals)
        {
            Add(signals, signal.Kind, signal.Term, signal.Weight * signal.Impacts.ScoreOf(Place));
        }

        Add(signals, SignalKind.Freshness, "", Reading.Freshness.Of(Place));
        Add(signals, SignalKind.Exploration, "", Reading.Exploration(Place));
        signals.Sort((one, other) => one.Share != other.Share ? other.Share.CompareTo(one.Share)
            : one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind)
            : string.CompareOrdinal(one.Term, other.Term));
        return new Match { Item = Id, Score = Score, Signals = signals };
    }

    private void Add(List<Signal> signals, SignalKind kind, string term, double part)
    {
        if (part * Factor / Score is var share and > 0)
        {
            signals.Add(new Signal { Kind = kind, Term = term, Share = share });
        }
    }
}
