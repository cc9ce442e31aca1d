using System.Runtime.InteropServices;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>Neighbours as they are stored: numbers as little-endian bytes, which JSON keeps as base64.</summary>
public sealed record StoredNeighbours
{
    public required string Version { get; init; }

    /// <summary>People who found something useful; how many outcomes they gave.</summary>
    public required int People { get; init; }

    public required int Outcomes { get; init; }

    public required IReadOnlyList<ItemId> Liked { get; init; }

    public required IReadOnlyList<string> Titles { get; init; }

    public required IReadOnlyList<ItemId> Items { get; init; }

    /// <summary>32-bit integers.</summary>
    public required byte[] Starts { get; init; }

    /// <summary>32-bit integers.</summary>
    public required byte[] Places { get; init; }

    /// <summary>32-bit floats.</summary>
    public required byte[] Weights { get; init; }

    /// <summary>None in documents of former versions.</summary>
    public IReadOnlyList<Favourites> Favourites { get; init; } = [];

    public static StoredNeighbours Of(ItemNeighbours neighbours, int people, int outcomes) => new()
    {
        Version = neighbours.Version,
        People = people,
        Outcomes = outcomes,
        Liked = neighbours.Liked,
        Titles = neighbours.Titles,
        Items = neighbours.Items,
        Starts = MemoryMarshal.AsBytes<int>(neighbours.Starts).ToArray(),
        Places = MemoryMarshal.AsBytes<int>(neighbours.Places).ToArray(),
        Weights = MemoryMarshal.AsBytes<float>(neighbours.Weights).ToArray(),
        Favourites = neighbours.Favourites,
    };

    public ItemNeighbours Read() => new(
        Version,
        Liked,
        Titles,
        Items,
        MemoryMarshal.Cast<byte, int>(Starts).ToArray(),
        MemoryMarshal.Cast<byte, int>(Places).ToArray(),
        MemoryMarshal.Cast<byte, float>(Weights).ToArray())
    { Favourites = Favourites };
}
