namespace Nudges.Local.Evaluation;

/// <summary>By the cosine of TF-IDF vectors of the item's words and of all that is known of the person.</summary>
public sealed class CosineRanker : IRanker
{
    private readonly EvaluationSet _set;
    private readonly Dictionary<string, List<(int Item, double Weight)>> _holders = new(StringComparer.Ordinal);

    public CosineRanker(EvaluationSet set)
    {
        _set = set;
        Dictionary<string, int>[] texts = [.. set.Items.Select(item => Words.Of(item.Words))];
        var rarity = texts.SelectMany(text => text.Keys).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(word => word.Key, word => Math.Log((double)texts.Length / word.Value), StringComparer.Ordinal);
        for (var item = 0; item < texts.Length; item++)
        {
            var length = Math.Sqrt(texts[item].Sum(word => Math.Pow(word.Value * rarity[word.Key], 2)));
            foreach (var (word, times) in texts[item].Where(word => rarity[word.Key] > 0))
            {
                if (!_holders.TryGetValue(word, out var holders))
                {
                    _holders.Add(word, holders = []);
                }

                // Once for the item's own weight and once for the person's.
                holders.Add((item, times * rarity[word] * rarity[word] / length));
            }
        }
    }

    public string Name => "cosine";

    public IReadOnlyList<int> Rank(EvaluationSet.Person person, int most)
    {
        var scores = new double[_set.Items.Count];
        foreach (var (word, times) in Words.Of(_set, person))
        {
            foreach (var (item, weight) in _holders.GetValueOrDefault(word, []))
            {
                scores[item] += times * weight;
            }
        }

        return Best.Of(scores, _set, person, most);
    }
}
