using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Nudges.Matching;

/// <summary>
/// What each of one language's items could score at most, the greatest first: its relevance and what is added, times a factor. Of each block of items
/// only the greatest bound is kept, so that the next one is found in two short looks and nothing is sorted.
/// </summary>
internal sealed class Bounds : IDisposable
{
    private readonly Memory<float> _relevance;
    private readonly float[] _added;
    private readonly float[] _factors;
    private readonly float _least;

    // The square root of how many vectors there are: as many blocks as vectors in a block.
    private readonly int _vectorsABlock;
    private readonly float[] _blocks;
    private readonly int _count;
    private int _first;

    /// <param name="relevance">By place, whole vectors. What is removed has none any more.</param>
    /// <param name="added">By place, as long.</param>
    /// <param name="factors">By place, as long.</param>
    /// <param name="least">More than 0: what is less relevant has no bound.</param>
    public Bounds(Memory<float> relevance, float[] added, float[] factors, float least)
    {
        (_relevance, _added, _factors, _least) = (relevance, added, factors, least);
        var vectors = relevance.Length / Lanes.Width;
        _vectorsABlock = (int)Math.Ceiling(Math.Sqrt(Math.Max(1, vectors)));
        _count = (vectors + _vectorsABlock - 1) / _vectorsABlock;
        _blocks = ArrayPool<float>.Shared.Rent(Math.Max(1, _count));
        _blocks[0] = 0;
        for (var block = 0; block < _count; block++)
        {
            _blocks[block] = GreatestOf(block);
        }

        FindFirst();
    }

    /// <summary>The greatest bound; 0 where there is none left.</summary>
    public float First => _blocks[_first];

    /// <summary>Where the item stands that has it.</summary>
    public int FirstPlace()
    {
        var (sought, vector) = (Vector256.Create(First), _first * _vectorsABlock);
        while (true)
        {
            var found = Vector256.Equals(Read(vector), sought).ExtractMostSignificantBits();
            if (found != 0)
            {
                return (vector * Lanes.Width) + BitOperations.TrailingZeroCount(found);
            }

            vector++;
        }
    }

    /// <summary>Takes the item's bound away.</summary>
    public void Remove(int place)
    {
        _relevance.Span[place] = 0;
        var block = place / Lanes.Width / _vectorsABlock;
        _blocks[block] = GreatestOf(block);
        FindFirst();
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_blocks);

    private void FindFirst()
    {
        _first = 0;
        for (var block = 1; block < _count; block++)
        {
            if (_blocks[block] > _blocks[_first])
            {
                _first = block;
            }
        }
    }

    private float GreatestOf(int block)
    {
        var (greatest, start) = (Vector256<float>.Zero, block * _vectorsABlock);
        var relevance = Vectors(_relevance.Span)[start..];
        relevance = relevance[..Math.Min(_vectorsABlock, relevance.Length)];
        var added = Vectors(_added).Slice(start, relevance.Length);
        var factors = Vectors(_factors).Slice(start, relevance.Length);
        var least = Vector256.Create(_least);
        for (var vector = 0; vector < relevance.Length; vector++)
        {
            greatest = Vector256.MaxNative(greatest, Bound(relevance[vector], added[vector], factors[vector], least));
        }

        var four = Vector128.MaxNative(greatest.GetLower(), greatest.GetUpper());
        var two = Vector64.MaxNative(four.GetLower(), four.GetUpper());
        return Math.Max(two[0], two[1]);
    }

    private Vector256<float> Read(int vector) =>
        Bound(Vectors(_relevance.Span)[vector], Vectors(_added)[vector], Vectors(_factors)[vector], Vector256.Create(_least));

    private static Vector256<float> Bound(Vector256<float> relevance, Vector256<float> added, Vector256<float> factors, Vector256<float> least) =>
        (relevance + added) * factors & Vector256.GreaterThanOrEqual(relevance, least);

    private static ReadOnlySpan<Vector256<float>> Vectors(ReadOnlySpan<float> column) => MemoryMarshal.Cast<float, Vector256<float>>(column);
}
