using System.Runtime.InteropServices;
using System.Text;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// Reads the words of one language's items and weighs them as in BM25F: by how often a word stands in an item's title, tags
/// and summary, and how long those are.
/// </summary>
internal static class LanguageIndexBuilder
{
    /// <param name="language">Two letters.</param>
    /// <param name="items">All items of that language, one or more, in the order of their places.</param>
    /// <param name="columns">The same items'.</param>
    public static StoredLanguage Build(string language, IReadOnlyList<ContentItem> items, ItemColumns columns)
    {
        var occurrences = Count(TextAnalysis.Of(language), items, out var lengths);
        double[] averages = [.. lengths.Select(length => Math.Max(1, length.Sum() / (double)items.Count))];
        var sorted = occurrences.Select(word => (Text: Encoding.UTF8.GetBytes(word.Key), Places: word.Value)).ToList();
        sorted.Sort((one, other) => one.Text.AsSpan().SequenceCompareTo(other.Text));
        var starts = new int[sorted.Count + 1];
        var postings = new int[sorted.Sum(word => word.Places.Count)];
        var presence = new float[postings.Length];
        for (var word = 0; word < sorted.Count; word++)
        {
            var next = starts[word];
            foreach (var place in sorted[word].Places)
            {
                postings[next] = place.Item;
                presence[next++] = (float)Presence(place, lengths, averages);
            }

            starts[word + 1] = next;
        }

        return new StoredLanguage(language, columns, TermDictionary.Of([.. sorted.Select(word => word.Text)]), starts, postings, presence);
    }

    private static Dictionary<string, List<Place>> Count(TextAnalysis analysis, IReadOnlyList<ContentItem> items, out int[][] lengths)
    {
        lengths = [.. ItemField.All.Select(_ => new int[items.Count])];
        var places = new Dictionary<string, List<Place>>(StringComparer.Ordinal);
        var words = new List<string>();
        for (var item = 0; item < items.Count; item++)
        {
            for (var field = 0; field < ItemField.All.Length; field++)
            {
                words.Clear();
                analysis.AddWords(ItemField.All[field].Text(items[item]), words);
                lengths[field][item] = words.Count;
                foreach (var word in words)
                {
                    ref var ofWord = ref CollectionsMarshal.GetValueRefOrAddDefault(places, word, out _);
                    ofWord ??= [];
                    if (ofWord.Count == 0 || ofWord[^1].Item != item)
                    {
                        ofWord.Add(new Place(item, new int[ItemField.All.Length]));
                    }

                    ofWord[^1].Times[field]++;
                }
            }
        }

        return places;
    }

    private static double Presence(Place place, int[][] lengths, double[] averages)
    {
        var sum = 0.0;
        for (var field = 0; field < ItemField.All.Length; field++)
        {
            var matters = ItemField.All[field].LengthMatters;
            sum += ItemField.All[field].Weight * place.Times[field] / (1 - matters + (matters * lengths[field][place.Item] / averages[field]));
        }

        return sum / (ItemField.Saturation + sum);
    }

    /// <param name="Item">Which item a word stands in.</param>
    /// <param name="Times">How often, by field.</param>
    private readonly record struct Place(int Item, int[] Times);
}
