using System.Numerics;

namespace Nudges.Content;

/// <summary>Finds the same text under other addresses and headlines.</summary>
public static class NearDuplicates
{
    /// <summary>Bits in which the fingerprints of one text's copies may differ.</summary>
    public const int MaxDistance = 7;

    // Fingerprints that differ in at most seven bits have one of eight bytes in common.
    private const int Bands = MaxDistance + 1;

    /// <summary>
    /// For each item the position of the first that is the same text, itself where there is none before it. Items are joined
    /// through others: where a is like b and b like c, all three are one. Which items are together does not depend on their order.
    /// </summary>
    public static IReadOnlyList<int> Group(IReadOnlyList<ContentItem> items)
    {
        var first = Enumerable.Range(0, items.Count).ToArray();
        var printed = first.Where(at => items[at].Fingerprint is not null).ToList();
        for (var band = 0; band < Bands; band++)
        {
            foreach (var bucket in printed.GroupBy(at => (byte)(items[at].Fingerprint!.Value >> (8 * band))).Select(same => same.ToArray()))
            {
                for (var one = 1; one < bucket.Length; one++)
                {
                    for (var other = 0; other < one; other++)
                    {
                        if (AreSame(items[bucket[one]], items[bucket[other]]))
                        {
                            Join(bucket[one], bucket[other]);
                        }
                    }
                }
            }
        }

        return [.. first.Select((_, at) => First(at))];

        void Join(int one, int other)
        {
            (one, other) = (First(one), First(other));
            first[Math.Max(one, other)] = Math.Min(one, other);
        }

        int First(int at)
        {
            while (first[at] != at)
            {
                at = first[at] = first[first[at]];
            }

            return at;
        }
    }

    /// <summary>
    /// Fingerprints at most <see cref="MaxDistance"/> bits apart, the same kind and language, and no numbers in the titles that
    /// differ: "Release 4.2" is not "Release 4.3", however much of the template they share.
    /// </summary>
    public static bool AreSame(ContentItem one, ContentItem other) =>
        one.Fingerprint is { } left && other.Fingerprint is { } right
        && BitOperations.PopCount(left ^ right) <= MaxDistance
        && one.Kind == other.Kind
        && one.Language == other.Language
        && !(Numbers(one.Title) is { Count: > 0 } numbers && Numbers(other.Title) is { Count: > 0 } others && !numbers.SetEquals(others));

    private static HashSet<string> Numbers(string title) =>
        [.. TextWords.Of(title).Select(word => title[word]).Where(word => word.Any(char.IsDigit))];
}
