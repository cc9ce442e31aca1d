namespace Nudges.Matching;

/// <summary>How fresh each of one language's items is at one moment, and the freshest of each window.</summary>
internal sealed class ItemFreshness
{
    private readonly double[] _items;
    private readonly double[] _most;

    public ItemFreshness(ItemColumns items, MatchingOptions options, DateTimeOffset asOf)
    {
        _items = new double[items.Published.Length];
        _most = new double[LanguageIndex.WindowsOf(_items.Length)];
        for (var item = 0; item < _items.Length; item++)
        {
            var published = items.Published[item];
            var age = published == ItemColumns.Undated ? options.UndatedAge : new TimeSpan(asOf.UtcTicks - published);

            // Rounded, as the last bits of a power differ between machines and picks must not.
            _items[item] = Math.Round(options.FreshnessWeight * Math.Pow(2, -Math.Max(0, age / options.FreshnessHalfLife)), 6);
            _most[item / Impacts.Window] = Math.Max(_most[item / Impacts.Window], _items[item]);
        }
    }

    /// <summary>In units of the score.</summary>
    public double Of(int item) => _items[item];

    public double MostIn(int window) => _most[window];
}
