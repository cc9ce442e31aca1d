namespace Nudges.Matching;

/// <summary>How fresh each of one language's items is at one moment, and the most that is added to what speaks for it.</summary>
internal sealed class ItemFreshness
{
    private readonly double[] _items;
    private readonly MatchingOptions _options;
    private readonly DateTimeOffset _asOf;

    /// <param name="items">The language's.</param>
    /// <param name="isNew">By place: nobody has found it useful yet.</param>
    /// <param name="options">What freshness and novelty add.</param>
    /// <param name="asOf">The moment.</param>
    public ItemFreshness(ItemColumns items, bool[] isNew, MatchingOptions options, DateTimeOffset asOf)
    {
        (_options, _asOf) = (options, asOf);
        _items = new double[items.Published.Length];
        MostAdded = Lanes.Column(_items.Length);
        for (var item = 0; item < _items.Length; item++)
        {
            var published = items.Published[item];
            var age = published == ItemColumns.Undated ? options.UndatedAge : new TimeSpan(asOf.UtcTicks - published);

            // Rounded, as the last bits of a power differ between machines and picks must not.
            _items[item] = Math.Round(options.FreshnessWeight * Math.Pow(2, -Math.Max(0, age / options.FreshnessHalfLife)), 6);
            MostAdded[item] = (float)(_items[item] + (isNew[item] ? options.ExplorationWeight : 0));
        }
    }

    /// <summary>By place, for anyone: freshness and, where the item is new, exploration. Padded to whole vectors.</summary>
    public float[] MostAdded { get; }

    /// <summary>In units of the score.</summary>
    public double Of(int item) => _items[item];

    /// <summary>Whether it is the same for that moment and those options.</summary>
    public bool IsOf(DateTimeOffset asOf, MatchingOptions options) => asOf == _asOf && (ReferenceEquals(options, _options)
        || (options.FreshnessWeight == _options.FreshnessWeight && options.FreshnessHalfLife == _options.FreshnessHalfLife
            && options.UndatedAge == _options.UndatedAge && options.ExplorationWeight == _options.ExplorationWeight));
}
