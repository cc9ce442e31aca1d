namespace Nudges.Matching;

/// <summary>
/// Chooses from a ranking: one item of a source, one with a title; each next one loses by how much of what it is about stands
/// in the digest already. What is pinned comes first whatever it is about.
/// </summary>
/// <param name="ranking">Looked at as far down as one could be chosen.</param>
/// <param name="varietyWeight">What an item loses that is about nothing new.</param>
internal sealed class Digest(Ranking ranking, double varietyWeight)
{
    private const int FewPicks = 4;
    private const int FewTopics = 5;

    private readonly HashSet<int> _sources = new(FewPicks);
    private readonly HashSet<int> _titles = new(FewPicks);
    private readonly HashSet<int> _topics = new(FewPicks * FewTopics);

    /// <summary>The first so many; the same whatever the number.</summary>
    public List<Candidate> Choose(int count)
    {
        var chosen = new List<Candidate>();
        while (chosen.Count < count && Next() is { } candidate)
        {
            chosen.Add(candidate);
            _sources.Add(candidate.Source);
            _titles.Add(candidate.Title);
            foreach (var topic in candidate.Topics)
            {
                _topics.Add(topic);
            }
        }

        return chosen;
    }

    private Candidate? Next()
    {
        Candidate? next = null;
        var best = double.NegativeInfinity;
        for (var rank = 0; ranking.TryGet(rank, out var candidate) && (candidate.Score >= best || candidate.IsPinned); rank++)
        {
            if (_sources.Contains(candidate.Source) || _titles.Contains(candidate.Title))
            {
                continue;
            }

            if (candidate.IsPinned)
            {
                return candidate;
            }

            var score = candidate.Score * (1 - (varietyWeight * candidate.Reading.Index.Items.ShareAmong(candidate.Place, _topics)));
            if (score > best)
            {
                (next, best) = (candidate, score);
            }
        }

        return next;
    }
}
