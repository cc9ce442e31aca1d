using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// All that may be picked for one request, best first, found as it is asked for. First each item's score is bounded from above, all at
/// once; then the items with the greatest bounds are scored, until no bound of another reaches the best of them.
/// </summary>
internal sealed class Ranking : IDisposable
{
    /// <summary>How much of a bound may be lost to the rounding of floats.</summary>
    private const float Slack = 1.0001f;

    private const int ScoredAtFirst = 16;

    private readonly IReadOnlySet<ItemId> _hidden;
    private readonly (Reading Reading, Bounds Bounds)[] _readings;
    private readonly List<Candidate> _ranked = new(ScoredAtFirst);

    /// <summary>Scored and not yet ranked, the best last. Bounds are close, so there are few and a new one belongs near the end.</summary>
    private readonly List<Candidate> _scored = new(ScoredAtFirst);

    /// <param name="request">The person's.</param>
    /// <param name="readings">The languages that the person is offered; disposed of with it.</param>
    /// <param name="hidden">Is not ranked.</param>
    public Ranking(MatchRequest request, List<Reading> readings, IReadOnlySet<ItemId> hidden)
    {
        _hidden = hidden;
        _readings = new (Reading, Bounds)[readings.Count];

        for (var number = 0; number < readings.Count; number++)
        {
            var reading = readings[number];
            _readings[number] = (reading, reading.Bounds());
            // What is pinned comes first whatever its bound.
            foreach (var (place, curation) in reading.Index.Items.Curated)
            {
                if (curation.PinnedUntil >= request.AsOf && reading.TryScore(place, hidden, out var candidate))
                {
                    Add(candidate);
                }
            }
        }
    }

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

    public void Dispose()
    {
        foreach (var (reading, bounds) in _readings)
        {
            bounds.Dispose();
            reading.Dispose();
        }
    }

    private bool TryRankNext()
    {
        while (true)
        {
            var next = GreatestBound();
            if (_scored.Count > 0 && _scored[^1] is var best && (best.IsPinned || next < 0 || best.Score > _readings[next].Bounds.First * Slack))
            {
                _ranked.Add(best);
                _scored.RemoveAt(_scored.Count - 1);
                return true;
            }

            if (next < 0)
            {
                return false;
            }

            ScoreFirst(_readings[next].Reading, _readings[next].Bounds);
        }
    }

    /// <summary>The reading that has it; negative where no bound is left.</summary>
    private int GreatestBound()
    {
        var (next, greatest) = (-1, 0f);
        for (var number = 0; number < _readings.Length; number++)
        {
            if (_readings[number].Bounds.First > greatest)
            {
                (next, greatest) = (number, _readings[number].Bounds.First);
            }
        }

        return next;
    }

    private void ScoreFirst(Reading reading, Bounds bounds)
    {
        var place = bounds.FirstPlace();
        if (reading.TryScore(place, _hidden, out var candidate) && !candidate.IsPinned)
        {
            Add(candidate);
        }

        bounds.Remove(place);
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
