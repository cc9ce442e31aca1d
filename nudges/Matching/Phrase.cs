using System.Runtime.InteropServices;

namespace Nudges.Matching;

/// <summary>A word of one language's items.</summary>
/// <param name="Rarity">How much it tells, more than 0: the inverse of how many items have it.</param>
/// <param name="Items">Those with it, by their place in the index, ascending.</param>
/// <param name="Presence">For each of them how much it is about the word, 0 to 1.</param>
internal readonly record struct Word(double Rarity, ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Presence);

/// <summary>Words that stand together in somebody's profile or in a topic, as one language's items know them.</summary>
internal sealed class Phrase
{
    /// <summary>A phrase speaks for an item only if the item holds this much of it, by the rarity of its words: of two, both.</summary>
    internal const double LeastCoverage = 2 / 3.0;

    private readonly Word[] _rarestFirst;
    private readonly double _rarity;
    private readonly double _specificity;
    private readonly int _needed;

    /// <param name="words">One or more, no two the same.</param>
    /// <param name="specificity">0 to 1: how much the phrase as a whole tells.</param>
    public Phrase(IEnumerable<Word> words, double specificity)
    {
        _rarestFirst = [.. words.OrderByDescending(word => word.Rarity)];
        _rarity = _rarestFirst.Sum(word => word.Rarity);
        _specificity = specificity;

        // An item without any of the first few words lacks too much of the phrase: only their items need a look.
        for (var missing = 0.0; missing <= (1 - LeastCoverage) * _rarity; _needed++)
        {
            missing += _rarestFirst[_needed].Rarity;
        }
    }

    /// <summary>What the phrase gives to each item; null where it gives nothing to any.</summary>
    public Impacts? Impacts()
    {
        // Most phrases give nothing, so nothing is made before something is found.
        var (kept, scores) = (new List<int>(), new List<float>());
        foreach (var item in Candidates())
        {
            if (ScoreOf(item) is var score and > 0)
            {
                kept.Add(item);
                scores.Add(score);
            }
        }

        return kept.Count == 0 ? null : new Impacts([.. kept], [.. scores]);
    }

    /// <summary>The items with one of the needed words, ascending.</summary>
    private ReadOnlySpan<int> Candidates() =>
        _needed == 1 ? _rarestFirst[0].Items.Span : _rarestFirst.Take(_needed).SelectMany(word => MemoryMarshal.ToEnumerable(word.Items)).Distinct().Order().ToArray();

    /// <summary>0 to 1; 0 where the item holds too little of the phrase.</summary>
    private float ScoreOf(int item)
    {
        var covered = 0.0;
        var sum = 0.0;
        foreach (var word in _rarestFirst)
        {
            var place = word.Items.Span.BinarySearch(item);
            if (place >= 0)
            {
                covered += word.Rarity;
                sum += word.Rarity * word.Presence.Span[place];
            }
        }

        return covered < LeastCoverage * _rarity ? 0 : (float)(_specificity * sum / _rarity);
    }
}
