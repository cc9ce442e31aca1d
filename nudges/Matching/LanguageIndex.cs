using System.Runtime.InteropServices;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// The items of one language by the words in them, weighed as in BM25F: a word counts by how rare it is, how often it stands
/// in an item's title, tags and summary, and how long those are. Immutable.
/// </summary>
internal sealed class LanguageIndex
{
    /// <summary>How soon more of the same word adds little.</summary>
    private const double Saturation = 1.2;

    /// <summary>How much the commonest word tells; the rarest tells 1.</summary>
    private const double LeastSpecificity = 0.3;

    private static readonly Field[] Fields =
    [
        new(item => item.Title, Weight: 3, LengthMatters: 0.3),
        new(item => string.Join("\n", item.Tags), Weight: 2.5, LengthMatters: 0.3),
        new(item => item.Summary, Weight: 0.5, LengthMatters: 0.75),
    ];

    private readonly TextAnalysis _analysis;
    private readonly Dictionary<string, Word> _words = new(StringComparer.Ordinal);
    private readonly Word _unknown;

    /// <param name="language">Two letters.</param>
    /// <param name="items">All items of that language, one or more.</param>
    public LanguageIndex(string language, IReadOnlyList<ContentItem> items)
    {
        _analysis = TextAnalysis.Of(language);
        Items = items;
        _unknown = new Word(Rarity(0), [], []);
        var occurrences = Count(out var lengths);
        double[] averages = [.. lengths.Select(length => Math.Max(1, length.Sum() / (double)items.Count))];
        foreach (var (word, places) in occurrences)
        {
            _words.Add(word, new Word(
                Rarity(places.Count),
                [.. places.Select(place => place.Item)],
                [.. places.Select(place => Presence(place, lengths, averages))]));
        }
    }

    public IReadOnlyList<ContentItem> Items { get; }

    /// <summary>The phrase by this language's rules; null where no item can hold enough of it.</summary>
    public Phrase? Read(string phrase)
    {
        var spelled = new List<string>();
        _analysis.AddWords(phrase, spelled);
        Word[] words = [.. spelled.Distinct(StringComparer.Ordinal).Select(word => _words.GetValueOrDefault(word, _unknown))];
        var rarity = words.Sum(word => word.Rarity);
        var known = words.Where(word => word != _unknown).Sum(word => word.Rarity);
        return words.Length == 0 || known < Phrase.LeastCoverage * rarity
            ? null
            : new Phrase(words, LeastSpecificity + ((1 - LeastSpecificity) * rarity / words.Length / _unknown.Rarity));
    }

    /// <summary>Rounded, as the last bits of a logarithm differ between machines and picks must not.</summary>
    private double Rarity(int items) => Math.Round(Math.Log(1 + ((Items.Count - items + 0.5) / (items + 0.5))), 6);

    private Dictionary<string, List<Place>> Count(out int[][] lengths)
    {
        lengths = [.. Fields.Select(_ => new int[Items.Count])];
        var places = new Dictionary<string, List<Place>>(StringComparer.Ordinal);
        var words = new List<string>();
        for (var item = 0; item < Items.Count; item++)
        {
            for (var field = 0; field < Fields.Length; field++)
            {
                words.Clear();
                _analysis.AddWords(Fields[field].Text(Items[item]), words);
                lengths[field][item] = words.Count;
                foreach (var word in words)
                {
                    ref var ofWord = ref CollectionsMarshal.GetValueRefOrAddDefault(places, word, out _);
                    ofWord ??= [];
                    if (ofWord.Count == 0 || ofWord[^1].Item != item)
                    {
                        ofWord.Add(new Place(item, new int[Fields.Length]));
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
        for (var field = 0; field < Fields.Length; field++)
        {
            var matters = Fields[field].LengthMatters;
            sum += Fields[field].Weight * place.Times[field] / (1 - matters + (matters * lengths[field][place.Item] / averages[field]));
        }

        return sum / (Saturation + sum);
    }

    private readonly record struct Field(Func<ContentItem, string> Text, double Weight, double LengthMatters);

    /// <param name="Item">Which item a word stands in.</param>
    /// <param name="Times">How often, by field.</param>
    private readonly record struct Place(int Item, int[] Times);
}
