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
        var signals = new List<Signal>(8);
        foreach (ref readonly var signal in Reading.Signals)
        {
            Add(signals, signal.Kind, signal.Term, signal.Weight * signal.Impacts.ScoreOf(Place));
        }

        Add(signals, SignalKind.Freshness, "", Reading.Freshness.Of(Place));
        Add(signals, SignalKind.Exploration, "", Reading.Exploration(Place));
        return new Match { Item = Id, Score = Score, Signals = signals };
    }

    /// <summary>Adds the part where it belongs: the greatest first, of equal ones in the order of their kinds and terms.</summary>
    private void Add(List<Signal> signals, SignalKind kind, string term, double part)
    {
        if (part <= 0)
        {
            return;
        }

        var share = part * Factor / Score;
        var place = signals.Count;
        while (place > 0 && signals[place - 1] is var before
            && (before.Share < share || (before.Share == share && (before.Kind > kind || (before.Kind == kind && string.CompareOrdinal(before.Term, term) > 0)))))
        {
            place--;
        }

        signals.Insert(place, new Signal { Kind = kind, Term = term, Share = share });
    }
}
