using System.IO.Hashing;
using System.Text;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>What scoring needs of one language's items, a column each; the freshest items stand first.</summary>
internal sealed class ItemColumns
{
    /// <summary>In <see cref="Published"/>: the source says nothing.</summary>
    public const long Undated = long.MinValue;

    /// <summary>How much the kind counts beside all that an item is about.</summary>
    private const double KindShare = 0.25;

    private readonly Lazy<ulong[]> _hashes;
    private readonly Lazy<Dictionary<ItemId, int>> _places;

    // Logarithms to base 2; of no minutes, less than any other.
    private readonly Lazy<double[]> _lengths;

    public ItemColumns()
    {
        _hashes = new(() => [.. Ids!.Select(id => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(id.Value)))]);
        _lengths = new(() => [.. Minutes!.Select(minutes => Math.Log2(minutes))]);
        _places = new(() => Ids!.Index().ToDictionary(item => item.Item, item => item.Index));
    }

    public required ItemId[] Ids { get; init; }

    /// <summary>Items of one source have the same number, in all languages.</summary>
    public required int[] Sources { get; init; }

    /// <summary>Items with one title, whatever the case, have the same number, in all languages.</summary>
    public required int[] Titles { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long[] Published { get; init; }

    /// <summary>0 where that is not known.</summary>
    public required int[] Minutes { get; init; }

    /// <summary>Where each item's topics start, and where the last one's end.</summary>
    public required int[] TopicStarts { get; init; }

    /// <summary>Tags and skills, and last the kind of item (article, video), each a number that is the same in all languages.</summary>
    public required int[] Topics { get; init; }

    /// <summary>Where curators asked for something that counts, by place.</summary>
    public required IReadOnlyDictionary<int, Curation> Curated { get; init; }

    /// <summary>Further ids that items are known by, by place.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<ItemId>> OtherIds { get; init; }

    /// <summary>Spreads items evenly, the same on any machine.</summary>
    public ulong[] Hashes => _hashes.Value;

    /// <param name="items">In the order of their places.</param>
    /// <param name="numbers">Given so far to names.</param>
    public static ItemColumns Of(IReadOnlyList<ContentItem> items, NameNumbers numbers)
    {
        var (starts, topics) = (new int[items.Count + 1], new List<int>());
        for (var item = 0; item < items.Count; item++)
        {
            topics.AddRange(items[item].Tags.Concat(items[item].Skills).Select(numbers.Topic).Append(numbers.Topic($"\n{items[item].Kind}")).Distinct());
            starts[item + 1] = topics.Count;
        }

        return new ItemColumns
        {
            Ids = [.. items.Select(item => item.Id)],
            Sources = [.. items.Select(item => numbers.Source(item.Source))],
            Titles = [.. items.Select(item => numbers.Title(item.Title))],
            Published = [.. items.Select(item => item.Published?.UtcTicks ?? Undated)],
            Minutes = [.. items.Select(item => item.Minutes ?? 0)],
            TopicStarts = starts,
            Topics = [.. topics],
            OtherIds = items.Index().Where(item => item.Item.OtherIds.Count > 0).ToDictionary(item => item.Index, item => item.Item.OtherIds),
            Curated = items.Index().Where(item => OrganisationFactor.Counts(item.Item.Curation)).ToDictionary(item => item.Index, item => item.Item.Curation!),
        };
    }

    /// <summary>The item's place; negative where it is not of this language.</summary>
    public int PlaceOf(ItemId id) => _places.Value.GetValueOrDefault(id, -1);

    public ReadOnlySpan<int> TopicsOf(int place) => Topics.AsSpan(TopicStarts[place]..TopicStarts[place + 1]);

    /// <summary>How much of what the item is about, and of its kind, is among these topics, from 0 to less than 1.</summary>
    public double ShareAmong(int place, ReadOnlySpan<int> topics)
    {
        var own = TopicsOf(place);
        var shared = 0;
        foreach (var topic in own[..^1])
        {
            shared += topics.Contains(topic) ? 1 : 0;
        }

        return ((1 - KindShare) * shared / own.Length) + (topics.Contains(own[^1]) ? KindShare : 0);
    }

    /// <summary>
    /// What its length leaves of an item: eight times as long as usual, or longer, loses all of the weight. Rounded, as the last
    /// bits of a logarithm differ between machines.
    /// </summary>
    public double LengthFactor(int place, double usual, double weight)
    {
        var longer = _lengths.Value[place] - usual;
        return longer <= 0 ? 1 : Math.Round(1 - (weight * Math.Min(longer / 3, 1)), 6);
    }

    /// <summary>Whether the item is one of these, under any id it stands for.</summary>
    public bool IsIn(int place, IReadOnlySet<ItemId> ids) =>
        ids.Contains(Ids[place]) || (OtherIds.Count > 0 && OtherIds.TryGetValue(place, out var others) && others.Any(ids.Contains));
}

/// <summary>Numbers that stand for names while an index is built.</summary>
internal sealed class NameNumbers
{
    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _titles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _topics = new(StringComparer.OrdinalIgnoreCase);

    public int Source(string name) => Of(_sources, name);

    public int Title(string name) => Of(_titles, name);

    public int Topic(string name) => Of(_topics, name);

    private static int Of(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers.Add(name, number = numbers.Count);
        }

        return number;
    }
}
