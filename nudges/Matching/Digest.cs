using System.Runtime.InteropServices;

namespace Nudges.Matching;

/// <summary>
/// Chooses from rankings, one after the other: one item of a source, one with a title; each next one loses by how much of what it is about stands
/// in the digest already. What is pinned comes first whatever it is about.
/// </summary>
/// <param name="varietyWeight">What an item loses that is about nothing new.</param>
internal sealed class Digest(double varietyWeight)
{
    // Few, so that looking through them is sooner than a set.
    private readonly List<int> _sources = [];
    private readonly List<int> _titles = [];
    private readonly List<int> _topics = [];

    /// <summary>The first so many; the same whatever the number.</summary>
    /// <param name="ranking">Looked at as far down as one could be chosen.</param>
    /// <param name="count">The most to choose.</param>
    public List<Candidate> Choose(Ranking ranking, int count)
    {
        var chosen = new List<Candidate>();
        while (chosen.Count < count && Next(ranking) is { } candidate)
        {
            chosen.Add(candidate);
            _sources.Add(candidate.Source);
            _titles.Add(candidate.Title);
            _topics.AddRange(candidate.Topics);
        }

        return chosen;
    }

    private Candidate? Next(Ranking ranking)
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

            var score = candidate.Score * (1 - (varietyWeight * candidate.Reading.Index.Items.ShareAmong(candidate.Place, CollectionsMarshal.AsSpan(_topics))));
            if (score > best)
            {
                (next, best) = (candidate, score);
            }
        }

        return next;
    }
}
