using System.Collections.Concurrent;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>What an item that somebody found useful gives to each of one language's items. Remembers what it was asked for.</summary>
internal sealed class NeighbourImpacts
{
    private readonly ItemNeighbours _neighbours;
    private readonly IReadOnlyDictionary<ItemId, int> _rows;
    private readonly int[] _places;
    private readonly ConcurrentDictionary<int, Impacts?> _read = new();

    /// <param name="neighbours">Of all languages.</param>
    /// <param name="rows">Where each of its liked items stands there.</param>
    /// <param name="items">One language's.</param>
    public NeighbourImpacts(ItemNeighbours neighbours, IReadOnlyDictionary<ItemId, int> rows, ItemColumns items)
    {
        (_neighbours, _rows) = (neighbours, rows);
        _places = [.. neighbours.Items.Select(items.PlaceOf)];
        IsNew = [.. items.Ids.Select(id => rows.Count > 0 && !rows.ContainsKey(id))];
    }

    /// <summary>By place: others have been found useful, this one not yet.</summary>
    public bool[] IsNew { get; }

    /// <summary>Null where the item has no neighbours of this language.</summary>
    public Impacts? Read(ItemId liked) => _rows.TryGetValue(liked, out var row) ? _read.GetOrAdd(row, Make) : null;

    public string TitleOf(ItemId liked) => _neighbours.Titles[_rows[liked]];

    private Impacts? Make(int row)
    {
        var near = new List<(int Item, float Weight)>();
        for (var next = _neighbours.Starts[row]; next < _neighbours.Starts[row + 1]; next++)
        {
            if (_places[_neighbours.Places[next]] is var item and >= 0)
            {
                near.Add((item, _neighbours.Weights[next]));
            }
        }

        near.Sort();
        return near.Count == 0 ? null : new Impacts([.. near.Select(item => item.Item)], [.. near.Select(item => item.Weight)]);
    }
}
