namespace Nudges.Matching;

/// <summary>
/// Chooses from a ranking: one item of a source, one with a title; each next one loses by how much of what it is about stands
/// in the digest already. What is pinned comes first whatever it is about.
/// </summary>
/// <param name="ranked">Best first.</param>
/// <param name="isWhole">Whether nothing comes after them.</param>
/// <param name="varietyWeight">What an item loses that is about nothing new.</param>
internal sealed class Digest(List<Candidate> ranked, bool isWhole, double varietyWeight)
{
    private readonly HashSet<int> _sources = [];
    private readonly HashSet<int> _titles = [];
    private readonly HashSet<int> _topics = [];

    /// <summary>The first so many; the same whatever the number. Null where what comes after the ranked ones may have to be chosen.</summary>
    public List<Candidate>? Choose(int count)
    {
        var chosen = new List<Candidate>(Math.Min(count, ranked.Count));
        while (chosen.Count < count)
        {
            if (!TryNext(out var next))
            {
                return null;
            }

            if (next is not { } candidate)
            {
                break;
            }

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

    private bool TryNext(out Candidate? next)
    {
        next = null;
        var best = double.NegativeInfinity;
        foreach (var candidate in ranked)
        {
            if (candidate.Score < best)
            {
                return true;
            }

            if (_sources.Contains(candidate.Source) || _titles.Contains(candidate.Title))
            {
                continue;
            }

            if (candidate.IsPinned)
            {
                next = candidate;
                return true;
            }

            var score = candidate.Score * (1 - (varietyWeight * candidate.Reading.Index.Items.ShareAmong(candidate.Place, _topics)));
            if (score > best)
            {
                (next, best) = (candidate, score);
            }
        }

        return isWhole;
    }
}
