using System.Text;

namespace Nudges.Matching;

/// <summary>Words in one block of UTF-8, ascending by their bytes: a word's number is its place there.</summary>
/// <param name="Text">The words, one after the other.</param>
/// <param name="Starts">Where each starts, and where the last ends.</param>
internal sealed record TermDictionary(byte[] Text, int[] Starts)
{
    /// <param name="sorted">By ordinal comparison of their UTF-8.</param>
    public static TermDictionary Of(IReadOnlyList<byte[]> sorted)
    {
        var starts = new int[sorted.Count + 1];
        for (var term = 0; term < sorted.Count; term++)
        {
            starts[term + 1] = starts[term] + sorted[term].Length;
        }

        return new TermDictionary([.. sorted.SelectMany(term => term)], starts);
    }

    /// <summary>The word's number; negative where there is no such word.</summary>
    public int Find(string word)
    {
        var sought = Encoding.UTF8.GetBytes(word);
        var (low, high) = (0, Starts.Length - 2);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Text.AsSpan(Starts[middle]..Starts[middle + 1]).SequenceCompareTo(sought);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
