using Nudges.Content;

namespace Nudges.Matching;

/// <summary>What scoring needs of one language's items, a column each; the freshest items stand first.</summary>
internal sealed class ItemColumns
{
    /// <summary>In <see cref="Published"/>: the source says nothing.</summary>
    public const long Undated = long.MinValue;

    public required ItemId[] Ids { get; init; }

    /// <summary>Items of one source have the same number, in all languages.</summary>
    public required int[] Sources { get; init; }

    /// <summary>Items with one title, whatever the case, have the same number, in all languages.</summary>
    public required int[] Titles { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long[] Published { get; init; }

    /// <summary>Where curators asked for something that counts, by place.</summary>
    public required IReadOnlyDictionary<int, Curation> Curated { get; init; }

    /// <summary>Further ids that items are known by, by place.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<ItemId>> OtherIds { get; init; }

    /// <param name="items">In the order of their places.</param>
    /// <param name="sources">Numbers given so far.</param>
    /// <param name="titles">Numbers given so far.</param>
    public static ItemColumns Of(IReadOnlyList<ContentItem> items, Dictionary<string, int> sources, Dictionary<string, int> titles) => new()
    {
        Ids = [.. items.Select(item => item.Id)],
        Sources = [.. items.Select(item => Number(sources, item.Source))],
        Titles = [.. items.Select(item => Number(titles, item.Title))],
        Published = [.. items.Select(item => item.Published?.UtcTicks ?? Undated)],
        OtherIds = items.Index().Where(item => item.Item.OtherIds.Count > 0).ToDictionary(item => item.Index, item => item.Item.OtherIds),
        Curated = items.Index().Where(item => OrganisationFactor.Counts(item.Item.Curation)).ToDictionary(item => item.Index, item => item.Item.Curation!),
    };

    /// <summary>Whether the person was nudged with the item, under any id it stands for.</summary>
    public bool IsSeen(int place, IReadOnlySet<ItemId> seen) =>
        seen.Contains(Ids[place]) || (OtherIds.Count > 0 && OtherIds.TryGetValue(place, out var others) && others.Any(seen.Contains));

    private static int Number(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers.Add(name, number = numbers.Count);
        }

        return number;
    }
}
