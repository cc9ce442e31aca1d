namespace Nudges.Matching;

/// <summary>The items that could score most, by the bounds of their scores: what is not in it has a bound of at most <see cref="Least"/>.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class Shortlist(int most)
{
    // The bits of a bound, which is not negative, sort as the bound does. Ascending once it is full.
    private readonly ulong[] _entries = new ulong[most];

    public int Count { get; private set; }

    /// <summary>A bound has to be above it to be kept; 0 while there is room.</summary>
    public float Least { get; private set; }

    /// <summary>The bound of an entry and what it is of; the greatest stands last.</summary>
    public (float Bound, int Item) this[int entry] => (BoundOf(_entries[entry]), (int)(uint)_entries[entry]);

    /// <param name="bound">Above <see cref="Least"/>, or it is passed over.</param>
    /// <param name="item">Its number.</param>
    public void Add(float bound, int item)
    {
        if (bound <= Least)
        {
            return;
        }

        var entry = ((ulong)BitConverter.SingleToUInt32Bits(bound) << 32) | (uint)item;
        if (Count < most)
        {
            _entries[Count++] = entry;
            if (Count == most)
            {
                Sort();
                Least = BoundOf(_entries[0]);
            }
        }
        else
        {
            // The least falls out in front.
            var place = 0;
            for (; place + 1 < _entries.Length && _entries[place + 1] < entry; place++)
            {
                _entries[place] = _entries[place + 1];
            }

            _entries[place] = entry;
            Least = BoundOf(_entries[0]);
        }
    }

    /// <summary>Puts the greatest bound last.</summary>
    public void Sort() => _entries.AsSpan(0, Count).Sort();

    private static float BoundOf(ulong entry) => BitConverter.UInt32BitsToSingle((uint)(entry >> 32));
}
