using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// All that may be picked for one request, best first, found as it is asked for. First each item's score is bounded from above, all at
/// once; then the items with the greatest bounds are scored, until no bound of another reaches the best of them.
/// </summary>
/// <param name="request">The person's.</param>
/// <param name="readings">The languages that the person is offered.</param>
/// <param name="hidden">Is not ranked.</param>
/// <param name="shortlisted">How many bounds are kept at first, one or more.</param>
internal sealed class Ranking(MatchRequest request, List<Reading> readings, IReadOnlySet<ItemId> hidden, int shortlisted)
{
    /// <summary>How much of a bound may be lost to the rounding of floats.</summary>
    private const float Slack = 1.0001f;

    private const int ScoredAtFirst = 16;

    /// <summary>So long a list is never full.</summary>
    private readonly int _enough = 1 + readings.Sum(reading => reading.Index.Items.Ids.Length);

    private readonly List<Candidate> _ranked = new(ScoredAtFirst);

    /// <summary>Scored and not yet ranked, the best last. Bounds are close, so there are few and a new one belongs near the end.</summary>
    private readonly List<Candidate> _scored = new(ScoredAtFirst);
    private Shortlist? _shortlist;
    private int _unscored;

    /// <summary>What stands there, from 0; false where there is nothing any more.</summary>
    public bool TryGet(int rank, out Candidate candidate)
    {
        while (_ranked.Count <= rank)
        {
            if (!TryRankNext())
            {
                candidate = default;
                return false;
            }
        }

        candidate = _ranked[rank];
        return true;
    }

    private bool TryRankNext()
    {
        if (_shortlist is null)
        {
            Shortlist();
        }

        while (true)
        {
            var bound = (_unscored > 0 ? _shortlist![_unscored - 1].Bound : _shortlist!.Least) * Slack;
            if (_scored.Count > 0 && _scored[^1] is var best && (best.IsPinned || best.Score > bound || (_unscored == 0 && _shortlist.Least == 0)))
            {
                _ranked.Add(best);
                _scored.RemoveAt(_scored.Count - 1);
                return true;
            }

            if (_unscored > 0)
            {
                Score(_shortlist[--_unscored].Item);
            }
            else if (_shortlist.Least > 0)
            {
                // Rare: most of the list may not be picked, or scores less than it could.
                shortlisted = Math.Min(4 * shortlisted, _enough);
                Shortlist();
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>Ranks from the start, with as many bounds as are to be kept now. What was ranked before comes out again as it was.</summary>
    private void Shortlist()
    {
        _ranked.Clear();
        _scored.Clear();
        _shortlist = new Shortlist(Math.Min(shortlisted, _enough));
        for (var number = 0; number < readings.Count; number++)
        {
            readings[number].AddTo(_shortlist, number, readings.Count);
            ScorePinned(readings[number]);
        }

        _shortlist.Sort();
        _unscored = _shortlist.Count;
    }

    // Pinned items come first whatever their bounds.
    private void ScorePinned(Reading reading)
    {
        foreach (var (place, curation) in reading.Index.Items.Curated)
        {
            if (curation.PinnedUntil >= request.AsOf && reading.TryScore(place, hidden, out var candidate))
            {
                Add(candidate);
            }
        }
    }

    private void Score(int item)
    {
        var (place, number) = Math.DivRem(item, readings.Count);
        if (readings[number].TryScore(place, hidden, out var candidate) && !candidate.IsPinned)
        {
            Add(candidate);
        }
    }

    private void Add(in Candidate candidate)
    {
        var place = _scored.Count;
        while (place > 0 && candidate.CompareTo(_scored[place - 1]) > 0)
        {
            place--;
        }

        _scored.Insert(place, candidate);
    }
}
