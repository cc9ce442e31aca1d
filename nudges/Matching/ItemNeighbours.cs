using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// Which items go with an item that somebody found useful, each with a weight above 0 and seldom over 1: what the same people
/// found useful, what its words say, and what is alike in words to what the same people found useful, so that a new item has a
/// place on its first day. Says nothing of who. Immutable; made by <see cref="ItemNeighboursBuilder"/>.
/// </summary>
/// <param name="Version">Differs where anything else differs.</param>
/// <param name="Liked">The items that have neighbours.</param>
/// <param name="Titles">Of each of them, for reasons.</param>
/// <param name="Items">The items that are somebody's neighbours.</param>
/// <param name="Starts">Where the neighbours of each of <paramref name="Liked"/> start, and where the last one's end.</param>
/// <param name="Places">Of each neighbour its place in <paramref name="Items"/>, ascending for one item.</param>
/// <param name="Weights">Beside each of <paramref name="Places"/>.</param>
public sealed record ItemNeighbours(
    string Version, IReadOnlyList<ItemId> Liked, IReadOnlyList<string> Titles, IReadOnlyList<ItemId> Items, int[] Starts, int[] Places, float[] Weights)
{
    /// <summary>What people of one group found useful: of those who found nothing useful yet it is all that outcomes tell.</summary>
    public IReadOnlyList<Favourites> Favourites { get; init; } = [];

    /// <summary>Of nobody's outcomes.</summary>
    public static ItemNeighbours None { get; } = new("", [], [], [], [0], [], []);
}
