using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nudges.Matching;

/// <summary>What one phrase, or one item that was found useful, gives to each item of a language, ascending by item.</summary>
internal sealed class Impacts
{
    private readonly int[] _items;
    private readonly float[] _scores;

    // A bit for each item, several to a bit: says quickly that an item gets nothing.
    private readonly uint[] _isGiven;

    public Impacts(int[] items, float[] scores)
    {
        (_items, _scores) = (items, scores);
        _isGiven = new uint[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, items.Length / 4))];
        foreach (var item in items)
        {
            WordOf(item) |= 1u << item;
        }
    }

    public int Count => _items.Length;

    public ReadOnlySpan<int> Items => _items;

    /// <summary>Adds what it gives, times the weight, to each item's sum.</summary>
    public void AddTo(Span<float> sums, float weight)
    {
        // The items ascend, so with the last one all are in reach. This is where matching spends its time.
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_items[^1], sums.Length);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var items = _items.AsSpan();
        var scores = _scores.AsSpan(0, items.Length);
        for (var place = 0; place < items.Length; place++)
        {
            Unsafe.Add(ref sum, items[place]) += weight * scores[place];
        }
    }

    public float ScoreOf(int item)
    {
        if ((WordOf(item) & (1u << item)) == 0)
        {
            return 0;
        }

        var place = Array.BinarySearch(_items, item);
        return place < 0 ? 0 : _scores[place];
    }

    private ref uint WordOf(int item) => ref _isGiven[(item / 32) & (_isGiven.Length - 1)];
}
