using Nudges.Content;

namespace Nudges.Matching;

/// <summary>A few words of many, ascending, each with its weight; the weights' squares add up to 1.</summary>
internal readonly record struct TermVector(int[] Terms, float[] Weights);

/// <summary>What items are about, as vectors of TF-IDF over their most telling words, and which items have a word.</summary>
internal sealed class TermVectors
{
    /// <summary>The most telling words of an item; more of them cost time and tell little.</summary>
    private const int MostTerms = 32;

    private readonly List<(int Item, float Weight)>[] _holders;

    public TermVectors(IReadOnlyList<ContentItem> items)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        List<(int Term, double Presence)>[] texts = [.. items.Select(item => Read(item, numbers))];
        var frequency = new int[numbers.Count];
        foreach (var (term, _) in texts.SelectMany(text => text))
        {
            frequency[term]++;
        }

        Of = [.. texts.Select(text => Weigh(text, frequency, items.Count))];
        _holders = [.. frequency.Select(_ => new List<(int, float)>())];
        for (var item = 0; item < Of.Count; item++)
        {
            var (terms, weights) = Of[item];
            for (var place = 0; place < terms.Length; place++)
            {
                _holders[terms[place]].Add((item, weights[place]));
            }
        }
    }

    /// <summary>By the items' places.</summary>
    public IReadOnlyList<TermVector> Of { get; }

    /// <summary>Adds to each item's score its cosine with the item.</summary>
    public void AddLikeness(int item, float[] scores)
    {
        var (terms, weights) = Of[item];
        for (var place = 0; place < terms.Length; place++)
        {
            foreach (var (holder, weight) in _holders[terms[place]])
            {
                scores[holder] += weight * weights[place];
            }
        }
    }

    private static List<(int Term, double Presence)> Read(ContentItem item, Dictionary<string, int> numbers)
    {
        var times = new SortedDictionary<int, double>();
        var words = new List<string>();
        foreach (var field in ItemField.All)
        {
            words.Clear();
            TextAnalysis.Of(item.Language).AddWords(field.Text(item), words);
            foreach (var word in words)
            {
                if (!numbers.TryGetValue(word, out var number))
                {
                    numbers.Add(word, number = numbers.Count);
                }

                times[number] = times.GetValueOrDefault(number) + field.Weight;
            }
        }

        return [.. times.Select(word => (word.Key, word.Value / (ItemField.Saturation + word.Value)))];
    }

    private static TermVector Weigh(List<(int Term, double Presence)> text, int[] frequency, int items)
    {
        var telling = text.Select(word => (word.Term, Weight: word.Presence * Math.Log(1 + ((double)items / frequency[word.Term]))))
            .OrderByDescending(word => word.Weight).ThenBy(word => word.Term).Take(MostTerms).OrderBy(word => word.Term).ToList();
        var length = Math.Sqrt(telling.Sum(word => word.Weight * word.Weight));
        return new TermVector([.. telling.Select(word => word.Term)], [.. telling.Select(word => (float)(word.Weight / length))]);
    }
}
