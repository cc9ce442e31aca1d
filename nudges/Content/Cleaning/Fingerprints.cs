using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Nudges.Content;

/// <summary>Fingerprints that are alike where texts are (SimHash; Charikar 2002, Manku et al. 2007).</summary>
public static class Fingerprints
{
    /// <summary>Fewer words say too little for a fingerprint.</summary>
    public const int LeastWords = 20;

    /// <summary>Shorter texts are told apart by their titles too: the same teaser may stand under many.</summary>
    public const int LeastWordsWithoutTitle = 100;

    /// <summary>
    /// 64 bits, each the majority over the text's distinct runs of three words, in lower case. The title counts only with texts
    /// under <see cref="LeastWordsWithoutTitle"/> words: who takes over an article often gives it another. The same on any
    /// machine, for ever. Null under <see cref="LeastWords"/> words.
    /// </summary>
    public static ulong? Of(string title, string text)
    {
        var words = Hashes(text);
        if (words.Count < LeastWords)
        {
            return null;
        }

        if (words.Count < LeastWordsWithoutTitle)
        {
            words.InsertRange(0, Hashes(title));
        }

        Span<int> votes = stackalloc int[64];
        var runs = new HashSet<ulong>(words.Count);
        for (var at = 0; at + 3 <= words.Count; at++)
        {
            var run = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(words).Slice(at, 3)));
            if (runs.Add(run))
            {
                for (var bit = 0; bit < 64; bit++)
                {
                    votes[bit] += (int)(run >> bit & 1);
                }
            }
        }

        ulong fingerprint = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            fingerprint |= 2 * votes[bit] > runs.Count ? 1UL << bit : 0;
        }

        return fingerprint;
    }

    private static List<ulong> Hashes(string text)
    {
        var lower = text.ToLowerInvariant();
        return [.. TextWords.Of(lower).Select(word => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(lower.AsSpan(word))))];
    }
}
